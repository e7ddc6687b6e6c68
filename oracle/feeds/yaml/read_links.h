// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/feeds/measured_link.h"
#include "oracle/feeds/yaml/location_names.h"
#include "policy/yaml/value.h"

namespace sluice {

// [{ name: transit-1, box: "unix:/run/sluice/sluiced.sock", link: core1, towards: transit,
//    unit: 10 }, ...]
std::vector<MeasuredLink> read_links(const YamlValue& value, const LocationNames& names);

}  // namespace sluice
