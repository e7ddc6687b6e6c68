// SPDX-License-Identifier: Apache-2.0
#include "rpc/serving.h"

#include <chrono>

#include <grpcpp/ext/proto_server_reflection_plugin.h>

namespace sluice {
namespace {

constexpr int kLargestMessage = 64 << 20;
constexpr int kThreadsMost = 64;  // each watcher takes one
constexpr std::chrono::milliseconds kLastCalls{500};

}  // namespace

void offer(grpc::ServerBuilder& builder, const std::string& name, size_t memory_bytes,
           std::span<grpc::Service* const> services) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ResourceQuota quota(name);
    quota.SetMaxThreads(kThreadsMost);
    if (memory_bytes != 0)
        quota.Resize(memory_bytes);
    builder.SetResourceQuota(quota);
    builder.SetMaxReceiveMessageSize(kLargestMessage);
    for (grpc::Service* const service : services)
        builder.RegisterService(service);
}

void end_serving(grpc::Server& server) {
    server.Shutdown(std::chrono::system_clock::now() + kLastCalls);
    server.Wait();
}

}  // namespace sluice
