// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "policy/congestion_settings.h"
#include "policy/yaml/value.h"

namespace sluice {

// Why what is about congestion is refused in a policy that does not watch for any.
inline constexpr std::string_view kNoCongestion =
    "means nothing without 'congestion' at the top of the policy; write congestion: {} there";

CongestionSettings read_congestion(const YamlValue& value);

// What is left out is as otherwise has it: a site's and a tier's have what holds for all.
NearCongested read_near_congested(const YamlValue& value, const NearCongested& otherwise);
HeavyUse read_heavy(const YamlValue& value, const HeavyUse& otherwise);

}  // namespace sluice
