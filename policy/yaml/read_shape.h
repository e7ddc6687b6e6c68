// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/shaping.h"
#include "policy/yaml/value.h"

namespace sluice {

// What an action's `shape` says. Complains about what is wrong, and what makes no sense together.
Shape read_shape(const YamlValue& value);

}  // namespace sluice
