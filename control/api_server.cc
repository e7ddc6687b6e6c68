// SPDX-License-Identifier: Apache-2.0
#include "control/api_server.h"

#include <optional>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "control/access/roles.h"
#include "control/services/congestion_service.h"
#include "control/services/events_service.h"
#include "control/services/flows_service.h"
#include "control/services/links_service.h"
#include "control/services/locality_service.h"
#include "control/services/policies_service.h"
#include "control/services/subscribers_service.h"
#include "rpc/local_server.h"
#include "rpc/remote_server.h"

namespace sluice {

class ApiServer::Impl {
 public:
    Impl(const std::string& socket, Store& store, AuditLog& audit, PolicyRevisions& revisions,
         const RuleEffects& effects, SubscriberRegistry& registry, const DataplaneView& dataplane,
         const UsageAnswers* usage, CongestionRounds* congestion, const LocalityWatch* localities,
         const std::optional<RemoteAccess>& remote)
        : policies_(store, revisions, effects),
          subscribers_(registry, store, usage),
          flows_(dataplane, revisions, registry),
          links_(dataplane, audit),
          events_(audit),
          all_(services(congestion, localities, dataplane, registry)),
          server_(socket, all_) {
        if (remote)
            remote_.emplace(*remote, may_call, all_);
    }

 private:
    std::vector<grpc::Service*> services(CongestionRounds* congestion,
                                         const LocalityWatch* localities,
                                         const DataplaneView& dataplane,
                                         SubscriberRegistry& registry) {
        std::vector<grpc::Service*> all = {&policies_, &subscribers_, &flows_, &links_, &events_};
        if (congestion != nullptr)
            all.push_back(&congestion_.emplace(*congestion, registry));
        if (localities != nullptr)
            all.push_back(&locality_.emplace(*localities, dataplane));
        return all;
    }

    PoliciesService policies_;
    SubscribersService subscribers_;
    FlowsService flows_;
    LinksService links_;
    EventsService events_;
    std::optional<CongestionService> congestion_;
    std::optional<LocalityService> locality_;
    const std::vector<grpc::Service*> all_;
    LocalServer server_;
    std::optional<RemoteServer> remote_;
};

ApiServer::ApiServer(const std::string& socket, Store& store, AuditLog& audit,
                     PolicyRevisions& revisions, const RuleEffects& effects,
                     SubscriberRegistry& registry, const DataplaneView& dataplane,
                     const UsageAnswers* usage, CongestionRounds* congestion,
                     const LocalityWatch* localities, const std::optional<RemoteAccess>& remote)
    : impl_(std::make_unique<Impl>(socket, store, audit, revisions, effects, registry, dataplane,
                                   usage, congestion, localities, remote)) {}

ApiServer::~ApiServer() = default;

}  // namespace sluice
