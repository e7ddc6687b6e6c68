// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/shaping.h"
#include "policy/yaml/value.h"

namespace sluice {

// The name of an access network, or { bytes, least, atm }.
Overhead read_overhead(const YamlValue& value);

}  // namespace sluice
