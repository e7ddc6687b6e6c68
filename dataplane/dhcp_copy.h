// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/attributes.h"
#include "policy/address.h"

namespace sluice {

// A DHCP message that went by, as the link had it: nothing in it is checked but the headers around
// it.
struct DhcpCopy {
    static constexpr size_t kLongest = 1'472;  // that an Ethernet frame has room for

    uint64_t seen_ns = 0;  // by the clock of all workers
    IpAddress source;
    Direction direction = Direction::up;  // up: it came from the access side
    uint16_t destination_port = 0;        // 67 or 68: DHCPv4; 546 or 547: DHCPv6
    uint16_t length = 0;
    std::array<uint8_t, kLongest> payload;
};

// Why a message was not copied. It was forwarded all the same.
enum class DhcpLoss : uint8_t {
    ring_full,  // nobody took the copies fast enough
    over_rate,  // more than a worker copies in a second
    in_pieces,  // IP fragments
    too_long,   // or not wholly in hand
    in_tunnel,  // whoever is at its other end may write what he likes inside
};
inline constexpr size_t kDhcpLossCount = 5;
const char* name(DhcpLoss loss);

// Of all workers since the start.
struct DhcpCopyReport {
    uint64_t copied = 0;
    std::array<uint64_t, kDhcpLossCount> lost{};
};

}  // namespace sluice
