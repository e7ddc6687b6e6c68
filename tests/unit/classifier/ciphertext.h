// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace sluice {

// Bytes as uniform as a cipher's, the same in every run.
inline std::vector<uint8_t> ciphertext(size_t bytes, uint32_t seed = 1) {
    std::mt19937 random{seed};
    std::vector<uint8_t> out(bytes);
    for (uint8_t& byte : out)
        byte = static_cast<uint8_t>(random());
    return out;
}

}  // namespace sluice
