// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/enforcement.h"
#include "policy/yaml/value.h"

namespace sluice {

// { bytes: 10MB, age: 30s, connections: 50 }. What is wrong is complained about and left out.
Over read_over(const YamlValue& value);

}  // namespace sluice
