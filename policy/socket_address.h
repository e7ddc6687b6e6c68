// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "policy/address.h"

namespace sluice {

// Where to listen or send to. Numeric, so that it does not depend on a name server.
struct SocketAddress {
    IpAddress address;
    uint16_t port = 0;  // host order, not 0

    // "127.0.0.1:9464" or "[::1]:9464".
    static std::optional<SocketAddress> parse(std::string_view text);
    std::string to_string() const;  // what parse() reads

    // As the kernel has it; the length of what is filled in.
    static SocketAddress from(const sockaddr_storage& kernel);
    socklen_t fill(sockaddr_storage& kernel) const;
};

}  // namespace sluice
