// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/shaping.h"
#include "policy/yaml/value.h"

namespace sluice {

// A site, and where it stands.
struct ReadSite {
    Site site;
    YamlValue value;
};

// Each after the one it is in, else in the order in which they stand. Every parent is
// one of them. Complains about a site that is inside itself, one that is deeper than
// kMostSiteLevels, and one that has promised those in it more than it has.
std::vector<Site> make_tree(std::vector<ReadSite> sites);

}  // namespace sluice
