// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// A definite length of BER (X.690, 8.1.3) of four bytes at most. If what is left is shorter, in is
// still ok.
inline std::optional<size_t> read_ber_length(Reader& in) {
    const uint8_t first = in.u8();
    if (first < 0x80)
        return in.ok() ? std::optional<size_t>(first) : std::nullopt;
    const int count = first & 0x7f;
    if (count == 0 || count > 4)
        return std::nullopt;
    size_t length = 0;
    for (int i = 0; i < count; ++i)
        length = length << 8 | in.u8();
    return in.ok() ? std::optional(length) : std::nullopt;
}

}  // namespace sluice
