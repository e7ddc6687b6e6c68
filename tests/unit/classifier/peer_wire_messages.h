// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "classifier/wire/peer_wire.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {

// Reserved bytes, a hash and a peer id: what stands there is free.
inline std::vector<uint8_t> handshake() {
    std::vector<uint8_t> bytes = text_bytes(kHandshakePrefix);
    for (size_t i = bytes.size(); i < kHandshakeBytes; ++i)
        bytes.push_back(static_cast<uint8_t>(i * 37));
    return bytes;
}

inline std::vector<uint8_t> keep_alive() {
    return hex("00000000");
}
inline std::vector<uint8_t> unchoke() {
    return hex("00000001 01");
}
inline std::vector<uint8_t> interested() {
    return hex("00000001 02");
}
inline std::vector<uint8_t> have() {
    return hex("00000005 04 00000017");
}
inline std::vector<uint8_t> request() {
    return hex("0000000d 06 00000017 00004000 00004000");
}

// A block of 16 KiB that contains nothing which looks like a message.
inline std::vector<uint8_t> piece() {
    std::vector<uint8_t> bytes = hex("00004009 07 00000017 00000000");
    for (size_t i = 0; i < 0x4000; ++i)
        bytes.push_back(static_cast<uint8_t>(0x80 | i));
    return bytes;
}

}  // namespace sluice
