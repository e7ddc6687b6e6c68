// SPDX-License-Identifier: Apache-2.0
// The mark that a redirected query carries: whatever a client writes, it comes to an answer.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "oracle/tracker/layers/announce_urls.h"
#include "oracle/tracker/layers/layer_mark.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    const std::string_view query(reinterpret_cast<const char*>(data), size);
    LayerMark mark = read_layer_mark(query);
    std::string now(query);
    int hops = 0;
    for (; !mark.is_spent(); ++hops) {
        const LayerMark next{static_cast<uint8_t>(mark.hops + 1), mark.goes_up};
        const auto marked = marked_query(now, next);
        if (!marked)
            break;
        if (!(read_layer_mark(*marked) == next) ||
            std::ranges::any_of(*marked, [](char c) { return c <= ' ' || c > '~'; }))
            std::abort();
        mark = next;
        now = *marked;
    }
    if (hops > LayerMark::kMostHops)
        std::abort();
    AnnounceUrls urls;
    if (urls.add(query)) {
        const auto location = redirection_to(urls.urls().front(), true, "a=b");
        if (!location.ends_with("/scrape?a=b"))
            std::abort();
    }
    return 0;
}
