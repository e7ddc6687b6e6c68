// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <vector>

#include <zlib.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {

// As eMule packs a body.
inline std::vector<uint8_t> pack(Bytes bytes) {
    std::vector<uint8_t> packed(compressBound(bytes.size()));
    uLongf length = packed.size();
    if (compress2(packed.data(), &length, bytes.data(), bytes.size(), Z_BEST_COMPRESSION) != Z_OK)
        throw std::runtime_error("zlib does not pack");
    packed.resize(length);
    return packed;
}

}  // namespace sluice
