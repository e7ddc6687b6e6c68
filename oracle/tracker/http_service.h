// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oracle/tracker/http_query.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/tracker.h"

namespace sluice {

// A tracker over HTTP (BEP 3, 48): a request's target in, the body of its reply out, whose status
// is 200 even for a failure, as clients want it. As its tracker, one thread at a time.
class HttpService {
 public:
    HttpService(Tracker& tracker, RequestCounts& counts) : tracker_(tracker), counts_(counts) {}

    // query: not elsewhere. source: the connection's other end. came_to: what an announce came to;
    // of other requests as it was.
    std::string answer(const HttpTrackerQuery& query, const IpAddress& source, uint32_t now_s,
                       AnnounceAnswer& came_to);
    std::string answer(const HttpTrackerQuery& query, const IpAddress& source, uint32_t now_s) {
        AnnounceAnswer ignored;
        return answer(query, source, now_s, ignored);
    }

 private:
    std::string announce(const HttpTrackerQuery& query, const IpAddress& source, uint32_t now_s,
                         AnnounceAnswer& answer);
    std::string scrape(const HttpTrackerQuery& query);

    Tracker& tracker_;
    RequestCounts& counts_;
};

}  // namespace sluice
