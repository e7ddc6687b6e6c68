// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/session_expiry.h"

#include <chrono>

namespace sluice {

SessionExpiry::SessionExpiry(SharedSessionTable& sessions)
    : sessions_(sessions), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void SessionExpiry::run(const std::stop_token& stop) {
    using std::chrono::steady_clock;
    std::unique_lock waiting(mutex_);
    while (!stopping_.wait_for(waiting, stop, std::chrono::seconds(1),
                               [&] { return stop.stop_requested(); })) {
        const auto now_ns = static_cast<uint64_t>(
            std::chrono::nanoseconds(steady_clock::now().time_since_epoch()).count());
        const std::lock_guard lock(sessions_.mutex);
        sessions_.table.expire(now_ns);
    }
}

}  // namespace sluice
