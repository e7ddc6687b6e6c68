// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/feeds/yaml/location_names.h"
#include "policy/locality/locality.h"
#include "policy/yaml/value.h"

namespace sluice {

// { local: [north, south], peering: peers }: by PID; what is in neither is transit.
std::vector<Locality> read_localities(const YamlValue& value, const LocationNames& names);

}  // namespace sluice
