// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string_view>

#include "classifier/wire/bencode.h"
#include "oracle/tracker/http_service.h"

using namespace sluice;

// Whatever the query says, the body is one bencoded value with its keys in order.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Tracker tracker(TrackerSettings{.limits = {.swarms = 8, .peers = 32}}, {1, 2}, 3);
    RequestCounts counts;
    HttpService service(tracker, counts);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const std::string_view path : {"/announce", "/scrape"})
        for (const IpAddress& from :
             {IpAddress::from_ipv4(0xc6120001), IpAddress{{0x20, 0x01, 0x0d, 0xb8}}}) {
            const std::string body =
                service.answer(parse_http_tracker_query(path, text), from, 10'000);
            if (scan_bencode({reinterpret_cast<const uint8_t*>(body.data()), body.size()}) !=
                body.size())
                std::abort();
        }
    return 0;
}
