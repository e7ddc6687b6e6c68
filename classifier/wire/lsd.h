// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// Local service discovery, BEP 14.
struct LsdAnnounce {
    uint16_t port = 0;    // where the sender listens
    size_t torrents = 0;  // named
};

// Nothing unless the datagram is one whole announce: the request line, a Host that is one of the
// two groups, a Port, at least one Infohash of 40 hexadecimal digits (or of 20 bytes, as old
// clients send it), and one or two empty lines. Other fields are passed over.
std::optional<LsdAnnounce> parse_lsd(Bytes datagram);

}  // namespace sluice
