// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// An address and port as a message names them. IPv4 is kept as ::ffff:a.b.c.d (RFC 4291, section
// 2.5.5.2), so that one compare and one hash serve both families. Ports are in host order.
struct PeerAddress {
    std::array<uint8_t, 16> address{};
    uint16_t port = 0;

    friend auto operator<=>(const PeerAddress&, const PeerAddress&) = default;
};

// The same, and how it is reached.
struct Endpoint {
    PeerAddress at;
    Transport transport = Transport::tcp;

    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

}  // namespace sluice
