// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/address.h"

namespace sluice {

// Entities of the domains "ipv4" and "ipv6" (RFC 9240, section 6.1): an address, or a block of
// them. One address and its block of full length are the same.

// "ipv4:192.0.2.0/24" or "ipv6:2001:db8::1"; nothing of any other domain, or with bits beyond a
// block's length.
std::optional<Prefix> read_entity(std::string_view text);

// As a member's name, in quotes. Needs no escaping.
void append_entity(std::string& out, const Prefix& entity);

// What is told of them.
enum class EntityProperty : uint8_t {
    location,   // the PID that the network map has it in (section 8.7.1)
    origin_as,  // the AS that originates its route
};

// By EntityProperty. The second is the property map's own; as there is no registered one of an AS
// number, it is private (section 5.2.1).
inline constexpr std::array<std::string_view, 2> kEntityProperties = {"network-map.pid",
                                                                      ".priv:sluice-asn"};
using PropertySet = std::bitset<kEntityProperties.size()>;

}  // namespace sluice
