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

    // query: not elsewhere. source: the connection's other end.
    std::string answer(const HttpTrackerQuery& query, const IpAddress& source, uint32_t now_s);

 private:
    std::string announce(const HttpTrackerQuery& query, const IpAddress& source, uint32_t now_s);
    std::string scrape(const HttpTrackerQuery& query);

    Tracker& tracker_;
    RequestCounts& counts_;
};

}  // namespace sluice
