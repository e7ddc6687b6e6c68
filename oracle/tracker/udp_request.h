// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/wire/udp_tracker.h"
#include "oracle/tracker/announce.h"

namespace sluice {

// A request of BEP 15, as a tracker reads it.
struct UdpRequest {
    UdpTrackerAction action = UdpTrackerAction::connect;
    uint64_t connection_id = 0;  // of a connect its magic
    uint32_t transaction_id = 0;
    AnnounceRequest announce;  // announce only
    Bytes hashes;              // scrape only: whole ones, 1 to 74
};

// Packets may be longer than their fields (BEP 15), so what follows them is not looked at: options
// of BEP 41, or what is still to be thought of. Nothing where there is no request in it.
std::optional<UdpRequest> parse_udp_request(Bytes datagram);

}  // namespace sluice
