// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oracle/alto/network_map_text.h"
#include "oracle/rank/topology.h"

namespace sluice {

// What makes one version of a map the next, as a JSON merge patch (RFC 7396): what is the same is
// left out, and what is gone is null. version_tag: the "vtag" of the network map that is next.

// A location's prefixes are an array for each kind of address, replaced as a whole.
std::string network_map_patch(const NetworkMapText& before, const NetworkMapText& after,
                              std::string_view version_tag);

// Of the numerical costs. Takes time by the square of the locations.
std::string cost_map_patch(const Topology& before, const Topology& after,
                           std::string_view version_tag);

}  // namespace sluice
