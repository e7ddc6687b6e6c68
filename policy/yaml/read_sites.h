// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "policy/congestion_settings.h"
#include "policy/shaping.h"
#include "policy/yaml/value.h"

namespace sluice {

// Each after the one it is in. Complaints are about the site's path: sites.olt-1.pon-3.
// congestion: what holds for those that say nothing else; none: nothing does, and none may.
std::vector<Site> read_sites(const YamlValue& value,
                             const std::optional<CongestionSettings>& congestion);

}  // namespace sluice
