// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/endpoint.h"

namespace sluice {

inline constexpr size_t kCompact4 = 6;   // BEP 23: IPv4 address, port
inline constexpr size_t kCompact6 = 18;  // BEP 7: IPv6 address, port

// 4 or 16 bytes, as PeerAddress keeps them; nothing of any other size.
std::optional<std::array<uint8_t, 16>> read_address(Bytes bytes);

// Whether a kept address is ::ffff:a.b.c.d.
bool holds_ipv4(Bytes address);

// 6 or 18 bytes.
std::optional<PeerAddress> read_compact_peer(Bytes entry);

// RFC 1122, 3.2.1.3 and RFC 4291, 2.4: not this host, loopback, a group or the broadcast; and a
// port that is not 0.
bool could_be_a_peer(const PeerAddress& peer);

}  // namespace sluice
