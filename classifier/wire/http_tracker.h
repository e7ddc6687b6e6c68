// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/endpoint.h"
#include "classifier/wire/http.h"

namespace sluice {

struct HttpTrackerRequest {
    enum class Outcome : uint8_t {
        absent,    // the request line, so far or as a whole, is not one to a tracker
        partial,   // the request line goes on
        announce,  // BEP 3: info_hash and peer_id of 20 bytes each after decoding, and a port
        scrape,    // BEP 48: one or more info_hash of 20 bytes
    };
    enum class Event : uint8_t {
        none,  // at regular intervals
        started,
        stopped,
        completed,
        paused,  // BEP 21: a partial seed, every time
    };

    Outcome outcome = Outcome::absent;
    // Of an announce:
    Event event = Event::none;
    uint16_t port = 0;     // where the peer listens; 0 where it does not
    bool compact = false;  // BEP 23
    // Where it says that it can be reached too: ipv4 and ipv6 (BEP 7), or ip (BEP 3). The port is
    // the announced one unless they name another.
    std::optional<PeerAddress> ipv4 = {};
    std::optional<PeerAddress> ipv6 = {};
};

// The head of an HTTP request; its first line is enough.
HttpTrackerRequest parse_http_tracker_request(const HttpHead& head);

}  // namespace sluice
