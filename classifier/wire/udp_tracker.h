// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/wire/named_peers.h"

namespace sluice {

// BEP 15.
enum class UdpTrackerAction : uint32_t { connect, announce, scrape, error };
enum class UdpTrackerEvent : uint32_t { none, completed, started, stopped };

struct UdpTrackerRequest {
    UdpTrackerAction action = UdpTrackerAction::connect;
    uint64_t connection_id = 0;
    uint32_t transaction_id = 0;
    // Announce only: where the sender takes peers, or with stopped does no more.
    UdpTrackerEvent event = UdpTrackerEvent::none;
    uint16_t port = 0;

    MessageKind message() const;
};

struct UdpTrackerReply {
    UdpTrackerAction action = UdpTrackerAction::connect;
    uint32_t transaction_id = 0;
    uint64_t connection_id = 0;  // connect only
    Bytes entries = {};          // announce only: what follows the head, see peers_of()

    MessageKind message() const;
};

// A connect request proves itself by its magic; the others have no fixed bytes but the action, so
// they need their counterpart: the transaction or the connection id seen in the other direction.
// Packets may be longer than their fields where BEP 15 leaves them open, and BEP 41 appends options
// to an announce.
std::optional<UdpTrackerRequest> parse_udp_tracker_request(Bytes datagram);
std::optional<UdpTrackerReply> parse_udp_tracker_reply(Bytes datagram);

// The peers of a reply to announce. Nothing in it says how long an entry is: the IP version that
// the datagram came by does.
enum class IpVersion : uint8_t { ipv4, ipv6 };
NamedPeers peers_of(const UdpTrackerReply& reply, IpVersion version);

}  // namespace sluice
