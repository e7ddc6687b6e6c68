// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "policy/schedule.h"
#include "policy/time_zone.h"
#include "policy/yaml/time_zone_files.h"
#include "policy/yaml/value.h"

namespace sluice {

// The time zones that a policy names, each read once.
class NamedTimeZones {
 public:
    explicit NamedTimeZones(const TimeZoneFiles& files) : files_(files) {}

    // Its name. Complains, and gives an empty one, if there is none.
    std::string read(const YamlValue& value);
    TimeZones take() { return std::move(zones_); }

 private:
    const TimeZoneFiles& files_;
    TimeZones zones_;
};

// { zone: Asia/Hong_Kong, days: mon-fri, from: 18:00, until: 23:30 }, or several such parts of the
// week under `windows`. What is wrong is complained about and left out.
Schedule read_schedule(const YamlValue& value, NamedTimeZones& zones);

}  // namespace sluice
