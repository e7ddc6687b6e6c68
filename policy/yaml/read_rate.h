// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/attributes.h"
#include "policy/yaml/value.h"

namespace sluice {

inline constexpr uint64_t kRateMostBps = 10'000'000'000'000;

// From 1bps to 10tbps. why_not_zero: what is said of zero, and what would be right.
std::optional<uint64_t> read_rate(const YamlValue& value, std::string_view why_not_zero);

// { up, down } by Direction. What is wrong is complained about and 0.
using Rates = std::array<uint64_t, kDirectionCount>;
Rates read_both_rates(const YamlFields& fields, std::string_view why_not_zero);
// The same of a mapping of nothing else, in which one may be left out, and is 0.
Rates read_minimum_rates(const YamlValue& value);
// Complains about a minimum that is above what there is in all: "the tier's rate".
void check_minimum(const YamlValue& minimum, const Rates& minimum_bps, const Rates& whole_bps,
                   std::string_view whole);

}  // namespace sluice
