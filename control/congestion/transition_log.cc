// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/transition_log.h"

#include <algorithm>

namespace sluice {

void TransitionLog::add(std::vector<LoggedTransition>& transitions) {
    {
        const std::lock_guard lock(mutex_);
        for (LoggedTransition& transition : transitions) {
            transition.number = ++last_number_;
            transitions_.push_back(transition);
            if (transitions_.size() > kept_)
                transitions_.pop_front();
        }
    }
    added_.notify_all();
}

std::vector<LoggedTransition> TransitionLog::latest(size_t limit) const {
    const std::lock_guard lock(mutex_);
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, transitions_.size()));
    return {transitions_.end() - count, transitions_.end()};
}

std::vector<LoggedTransition> TransitionLog::after(uint64_t number, size_t limit) const {
    const std::lock_guard lock(mutex_);
    const uint64_t newer = last_number_ - std::min(number, last_number_);
    const size_t first = transitions_.size() - std::min<uint64_t>(newer, transitions_.size());
    const size_t count = std::min(limit, transitions_.size() - first);
    const auto begin = transitions_.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

uint64_t TransitionLog::last_number() const {
    const std::lock_guard lock(mutex_);
    return last_number_;
}

bool TransitionLog::has_forgotten() const {
    const std::lock_guard lock(mutex_);
    return last_number_ > transitions_.size();
}

void TransitionLog::wait_after(uint64_t number, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, timeout, [&] { return last_number_ > number; });
}

}  // namespace sluice
