// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

using TierNames = std::set<std::string, std::less<>>;

// A match, wherever one stands. Complains, and gives nothing, if any of it is wrong.
std::optional<Match> read_match(const YamlValue& value, const TierNames& tiers);

// The tier of that name; complains if there is none.
std::optional<std::string> read_tier_name(const YamlValue& value, const TierNames& tiers);

}  // namespace sluice
