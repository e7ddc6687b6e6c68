// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "policy/policy.h"
#include "policy/yaml/known_names.h"
#include "policy/yaml/value.h"

namespace sluice {

// A match, wherever one stands. Complains, and gives nothing, if any of it is wrong.
// why_no_when: what is said of `when` where it makes no sense; else empty.
std::optional<Match> read_match(const YamlValue& value, const KnownNames& tiers,
                                std::string_view why_no_when);

}  // namespace sluice
