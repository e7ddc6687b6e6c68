// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"

namespace sluice {

// RFC 1071, section 1: the one's complement of the one's complement sum of 16-bit big-endian
// words, an odd last byte being padded with zero. Zero over a header whose checksum is right.
inline uint16_t internet_checksum(Bytes bytes, uint32_t sum = 0) {
    for (size_t i = 0; i + 1 < bytes.size(); i += 2)
        sum += static_cast<uint32_t>(bytes[i] << 8 | bytes[i + 1]);
    if (bytes.size() % 2 != 0)
        sum += static_cast<uint32_t>(bytes.back() << 8);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

// RFC 1624, equation 3: HC' = ~(~HC + ~m + m'), for one changed word. Not equation 4 of RFC 1141,
// which can give the other zero.
inline uint16_t update_checksum(uint16_t checksum, uint16_t old_word, uint16_t new_word) {
    uint32_t sum = static_cast<uint16_t>(~checksum);
    sum += static_cast<uint16_t>(~old_word);
    sum += new_word;
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

}  // namespace sluice
