// SPDX-License-Identifier: Apache-2.0
#include "control/listen_check.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "policy/socket_address.h"

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

bool somebody_answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const Socket probe(AF_UNIX);
    return connect(probe.descriptor(), reinterpret_cast<const sockaddr*>(&address),
                   sizeof address) == 0;
}

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
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code error;
    if (!folder.empty())
        std::filesystem::create_directories(folder, error);
    if (error)
        throw ListenError("cannot make " + folder.string() + " for the socket: " + error.message());
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0)
        return;
    if (!S_ISSOCK(found.st_mode))
        throw ListenError(path +
                          " is in the way: it is no socket; name another path in "
                          "control.socket or remove it");
    if (somebody_answers(path))
        throw ListenError(path + " is in use: is another sluiced running?");
    if (unlink(path.c_str()) != 0)
        throw ListenError("cannot remove the stale socket " + path + ": " + std::strerror(errno));
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
