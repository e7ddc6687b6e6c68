// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "control/subscribers/shared_session_table.h"

namespace sluice {

// Ends once a second, in a thread of its own, the sessions that nothing renewed.
class SessionExpiry {
 public:
    explicit SessionExpiry(SharedSessionTable& sessions);

 private:
    void run(const std::stop_token& stop);

    SharedSessionTable& sessions_;
    std::mutex mutex_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
