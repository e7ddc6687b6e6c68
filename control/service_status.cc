// SPDX-License-Identifier: Apache-2.0
#include "control/service_status.h"

#include <systemd/sd-daemon.h>

namespace sluice {

// Half of the time that the unit gives, as sd_watchdog_enabled(3) advises.
ServiceStatus::ServiceStatus() {
    uint64_t within_us = 0;
    if (sd_watchdog_enabled(0, &within_us) > 0)
        every_ = std::chrono::microseconds(within_us / 2);
}

void ServiceStatus::ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void ServiceStatus::stopping() {
    sd_notify(0, "STOPPING=1");
}

void ServiceStatus::alive(Time now) {
    if (every_.count() == 0 || now - told_ < every_)
        return;
    told_ = now;
    sd_notify(0, "WATCHDOG=1");
}

}  // namespace sluice
