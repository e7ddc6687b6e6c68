// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "classifier/bytes.h"
#include "control/dhcp/message.h"

namespace sluice {

// RFC 2131 and RFC 2132, with option overload, options in several parts (RFC 3396), relay agent
// information (RFC 3046, RFC 3993), rapid commit (RFC 4039) and client identifiers (RFC 4361).
// Nothing if a length, a field or the end is not as it must be.
std::optional<DhcpMessage> parse_dhcpv4(Bytes datagram);

}  // namespace sluice
