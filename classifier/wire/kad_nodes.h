// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "classifier/bytes.h"
#include "classifier/endpoint.h"

namespace sluice {

using KadId = std::array<uint8_t, 16>;  // as it stands in a message

struct KadNode {
    KadId id{};
    std::optional<PeerAddress> at;  // none: it is who sent the datagram
};

// The nodes that a plain Kad message tells of: its sender (hello, bootstrap), and its contacts
// (bootstrap, find). The datagram is one that parse_kad() took. Returns how many were written.
size_t read_kad_nodes(Bytes datagram, std::span<KadNode> out);

}  // namespace sluice
