// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "control/radius/packet.h"
#include "policy/policy.h"

namespace sluice {

// RFC 8045's IP-Port-Range: ports that an address-sharing device gives to a subscriber or takes
// away again.
struct PortRangeChange {
    bool allocated = true;
    std::optional<IpAddress> address;  // outside the NAT; else whatever address the session has
    std::optional<PortRange> ports;    // else all that were allocated, only where they are taken
};

// Whether an attribute's value of Extended-Type-1 is an IP-Port-Range (241.6).
bool is_port_range(Octets extended);

// Whether it tells of an address outside the NAT, however wrong the rest is.
bool names_an_address(Octets extended);

// Nothing: malformed, a range that wraps, a port beyond 65,535. The protocol (IP-Port-Type) is not
// told apart: a range is taken for all protocols.
std::optional<PortRangeChange> read_port_range(Octets extended);

// The change made to a session's addresses.
void apply(const PortRangeChange& change, const IpAddress& address,
           std::vector<SubscriberAddress>& addresses);

}  // namespace sluice
