// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/enforcement.h"
#include "policy/yaml/value.h"

namespace sluice {

// { flows: 20000, new_flows: 500/s }, one or both; what is left out is as otherwise has it.
FlowLimits read_limits(const YamlValue& value, const FlowLimits& otherwise);

}  // namespace sluice
