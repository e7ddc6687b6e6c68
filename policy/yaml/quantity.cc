// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/quantity.h"

#include <limits>
#include <span>

namespace sluice {
namespace {

struct Unit {
    std::string_view name;
    uint64_t scale;
};

struct Kind {
    std::string_view noun;
    std::string_view base;     // what a value is a whole number of
    std::string_view example;  // of the unit to add
    std::span<const Unit> units;
};

constexpr Unit kRateUnits[] = {{"bps", 1},
                               {"kbps", 1'000},
                               {"mbps", 1'000'000},
                               {"gbps", 1'000'000'000},
                               {"tbps", 1'000'000'000'000}};
constexpr Unit kDurationUnits[] = {{"ns", 1},
                                   {"us", 1'000},
                                   {"ms", 1'000'000},
                                   {"s", 1'000'000'000},
                                   {"m", 60'000'000'000},
                                   {"h", 3'600'000'000'000},
                                   {"d", 86'400'000'000'000}};
constexpr Unit kSizeUnits[] = {{"B", 1},
                               {"kB", 1'000},
                               {"MB", 1'000'000},
                               {"GB", 1'000'000'000},
                               {"TB", 1'000'000'000'000},
                               {"KiB", 1 << 10},
                               {"MiB", 1 << 20},
                               {"GiB", 1 << 30},
                               {"TiB", uint64_t{1} << 40}};
constexpr Unit kShareUnits[] = {{"%", 10}};
constexpr Unit kPerSecondUnits[] = {{"/s", 1}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string unit_names(const Kind& kind) {
    std::string text;
    for (const Unit& unit : kind.units)
        text += (text.empty() ? "" : ", ") + std::string(unit.name);
    return text;
}

// A number of so many of the base unit, without zeros that say nothing.
std::string decimal(uint64_t value, uint64_t scale) {
    std::string text = std::to_string(value / scale);
    std::string fraction;
    for (uint64_t rest = value % scale; rest != 0; rest = rest * 10 % scale)
        fraction += static_cast<char>('0' + rest * 10 / scale);
    return fraction.empty() ? text : text + "." + fraction;
}

Quantity wrong(std::string_view text, const std::string& why) {
    return {std::nullopt, "'" + std::string(text) + "' " + why};
}

// number * scale, exactly, or nothing if a part of a base unit is left over or it is too large.
Quantity scaled(std::string_view text, std::string_view number, uint64_t scale, const Kind& kind) {
    constexpr unsigned __int128 kMost = std::numeric_limits<int64_t>::max();
    unsigned __int128 digits = 0;
    uint64_t divisor = 1;
    bool after_point = false;
    for (const char c : number) {
        if (c == '.') {
            after_point = true;
            continue;
        }
        digits = digits * 10 + static_cast<unsigned>(c - '0');
        if (after_point)
            divisor *= 10;
        if (digits > kMost || divisor > 1'000'000'000'000'000'000)
            return wrong(text, "has too many digits");
    }
    const unsigned __int128 value = digits * scale;
    if (value % divisor != 0)
        return wrong(text, "is no whole number of " + std::string(kind.base));
    if (value / divisor > kMost)
        return wrong(text, "is too large");
    return {static_cast<uint64_t>(value / divisor), ""};
}

Quantity parse(std::string_view text, const Kind& kind) {
    const std::string wanted = "a " + std::string(kind.noun) + " is a number and a unit, like " +
                               std::string(kind.example);
    size_t end = 0;
    bool point = false;
    while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && !point)))
        point |= text[end++] == '.';
    const std::string_view number = text.substr(0, end);
    const std::string_view unit = text.substr(end);
    if (number.empty() || !is_digit(number.front()) || !is_digit(number.back()))
        return wrong(text, "is not a " + std::string(kind.noun) + "; " + wanted);
    if (unit.empty() && kind.units.size() == 1)
        return wrong(text, "has no unit; write " + std::string(text) + unit_names(kind));
    if (unit.empty())
        return wrong(text, "has no unit; write one of " + unit_names(kind));
    for (const Unit& known : kind.units) {
        if (known.name == unit)
            return scaled(text, number, known.scale, kind);
    }
    return wrong(
        text, "has the unknown unit '" + std::string(unit) + "'; write one of " + unit_names(kind));
}

}  // namespace

Quantity parse_rate_bps(std::string_view text) {
    return parse(text, {"rate", "bits per second", "2mbps", kRateUnits});
}

Quantity parse_duration_ns(std::string_view text) {
    return parse(text, {"duration", "nanoseconds", "50ms", kDurationUnits});
}

Quantity parse_size_bytes(std::string_view text) {
    return parse(text, {"size", "bytes", "64kB", kSizeUnits});
}

Quantity parse_permille(std::string_view text) {
    return parse(text, {"share", "tenths of a percent", "70%", kShareUnits});
}

Quantity parse_per_second(std::string_view text) {
    return parse(text, {"number a second", "times a second", "500/s", kPerSecondUnits});
}

std::string rate_text(uint64_t rate_bps) {
    const Unit* unit = &kRateUnits[0];
    for (const Unit& larger : kRateUnits)
        if (larger.scale <= rate_bps)
            unit = &larger;
    return decimal(rate_bps, unit->scale) + std::string(unit->name);
}

std::string permille_text(uint64_t permille) {
    return decimal(permille, kShareUnits[0].scale) + "%";
}

}  // namespace sluice
