// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace sluice {

// How much of the audit log stays: of these two, what is less.
struct EventRetention {
    size_t events = 100'000;  // the newest
    std::chrono::seconds keep{90 * 86'400};
};

}  // namespace sluice
