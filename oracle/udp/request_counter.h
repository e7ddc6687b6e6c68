// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace sluice {

// Written by one thread, read by any.
class RequestCounter {
 public:
    void add(uint64_t more = 1) { value_.store(value_.load(kOrder) + more, kOrder); }
    uint64_t value() const { return value_.load(kOrder); }

 private:
    static constexpr auto kOrder = std::memory_order_relaxed;
    std::atomic<uint64_t> value_{0};
};

}  // namespace sluice
