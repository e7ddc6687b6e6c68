// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "oracle/tracker/announce.h"

namespace sluice {

// Written by one thread, read by any.
class RequestCounter {
 public:
    void add() { value_.store(value_.load(kOrder) + 1, kOrder); }
    uint64_t value() const { return value_.load(kOrder); }

 private:
    static constexpr auto kOrder = std::memory_order_relaxed;
    std::atomic<uint64_t> value_{0};
};

// What one server thread was asked, and what it said. Each request is in one of the first four, or
// of `refused`.
struct RequestCounts {
    RequestCounter connects;
    RequestCounter announces;
    RequestCounter scrapes;
    RequestCounter unproven;   // without a connection id of ours
    RequestCounter malformed;  // no request at all: nothing is answered over UDP
    std::array<RequestCounter, kRefusals> refused;  // by Refusal
    RequestCounter unsent;                          // answers that the kernel did not take
};

}  // namespace sluice
