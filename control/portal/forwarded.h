// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/address.h"

namespace sluice {

// Whom one proxy got a request from: a "for" of RFC 7239, section 6. No address where there is no
// "for", or it is "unknown" or obfuscated; no port where there is none, or it is obfuscated.
struct ForwardedNode {
    std::optional<IpAddress> address;
    std::optional<uint16_t> port;  // host order

    friend bool operator==(const ForwardedNode&, const ForwardedNode&) = default;
};

// One Forwarded field's elements, in the order of the proxies: the last is the nearest's. Nothing
// if any part of the field is not as RFC 7239, section 4 has it: then no part can be relied on.
std::optional<std::vector<ForwardedNode>> parse_forwarded(std::string_view field);

}  // namespace sluice
