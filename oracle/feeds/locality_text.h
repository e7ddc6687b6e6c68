// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oracle/rank/network_map.h"
#include "policy/locality/locality.h"

namespace sluice {

// The file that tells a sluiced box where addresses are (docs/locality.md), ordered, without what
// goes without saying: transit that is in nothing else, and prefixes that are where a shorter one
// around them is. localities: of each of the map's locations.
std::string locality_text(const NetworkMap& map, const std::vector<Locality>& localities);

}  // namespace sluice
