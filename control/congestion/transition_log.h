// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "policy/congestion/transition.h"

namespace sluice {

// A transition as others are told of it.
struct LoggedTransition {
    uint64_t number = 0;  // from 1
    std::chrono::system_clock::time_point time;
    std::string subscriber = {};  // its id; empty: of a segment
    // Its times are by the engine's clock, which is nobody else's.
    Transition what = {};
    std::chrono::system_clock::time_point earliest_end = {};  // of `moved`
};

// The newest transitions in memory, with somebody waiting at their end. Any thread.
class TransitionLog {
 public:
    static constexpr size_t kKept = 100'000;

    explicit TransitionLog(size_t kept = kKept) : kept_(kept) {}

    // Numbers them, in place.
    void add(std::vector<LoggedTransition>& transitions);

    std::vector<LoggedTransition> latest(size_t limit) const;  // oldest first, as all here
    std::vector<LoggedTransition> after(uint64_t number, size_t limit) const;
    uint64_t last_number() const;
    bool has_forgotten() const;  // some that were older

    // Returns when there is something after that number, or the time is over.
    void wait_after(uint64_t number, std::chrono::milliseconds timeout) const;

 private:
    const size_t kept_;
    mutable std::mutex mutex_;
    mutable std::condition_variable added_;
    std::deque<LoggedTransition> transitions_;
    uint64_t last_number_ = 0;
};

}  // namespace sluice
