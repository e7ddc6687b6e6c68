// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "control/audit_log.h"
#include "control/audit_retention.h"
#include "control/enforcement/enforcement_audit.h"

namespace sluice {

// Writes to the audit log what rules reset, refuse and cap, and lets go of what is too old in it,
// in a thread of its own. What it is given outlives it.
class EnforcementWatch {
 public:
    struct Sources {
        EnforcementAudit::Sources rules;
        std::function<std::shared_ptr<const Snapshot>()> active;
        std::function<size_t(std::span<EnforcementSample>)> take_samples;
    };

    EnforcementWatch(Sources sources, AuditLog& audit, std::chrono::seconds keep);
    // With what is still to be told.
    ~EnforcementWatch();

 private:
    void run(const std::stop_token& stop);
    void round(size_t most);

    const Sources sources_;
    AuditLog& audit_;
    EnforcementAudit enforcement_;
    AuditRetention retention_;
    std::vector<EnforcementSample> samples_;
    std::mutex waiting_;
    std::condition_variable_any stopping_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
