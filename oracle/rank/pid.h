// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// A network location (RFC 7285, section 5.1), by its place among a network map's names. Locations
// are coarse: regions, points of presence, neighbours. A few hundred do; kMostPids are the most.
using Pid = uint16_t;

inline constexpr Pid kNoPid = UINT16_MAX;
inline constexpr size_t kMostPids = UINT16_MAX - 1;

// RFC 7285, section 10.1: 1 to 64 of these. "." is allowed where another document says so alone,
// and none does.
constexpr bool is_pid_name(std::string_view name) {
    constexpr size_t kLongest = 64;
    return !name.empty() && name.size() <= kLongest && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == ':' || c == '@' || c == '_';
    });
}

}  // namespace sluice
