// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace sluice {

// The files of the IANA time zone database, as zic compiles it: the content of one by its name.
using TimeZoneFiles = std::function<std::optional<std::string>(const std::string& name)>;

// Where every system keeps them (Debian's tzdata).
inline constexpr const char* kZoneInfo = "/usr/share/zoneinfo";
TimeZoneFiles installed_time_zones();

// "Asia/Hong_Kong": no name of another kind of file, and none that leads out of the folder.
bool is_time_zone_name(const std::string& name);

}  // namespace sluice
