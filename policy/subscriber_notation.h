// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"

namespace sluice {

// A subscriber's address in one word, where there is no room for YAML: a prefix, or one IPv4
// address, '#' and which of its ports:
//   198.51.100.7   2001:db8:1::/56
//   203.0.113.9#1024-2047             a range
//   203.0.113.9#psid:3/8              PSID 3 of 8 bits at offset 6 (RFC 7597); /8/4: at offset 4
//   203.0.113.9#0x0300/0xff00         a value under a mask; /1024-65535: of these ports alone
struct ReadAddress {
    std::optional<SubscriberAddress> address;
    std::string reason;  // if there is none: what is wrong with it
};
ReadAddress parse_subscriber_address(std::string_view text);

std::string to_string(const SubscriberAddress& address);

// Of subscribers, groups, tiers and rules: 1 to 128 visible ASCII characters without spaces.
bool is_name(std::string_view text);
inline constexpr std::string_view kWhatANameIs =
    "a name is 1 to 128 visible ASCII characters without spaces";

}  // namespace sluice
