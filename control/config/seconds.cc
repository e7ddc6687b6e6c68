// SPDX-License-Identifier: Apache-2.0
#include "control/config/seconds.h"

#include <string>

namespace sluice {

std::optional<std::chrono::seconds> read_seconds(const YamlValue& value,
                                                 const SecondsRange& range) {
    constexpr uint64_t kSecondNs = 1'000'000'000;
    const auto ns = value.duration_ns();
    if (!ns)
        return std::nullopt;
    const std::chrono::seconds seconds(*ns / kSecondNs);
    if (*ns % kSecondNs == 0 && range.lowest <= seconds && seconds <= range.highest)
        return seconds;
    value.complain("must be whole seconds, " + std::string(range.words));
    return std::nullopt;
}

void read_seconds(const YamlValue& value, const SecondsRange& range, uint64_t& out_ns) {
    if (const auto seconds = read_seconds(value, range))
        out_ns = static_cast<uint64_t>(std::chrono::nanoseconds(*seconds).count());
}

}  // namespace sluice
