// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/collector_socket.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

namespace sluice {
namespace {

socklen_t fill(sockaddr_storage& storage, const SocketAddress& to) {
    if (to.address.is_ipv4()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(to.port);
        address.sin_addr.s_addr = htonl(to.address.ipv4());
        std::memcpy(&storage, &address, sizeof address);
        return sizeof address;
    }
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(to.port);
    std::memcpy(&address.sin6_addr, to.address.bytes.data(), to.address.bytes.size());
    std::memcpy(&storage, &address, sizeof address);
    return sizeof address;
}

}  // namespace

CollectorSocket CollectorSocket::begin(const SocketAddress& address, int type) {
    sockaddr_storage storage{};
    const socklen_t length = fill(storage, address);
    CollectorSocket made;
    made.fd_ = socket(storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made.fd_ < 0)
        return made;
    const int result = connect(made.fd_, reinterpret_cast<const sockaddr*>(&storage), length);
    if (result == 0)
        errno = 0;
    return made;
}

CollectorSocket::~CollectorSocket() {
    if (fd_ >= 0)
        close(fd_);
}

int CollectorSocket::take_error() const {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

}  // namespace sluice
