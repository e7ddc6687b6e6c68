// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "classifier/bytes.h"
#include "classifier/wire/kad_nodes.h"

namespace sluice {

// eMule's protocol obfuscation, of a datagram to a Kad node: RC4 with a key of the receiver's id
// and two bytes that the datagram begins with. Whoever knows the id can read it; replies have a key
// of another kind, and stay what they are.
inline constexpr size_t kMostObfuscatedBytes = 1'472;

// Whether a datagram could be one: its first byte is no protocol's and says whose key it is.
bool may_be_obfuscated_kad(Bytes datagram);

// The message inside, in room that it has to fit. Nothing unless the id opens it, which 32 bits
// prove; then the message still has to be one (parse_kad). It allocates nothing.
std::optional<Bytes> reveal_kad(Bytes datagram, const KadId& receiver, std::span<uint8_t> room);

}  // namespace sluice
