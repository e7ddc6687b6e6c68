// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice::bench {

// Numbers as they are on the wire, to be strung together into payloads.
inline std::string be8(uint8_t value) {
    return std::string(1, static_cast<char>(value));
}
inline std::string be16(uint16_t value) {
    return be8(static_cast<uint8_t>(value >> 8)) + be8(static_cast<uint8_t>(value));
}
inline std::string be32(uint32_t value) {
    return be16(static_cast<uint16_t>(value >> 16)) + be16(static_cast<uint16_t>(value));
}
inline std::string be64(uint64_t value) {
    return be32(static_cast<uint32_t>(value >> 32)) + be32(static_cast<uint32_t>(value));
}

}  // namespace sluice::bench
