// SPDX-License-Identifier: Apache-2.0
#include "control/listen_check.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

#include "policy/socket_address.h"
#include "rpc/local_socket.h"

namespace sluice {
namespace {

class Socket {
 public:
    explicit Socket(int family) : descriptor_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Socket() { close(descriptor_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int descriptor() const { return descriptor_; }

 private:
    int descriptor_;
};

// What listening on it now would say; 0 if it would succeed.
int try_to_listen(const SocketAddress& address) {
    sockaddr_storage kernel;
    const socklen_t size = address.fill(kernel);
    const Socket probe(kernel.ss_family);
    const int yes = 1;
    setsockopt(probe.descriptor(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(probe.descriptor(), reinterpret_cast<const sockaddr*>(&kernel), size) != 0 ||
        listen(probe.descriptor(), 1) != 0)
        return errno;
    return 0;
}

}  // namespace

void claim_socket(const std::string& path) {
    claim_local_socket(path, "sluiced", "control.socket");
}

void check_tcp_address(const std::string& address) {
    if (const int error = try_to_listen(SocketAddress::parse(address).value()))
        throw ListenError("cannot listen on " + address + " for metrics: " + std::strerror(error));
}

void knock_at_tcp_address(const std::string& address) {
    sockaddr_storage kernel;
    const socklen_t size = SocketAddress::parse(address).value().fill(kernel);
    const Socket caller(kernel.ss_family);
    // Refused or not: somebody who waits for a connection has looked up.
    static_cast<void>(
        connect(caller.descriptor(), reinterpret_cast<const sockaddr*>(&kernel), size));
}

}  // namespace sluice
