// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/address.h"

namespace sluice {

// "ipv4:192.0.2.1" or "ipv6:2001:db8::1" (RFC 7285, section 10.4.1); nothing of any other type, a
// prefix, or an IPv4 address as an IPv6 one. What is read may be told again as it was written: it
// needs no escaping in JSON.
std::optional<IpAddress> read_typed_address(std::string_view text);

std::string typed_address(const IpAddress& address);

}  // namespace sluice
