// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "oracle/feeds/yaml/location_names.h"
#include "oracle/rank/cost_calendar.h"
#include "policy/yaml/value.h"

namespace sluice {

// How costs change over the day:
//   utc_offset: "+01:00"      # whose midnight; UTC unless given
//   repeated: 7               # days that it is good for; 1 unless given
//   changes:                  # the first that says something of two PIDs at some time holds
//     - { at: [18:00-23:00], between: [elsewhere, "*"], factor: 2 }
//     - { at: 02:00-06:00, add: 5 }    # all PIDs, but none to itself
// routing, ranking: what is written. Intervals are as long as they can be, so that each time is
// the beginning of one. Null where anything is wrong.
std::shared_ptr<const CostCalendar> read_calendar(const YamlValue& value,
                                                  const LocationNames& names,
                                                  const CostMap& routing, const CostMap& ranking);

}  // namespace sluice
