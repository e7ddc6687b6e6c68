// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "policy/policy.h"
#include "policy/port_set.h"
#include "policy/yaml/value.h"

namespace sluice {

// "6881" or "6881-6889", none below lowest. Complains, and gives nothing, if it is neither.
std::optional<PortRange> read_port_range(const YamlValue& value, uint16_t lowest = 1);

// Which ports of a shared address are somebody's: as a PSID, as value and mask, or as ranges, one
// set each. Complains, and gives none, if any of it is wrong.
std::vector<PortSet> read_port_sets(const YamlValue& value);

}  // namespace sluice
