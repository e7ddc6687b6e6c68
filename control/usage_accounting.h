// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/audit_log.h"
#include "control/congestion/congestion_rounds.h"
#include "control/metrics/metrics.h"
#include "control/policy_revisions.h"
#include "control/services/usage_answers.h"
#include "control/subscribers/registry.h"
#include "control/usage/usage_recorder.h"
#include "control/usage/usage_rounds.h"
#include "dataplane/publish.h"

namespace sluice {

// The accounting of usage between the packet path, the registry, the policy, congestion management
// and the disk, which all outlive it.
class UsageAccounting {
 public:
    UsageAccounting(const UsageSettings& settings, std::unique_ptr<UsageStore> store,
                    Dataplane& dataplane, const SubscriberRegistry& registry,
                    const PolicyRevisions& revisions, AuditLog& audit,
                    CongestionRounds& congestion);

    const UsageAnswers& answers() const { return answers_; }
    void add_metrics(Families& out) const;
    // After Dataplane::stop(): with what was under way then.
    void finish() { recorder_.finish(); }

 private:
    const Dataplane& dataplane_;
    UsageRounds rounds_;
    UsageAnswers answers_;
    UsageRecorder recorder_;
};

}  // namespace sluice
