// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/announce.h"

namespace sluice {

RefusalText text_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            break;
        case Refusal::not_listed:
            return {"torrent is not served here", 60};
        case Refusal::denied:
            return {"torrent is not served here", 0};
        case Refusal::address:
            return {"peers cannot reach your address", 0};
        case Refusal::no_port:
            return {"port is missing", 0};
        case Refusal::source_full:
            return {"too many torrents of your address", 30};
        case Refusal::full:
            return {"tracker is full", 15};
    }
    return {};
}

}  // namespace sluice
