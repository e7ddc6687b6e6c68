// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "control/portal/accounts.h"
#include "control/portal/portal_config.h"
#include "control/portal/portal_metrics.h"
#include "http/admission.h"

namespace sluice {

// What all connections share.
struct PortalService {
    explicit PortalService(const PortalConfig& from)
        : config(from), admission(from.limits), accounts(from.socket) {}

    const PortalConfig& config;
    PortalMetrics metrics;
    std::mutex admission_mutex;
    Admission admission;
    Accounts accounts;
};

}  // namespace sluice
