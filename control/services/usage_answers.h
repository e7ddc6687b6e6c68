// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include "control/congestion/congestion_rounds.h"
#include "control/policy_revisions.h"
#include "control/subscribers/registry.h"
#include "control/usage/usage_rounds.h"
#include "sluice/v1/usage.pb.h"

namespace sluice {

// What sluice.v1.Subscribers says of usage: what is on the disk, beside what the tier allows and
// how congestion management stands now.
class UsageAnswers {
 public:
    UsageAnswers(const UsageRounds& rounds, const SubscriberRegistry& registry,
                 const PolicyRevisions& revisions, const CongestionRounds* congestion = nullptr)
        : rounds_(rounds), registry_(registry), revisions_(revisions), congestion_(congestion) {}

    grpc::Status answer(const v1::UsageRequest& request, v1::SubscriberUsage* response) const;

 private:
    const UsageRounds& rounds_;
    const SubscriberRegistry& registry_;
    const PolicyRevisions& revisions_;
    const CongestionRounds* const congestion_;
};

}  // namespace sluice
