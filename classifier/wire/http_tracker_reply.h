// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/endpoint.h"
#include "classifier/wire/named_peers.h"

namespace sluice {

struct HttpTrackerReply {
    enum class Outcome : uint8_t {
        absent,    // a byte that no tracker's reply has there
        partial,   // all bytes so far fit, and do not prove it yet
        complete,  // proven, though the end may be missing
    };

    Outcome outcome = Outcome::absent;
    // If complete: announce_response (BEP 3), scrape_response (BEP 48), error_response (BEP 3) or,
    // of a failure that says when to ask again, retry_response (BEP 31).
    MessageKind kind = MessageKind::error_response;
    NamedPeers peers = {};                             // those that were seen
    uint32_t interval_s = 0;                           // between announces
    std::optional<uint32_t> retry_minutes = {};        // nothing is never
    std::optional<PeerAddress> external_address = {};  // of the client (BEP 24); its port is 0
};

// The body of an HTTP response as http_body gives it, from its start; the end may be missing. It is
// proof enough without the request: a sorted dictionary with interval and peers, files or failure
// reason, whose values have the lengths that the BEPs fix.
HttpTrackerReply parse_http_tracker_reply(Bytes body);

}  // namespace sluice
