// SPDX-License-Identifier: Apache-2.0
#include "control/units.h"

#include <span>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace sluice {
namespace {

std::string scaled(uint64_t value, double step, std::span<const char* const> units) {
    auto shown = static_cast<double>(value);
    size_t unit = 0;
    while (shown >= step && unit + 1 < units.size()) {
        shown /= step;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} {}", value, units[0])
                     : fmt::format("{:.4g} {}", shown, units[unit]);
}

}  // namespace

std::string format_bytes(uint64_t bytes) {
    static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    return scaled(bytes, 1000, kUnits);
}

std::string format_memory(uint64_t bytes) {
    static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    return scaled(bytes, 1024, kUnits);
}

std::string format_rate(uint64_t bits_per_second) {
    static constexpr const char* kUnits[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    return scaled(bits_per_second, 1000, kUnits);
}

std::string format_age(double seconds) {
    constexpr int64_t kMinute = 60;
    constexpr int64_t kHour = 60 * kMinute;
    constexpr int64_t kDay = 24 * kHour;
    const auto whole = static_cast<int64_t>(seconds);
    if (whole < 10)
        return fmt::format("{:.1f}s", seconds);
    if (whole < kMinute)
        return fmt::format("{}s", whole);
    if (whole < kHour)
        return fmt::format("{}m{:02}s", whole / kMinute, whole % kMinute);
    if (whole < kDay)
        return fmt::format("{}h{:02}m", whole / kHour, whole % kHour / kMinute);
    return fmt::format("{}d{:02}h", whole / kDay, whole % kDay / kHour);
}

std::string format_time(int64_t unix_seconds) {
    const std::tm local = fmt::localtime(static_cast<std::time_t>(unix_seconds));
    std::string text = fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", local);
    return text.insert(text.size() - 2, ":");
}

}  // namespace sluice
