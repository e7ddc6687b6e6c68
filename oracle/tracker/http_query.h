// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "oracle/tracker/announce.h"

namespace sluice {

// What a client asks a tracker over HTTP: the request line's target, "/announce?info_hash=..." (BEP
// 3) or "/scrape?..." (BEP 48).
struct HttpTrackerQuery {
    enum class Kind : uint8_t { elsewhere, announce, scrape, wrong };

    Kind kind = Kind::elsewhere;  // elsewhere: neither of the two paths
    std::string_view objection;   // wrong: to be told; what is right of one is here all the same
    AnnounceRequest announce;
    bool compact = true;           // BEP 23: unless it asks for the other
    std::vector<InfoHash> hashes;  // scrape: one or more, kMostScraped at most
};

inline constexpr size_t kMostScraped = 74;  // as over UDP

// Addresses that it names (ip of BEP 3, ipv4 and ipv6 of BEP 7) are not read: a peer is where its
// request comes from. Of what is there twice the last counts. path and query as they were sent.
HttpTrackerQuery parse_http_tracker_query(std::string_view path, std::string_view query);

}  // namespace sluice
