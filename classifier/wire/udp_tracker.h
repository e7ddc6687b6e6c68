// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// BEP 15.
enum class UdpTrackerAction : uint32_t { connect, announce, scrape, error };

struct UdpTrackerRequest {
    UdpTrackerAction action = UdpTrackerAction::connect;
    uint64_t connection_id = 0;
    uint32_t transaction_id = 0;
};

struct UdpTrackerReply {
    UdpTrackerAction action = UdpTrackerAction::connect;
    uint32_t transaction_id = 0;
    uint64_t connection_id = 0;  // connect only
};

// A connect request proves itself by its magic; the others have no fixed bytes but the action, so
// they need their counterpart: the transaction or the connection id seen in the other direction.
std::optional<UdpTrackerRequest> parse_udp_tracker_request(Bytes datagram);
std::optional<UdpTrackerReply> parse_udp_tracker_reply(Bytes datagram);

}  // namespace sluice
