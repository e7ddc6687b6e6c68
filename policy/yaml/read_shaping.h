// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/shaping.h"
#include "policy/yaml/value.h"

namespace sluice {

ShapingSettings read_shaping(const YamlValue& value);

}  // namespace sluice
