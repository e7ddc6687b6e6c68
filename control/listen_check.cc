// SPDX-License-Identifier: Apache-2.0
#include "control/listen_check.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

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
int try_to_listen(const sockaddr* address, socklen_t size) {
    const Socket probe(address->sa_family);
    const int yes = 1;
    setsockopt(probe.descriptor(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(probe.descriptor(), address, size) != 0 || listen(probe.descriptor(), 1) != 0)
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
    const size_t colon = address.rfind(':');
    const auto port = htons(static_cast<uint16_t>(std::stoul(address.substr(colon + 1))));
    int error = 0;
    if (address.front() == '[') {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = port;
        inet_pton(AF_INET6, address.substr(1, colon - 2).c_str(), &v6.sin6_addr);
        error = try_to_listen(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = port;
        inet_pton(AF_INET, address.substr(0, colon).c_str(), &v4.sin_addr);
        error = try_to_listen(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    }
    if (error != 0)
        throw ListenError("cannot listen on " + address + " for metrics: " + std::strerror(error));
}

}  // namespace sluice
