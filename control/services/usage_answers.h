// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include "control/policy_revisions.h"
#include "control/subscribers/registry.h"
#include "control/usage/usage_rounds.h"
#include "sluice/v1/usage.pb.h"

namespace sluice {

// What sluice.v1.Subscribers says of usage: what is on the disk, beside what the tier allows now.
class UsageAnswers {
 public:
    UsageAnswers(const UsageRounds& rounds, const SubscriberRegistry& registry,
                 const PolicyRevisions& revisions)
        : rounds_(rounds), registry_(registry), revisions_(revisions) {}

    grpc::Status answer(const v1::UsageRequest& request, v1::SubscriberUsage* response) const;

 private:
    const UsageRounds& rounds_;
    const SubscriberRegistry& registry_;
    const PolicyRevisions& revisions_;
};

}  // namespace sluice
