// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// The DHT's messages: BEP 5, and those that BEP 44 and 51 added.
enum class KrpcKind : uint8_t { query, reply, error };

// Nothing unless the datagram is one whole message with all that its kind must have.
std::optional<KrpcKind> parse_krpc(Bytes datagram);

}  // namespace sluice
