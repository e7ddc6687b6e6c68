// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "classifier/bytes.h"
#include "control/dhcp/message.h"

namespace sluice {

// RFC 8415, inside as many relay agents' messages as its hop limit allows, with their remote-id
// (RFC 4649), subscriber-id (RFC 4580) and the client's link-layer address (RFC 6939). Of several
// relay agents the one nearest to the client is believed. Nothing if a length or a field is not as
// it must be.
std::optional<DhcpMessage> parse_dhcpv6(Bytes datagram);

}  // namespace sluice
