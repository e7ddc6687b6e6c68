// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/posix_time_zone.h"

namespace sluice {

// What clocks on the wall show somewhere, at any time. The compiler's library has no time zones
// yet, and those of libc are one for the whole process.
class TimeZone {
 public:
    TimeZone() = default;  // UTC

    // From a file of the IANA database as zic compiles it (RFC 8536). Nothing if it is no such
    // file, is cut off, or counts leap seconds, which no UNIX clock does.
    static std::optional<TimeZone> parse(std::string_view tzif);

    // How far they are ahead of UTC.
    int32_t offset_s(int64_t unix_time_s) const;

    friend bool operator==(const TimeZone&, const TimeZone&) = default;

 private:
    struct Change {
        int64_t unix_time_s;
        int32_t offset_s;

        friend bool operator==(const Change&, const Change&) = default;
    };

    int32_t first_offset_s_ = 0;            // before all changes
    std::vector<Change> changes_;           // ascending
    std::optional<PosixTimeZone> goes_on_;  // after them, by a rule
};

// By their names in the IANA database.
using TimeZones = std::map<std::string, TimeZone, std::less<>>;

}  // namespace sluice
