// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "policy/policy.h"
#include "policy/yaml/known_names.h"
#include "policy/yaml/read_schedule.h"
#include "policy/yaml/value.h"

namespace sluice {

// What a match may refer to.
struct MatchContext {
    const KnownNames& tiers;
    NamedTimeZones& time_zones;
    bool has_congestion = false;
    bool never = false;  // in never_touch, which means at no time
};

// A match, wherever one stands. Complains, and gives nothing, if any of it is wrong.
std::optional<Match> read_match(const YamlValue& value, const MatchContext& context);

}  // namespace sluice
