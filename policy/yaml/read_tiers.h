// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// congestion: what holds for those that say nothing else; none: nothing does, and none may.
// limits: the same.
std::vector<Tier> read_tiers(const YamlValue& value,
                             const std::optional<CongestionSettings>& congestion,
                             const std::optional<FlowLimits>& limits = std::nullopt);

}  // namespace sluice
