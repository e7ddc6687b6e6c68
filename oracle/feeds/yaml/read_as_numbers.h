// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/feeds/neighbours.h"
#include "policy/yaml/value.h"

namespace sluice {

// One AS number or a list of them, each like 64496 or AS64496; ascending. One that is there twice
// is an error.
std::vector<uint32_t> read_as_numbers(const YamlValue& value);

// Of the whole file:
//   own_as: 64496
//   neighbours: { customers: [64497], peers: [64498], transit: [64499] }
// One of them left out is empty; one AS in two of them is an error.
Neighbours read_neighbours(const YamlFields& fields);

}  // namespace sluice
