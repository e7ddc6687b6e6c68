// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "classifier/bytes.h"
#include "oracle/tracker/announce.h"
#include "oracle/tracker/swarm.h"
#include "policy/address.h"

namespace sluice {

// Bodies of a tracker's HTTP replies: bencoded dictionaries (BEP 3), their keys in order.

struct HttpAnnounceBody {
    uint32_t interval_s = 0;
    SwarmCounts counts;
    IpAddress external_ip;  // BEP 24: the asker's
    bool compact = true;
    Bytes ipv4_peers;  // compact entries, whatever `compact` is
    Bytes ipv6_peers;
};
// Compact (BEP 23, BEP 7), or a dictionary for each peer; never with peer ids, which are not kept:
// as if no_peer_id had been asked for.
std::string http_announce_body(const HttpAnnounceBody& body);

// As many counts as hashes. With downloaders (BEP 21).
std::string http_scrape_body(std::span<const InfoHash> hashes, std::span<const SwarmCounts> counts);

// BEP 31: with when to ask again.
std::string http_failure_body(const RefusalText& text);

}  // namespace sluice
