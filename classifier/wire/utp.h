// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// BEP 29.
enum class UtpType : uint8_t { data, fin, state, reset, syn };

struct UtpHeader {
    UtpType type = UtpType::data;
    uint16_t connection_id = 0;
    uint32_t timestamp_us = 0;  // the sender's clock
    uint16_t sequence = 0;
    uint16_t acknowledged = 0;
    Bytes payload;
};

// Nothing if the datagram cannot be uTP. That it can says little: see UtpConversation.
std::optional<UtpHeader> parse_utp(Bytes datagram);

}  // namespace sluice
