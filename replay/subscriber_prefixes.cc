// SPDX-License-Identifier: Apache-2.0
#include "replay/subscriber_prefixes.h"

namespace sluice {

std::vector<Prefix> default_subscriber_prefixes() {
    std::vector<Prefix> prefixes;
    for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                             "fc00::/7", "198.18.0.0/15"})
        prefixes.push_back(*Prefix::parse(text));
    return prefixes;
}

}  // namespace sluice
