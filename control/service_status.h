// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace sluice {

// What systemd is told of the daemon (sd_notify(3)): that it is ready, how it is, and that it is
// alive, if the unit wants to know that. Does nothing where no service manager listens. One thread
// at a time.
class ServiceStatus {
 public:
    using Time = std::chrono::steady_clock::time_point;

    ServiceStatus();

    void ready(const std::string& status);
    void stopping();
    // To be called as often as one likes while all is well; who falls silent is restarted.
    void alive(Time now);

 private:
    std::chrono::microseconds every_{0};  // 0: nobody watches
    Time told_{};
};

}  // namespace sluice
