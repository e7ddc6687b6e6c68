// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include <grpcpp/grpcpp.h>

#include "rpc/listen_error.h"

namespace sluice {

// gRPC on a UNIX socket that owner and group may use: some services, health and reflection.
class LocalServer {
 public:
    // The services outlive it. Threads are made here. Throws ListenError.
    LocalServer(const std::string& socket, std::span<grpc::Service* const> services);
    ~LocalServer();  // calls end, and the socket goes
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;

 private:
    const std::string socket_;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace sluice
