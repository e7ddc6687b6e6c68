// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// An IPv4 address in dotted decimals or an IPv6 address (RFC 4291, 2.2), without brackets; a name
// is none. As PeerAddress keeps it.
std::optional<std::array<uint8_t, 16>> parse_ip_literal(std::string_view text);

// Decimal digits and nothing else.
std::optional<uint16_t> parse_port(std::string_view text);

}  // namespace sluice
