// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "classifier/attributes.h"

namespace sluice {

// A link of the box, as the policy's sites and the shaper see it: the rate above all behind it.
struct LinkCapacity {
    std::string name;
    std::array<uint64_t, kDirectionCount> capacity_bps{};  // 0: not given
};

}  // namespace sluice
