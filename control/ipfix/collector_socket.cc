// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/collector_socket.h"

#include <cerrno>

#include <unistd.h>

namespace sluice {
CollectorSocket CollectorSocket::begin(const SocketAddress& address, int type) {
    sockaddr_storage storage{};
    const socklen_t length = address.fill(storage);
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
