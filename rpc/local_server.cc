// SPDX-License-Identifier: Apache-2.0
#include "rpc/local_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include "rpc/serving.h"

namespace sluice {
namespace {

constexpr mode_t kSocketMask = 0117;  // leaves rw-rw----

}  // namespace

LocalServer::LocalServer(const std::string& socket, std::span<grpc::Service* const> services)
    : socket_(socket) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
    offer(builder, "local", 0, services);

    // The mode is the socket's only guard, so it is right from the moment that it exists.
    const mode_t before = umask(kSocketMask);
    server_ = builder.BuildAndStart();
    umask(before);
    if (server_ == nullptr)
        throw ListenError("cannot listen on unix:" + socket + ": may files be made in its folder?");
}

LocalServer::~LocalServer() {
    end_serving(*server_);
    unlink(socket_.c_str());
}

}  // namespace sluice
