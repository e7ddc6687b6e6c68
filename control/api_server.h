// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "control/audit_log.h"
#include "control/dataplane_view.h"
#include "control/policy_revisions.h"
#include "control/store/store.h"
#include "control/subscribers/registry.h"
#include "rpc/remote_access.h"

namespace sluice {

class CongestionRounds;
class LocalityWatch;
class RuleEffects;
class UsageAnswers;

// gRPC on a UNIX socket that owner and group may use, and where it is wanted on a TCP address by
// certificates and roles (control/access): sluice.v1, health and reflection. Calls end when it
// goes.
class ApiServer {
 public:
    // Threads are made here, where the packet path has left the control cores to them. Throws
    // ListenError. usage: null where it is not accounted for. congestion, localities: null where
    // nobody asks.
    ApiServer(const std::string& socket, Store& store, AuditLog& audit, PolicyRevisions& revisions,
              const RuleEffects& effects, SubscriberRegistry& registry,
              const DataplaneView& dataplane, const UsageAnswers* usage = nullptr,
              CongestionRounds* congestion = nullptr, const LocalityWatch* localities = nullptr,
              const std::optional<RemoteAccess>& remote = std::nullopt);
    ~ApiServer();

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
