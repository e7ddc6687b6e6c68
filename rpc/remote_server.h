// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <grpcpp/grpcpp.h>

#include "rpc/listen_error.h"
#include "rpc/remote_access.h"

namespace sluice {

// Whether who has a certificate with these URIs (of its alternative names) may call a method,
// "/sluice.v1.Policies/Get". Asked for each call, by any thread.
using MayCall = std::function<bool(std::string_view method, std::span<const std::string> uris)>;

// gRPC on a TCP address, for who has a certificate of the authorities and may call. Bounded apart
// from the local socket, so that no remote client keeps an operator on the box from it.
class RemoteServer {
 public:
    // The services outlive it. Threads are made here. Throws ListenError.
    RemoteServer(const RemoteAccess& access, MayCall may_call,
                 std::span<grpc::Service* const> services);
    ~RemoteServer();  // calls end
    RemoteServer(const RemoteServer&) = delete;
    RemoteServer& operator=(const RemoteServer&) = delete;

    int port() const { return port_; }

 private:
    int port_ = 0;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace sluice
