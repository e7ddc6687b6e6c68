// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/address.h"

namespace sluice {

// Where to listen. Numeric, so that what is bound does not depend on a name server.
struct SocketAddress {
    IpAddress address;
    uint16_t port = 0;  // host order, not 0

    // "127.0.0.1:9464" or "[::1]:9464".
    static std::optional<SocketAddress> parse(std::string_view text);
};

}  // namespace sluice
