// SPDX-License-Identifier: Apache-2.0
#include "rpc/local_server.h"

#include <chrono>

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {
namespace {

constexpr int kLargestMessage = 64 << 20;  // a policy of some hundred thousand subscribers
constexpr int kThreadsMost = 64;           // each watcher takes one
constexpr std::chrono::milliseconds kLastCalls{500};
constexpr mode_t kSocketMask = 0117;  // leaves rw-rw----

}  // namespace

LocalServer::LocalServer(const std::string& socket, std::span<grpc::Service* const> services)
    : socket_(socket) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ResourceQuota quota("local");
    quota.SetMaxThreads(kThreadsMost);
    grpc::ServerBuilder builder;
    builder.SetResourceQuota(quota);
    builder.SetMaxReceiveMessageSize(kLargestMessage);
    builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
    for (grpc::Service* service : services)
        builder.RegisterService(service);

    // The mode is the socket's only guard, so it is right from the moment that it exists.
    const mode_t before = umask(kSocketMask);
    server_ = builder.BuildAndStart();
    umask(before);
    if (server_ == nullptr)
        throw ListenError("cannot listen on unix:" + socket + ": may files be made in its folder?");
}

LocalServer::~LocalServer() {
    server_->Shutdown(std::chrono::system_clock::now() + kLastCalls);
    server_->Wait();
    unlink(socket_.c_str());
}

}  // namespace sluice
