// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "control/sluicectl/command.h"
#include "policy/policy.h"

namespace sluice {

// Other thresholds than a policy's own; what is not given stays as it is.
struct Thresholds {
    std::optional<uint32_t> near_up_permille;
    std::optional<uint32_t> near_down_permille;
    std::optional<uint64_t> near_window_ns;
    std::optional<uint32_t> heavy_above_permille;
    std::optional<uint64_t> heavy_window_ns;
    std::optional<uint32_t> release_below_permille;
    std::optional<uint64_t> release_window_ns;
};

// "70%" or "72.5%", above 0 and at most 100%. Throws CommandFailed.
uint32_t read_permille(const std::string& text);

// The options --near-up and so on, which write into it.
void add_threshold_options(const Command& command, const std::shared_ptr<Thresholds>& thresholds);
// Also where a tier or site says something else. Gives a policy without `congestion` one.
void apply_thresholds(const Thresholds& thresholds, Policy& policy);

}  // namespace sluice
