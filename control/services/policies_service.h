// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/enforcement/rule_effects.h"
#include "control/policy_revisions.h"
#include "control/store/store.h"
#include "sluice/v1/policies.grpc.pb.h"

namespace sluice {

// sluice.v1.Policies over the revisions.
class PoliciesService final : public v1::Policies::Service {
 public:
    PoliciesService(Store& store, PolicyRevisions& revisions, const RuleEffects& effects)
        : store_(store), revisions_(revisions), effects_(effects) {}

    grpc::Status Get(grpc::ServerContext* context, const v1::GetPolicyRequest* request,
                     v1::Policy* response) override;
    grpc::Status Validate(grpc::ServerContext* context, const v1::ValidatePolicyRequest* request,
                          v1::ValidatePolicyResponse* response) override;
    grpc::Status Apply(grpc::ServerContext* context, const v1::ApplyPolicyRequest* request,
                       v1::Revision* response) override;
    grpc::Status Rollback(grpc::ServerContext* context, const v1::RollbackPolicyRequest* request,
                          v1::Revision* response) override;
    grpc::Status Try(grpc::ServerContext* context, const v1::TryPolicyRequest* request,
                     v1::Trial* response) override;
    grpc::Status Confirm(grpc::ServerContext* context, const v1::ConfirmPolicyRequest* request,
                         v1::Revision* response) override;
    grpc::Status Effects(grpc::ServerContext* context, const v1::PolicyEffectsRequest* request,
                         v1::PolicyEffects* response) override;
    grpc::Status History(grpc::ServerContext* context, const v1::PolicyHistoryRequest* request,
                         v1::PolicyHistoryResponse* response) override;
    grpc::Status Watch(grpc::ServerContext* context, const v1::WatchPolicyRequest* request,
                       grpc::ServerWriter<v1::Revision>* writer) override;

 private:
    Store& store_;
    PolicyRevisions& revisions_;
    const RuleEffects& effects_;
};

}  // namespace sluice
