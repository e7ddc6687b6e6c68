// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/yaml/value.h"

namespace sluice {

// What a duration may be; words say the same: "from 1s to 1h".
struct SecondsRange {
    std::chrono::seconds lowest;
    std::chrono::seconds highest;
    std::string_view words;
};

// A duration of whole seconds in that range. Nothing, and a complaint, if it is not.
std::optional<std::chrono::seconds> read_seconds(const YamlValue& value, const SecondsRange& range);
// The same for settings in nanoseconds, which stay as they are if it is not.
void read_seconds(const YamlValue& value, const SecondsRange& range, uint64_t& out_ns);

}  // namespace sluice
