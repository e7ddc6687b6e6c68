// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// A network location (RFC 7285, section 5.1), by its place among a network map's names. Locations
// are coarse: regions, points of presence, neighbours. A few hundred do; 65,534 are the most.
using Pid = uint16_t;

inline constexpr Pid kNoPid = UINT16_MAX;

}  // namespace sluice
