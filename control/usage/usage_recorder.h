// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "control/usage/usage_rounds.h"

namespace sluice {

// Does the rounds in a thread of its own: one each commit_every, earlier if the packet path is
// pressed, and a last one.
class UsageRecorder {
 public:
    UsageRecorder(UsageRounds& rounds, std::function<bool()> is_pressing);
    ~UsageRecorder();

    // The packet path has ended: takes what it had left. Nothing is recorded afterwards.
    void finish();

 private:
    void run(const std::stop_token& stop);

    UsageRounds& rounds_;
    const std::function<bool()> is_pressing_;
    std::mutex mutex_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
