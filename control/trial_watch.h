// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "control/policy_revisions.h"

namespace sluice {

// Ends trials of revisions when their time is over, in a thread of its own. The revisions outlive
// it.
class TrialWatch {
 public:
    explicit TrialWatch(PolicyRevisions& revisions);

 private:
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
