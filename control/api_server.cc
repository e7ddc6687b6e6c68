// SPDX-License-Identifier: Apache-2.0
#include "control/api_server.h"

#include <optional>

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/listen_check.h"
#include "control/services/congestion_service.h"
#include "control/services/events_service.h"
#include "control/services/flows_service.h"
#include "control/services/links_service.h"
#include "control/services/policies_service.h"
#include "control/services/subscribers_service.h"

namespace sluice {
namespace {

constexpr int kLargestMessage = 64 << 20;  // a policy of some hundred thousand subscribers
constexpr int kThreadsMost = 64;           // each watcher takes one
constexpr std::chrono::milliseconds kLastCalls{500};
constexpr mode_t kSocketMask = 0117;  // leaves rw-rw----

}  // namespace

class ApiServer::Impl {
 public:
    Impl(const std::string& socket, Store& store, AuditLog& audit, PolicyRevisions& revisions,
         const RuleEffects& effects, SubscriberRegistry& registry, const DataplaneView& dataplane,
         const UsageAnswers* usage, CongestionRounds* congestion)
        : policies_(store, revisions, effects),
          subscribers_(registry, store, usage),
          flows_(dataplane, revisions, registry),
          links_(dataplane),
          events_(audit),
          socket_(socket) {
        grpc::EnableDefaultHealthCheckService(true);
        grpc::reflection::InitProtoReflectionServerBuilderPlugin();
        grpc::ResourceQuota quota("sluiced");
        quota.SetMaxThreads(kThreadsMost);
        grpc::ServerBuilder builder;
        builder.SetResourceQuota(quota);
        builder.SetMaxReceiveMessageSize(kLargestMessage);
        builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
        builder.RegisterService(&policies_);
        builder.RegisterService(&subscribers_);
        builder.RegisterService(&flows_);
        builder.RegisterService(&links_);
        builder.RegisterService(&events_);
        if (congestion != nullptr)
            builder.RegisterService(&congestion_.emplace(*congestion, registry));

        // The mode is the socket's only guard, so it is right from the moment that it exists.
        const mode_t before = umask(kSocketMask);
        server_ = builder.BuildAndStart();
        umask(before);
        if (server_ == nullptr)
            throw ListenError("cannot listen on unix:" + socket +
                              ": may files be made in its folder?");
    }

    ~Impl() {
        if (server_ == nullptr)
            return;
        server_->Shutdown(std::chrono::system_clock::now() + kLastCalls);
        server_->Wait();
        unlink(socket_.c_str());
    }

 private:
    PoliciesService policies_;
    SubscribersService subscribers_;
    FlowsService flows_;
    LinksService links_;
    EventsService events_;
    std::optional<CongestionService> congestion_;
    const std::string socket_;
    std::unique_ptr<grpc::Server> server_;
};

ApiServer::ApiServer(const std::string& socket, Store& store, AuditLog& audit,
                     PolicyRevisions& revisions, const RuleEffects& effects,
                     SubscriberRegistry& registry, const DataplaneView& dataplane,
                     const UsageAnswers* usage, CongestionRounds* congestion)
    : impl_(std::make_unique<Impl>(socket, store, audit, revisions, effects, registry, dataplane,
                                   usage, congestion)) {}

ApiServer::~ApiServer() = default;

}  // namespace sluice
