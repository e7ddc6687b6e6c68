// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "policy/yaml/value.h"

namespace sluice {

// Those that the policy has of one kind: its tiers, its sites.
using KnownNames = std::set<std::string, std::less<>>;

// One of them. Complains, and gives nothing, if there is no such "tier".
std::optional<std::string> read_known_name(const YamlValue& value, const KnownNames& names,
                                           std::string_view kind);

}  // namespace sluice
