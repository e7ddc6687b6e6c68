// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "control/portal/account.h"

namespace sluice {

// What the box's names mean to somebody who does not run a network. All give text, not HTML.
std::string kind_in_words(std::string_view label);           // "BitTorrent"
std::string direction_in_words(std::string_view direction);  // "upload"
std::string effect_in_words(const RuleTouch& touch);         // "held to a rate: ..."
std::string counts_in_words(const TierAllowance& allowance);
std::string time_in_words(int64_t unix_seconds);  // "1 November 2026, 09:15 CET", local

}  // namespace sluice
