// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sluice {

// A revision that runs for a while, and goes back to the one before by itself unless somebody
// confirms it. Its time is the steady clock's: a step of the clock on the wall neither ends nor
// prolongs it.
struct PolicyTrial {
    uint64_t revision = 0;
    uint64_t before = 0;
    std::string author;
    std::chrono::steady_clock::time_point ends;

    std::chrono::milliseconds left(std::chrono::steady_clock::time_point now) const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(ends - now);
        return left > left.zero() ? left : left.zero();
    }
};

}  // namespace sluice
