// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

namespace sluice {

// A hash of an address of 16 bytes as in PeerAddress. seed: secret, random per run, so that nobody
// outside can aim addresses at one place of a table.
inline uint64_t address_hash(const uint8_t* address, uint64_t seed) {
    // The finalizer of splitmix64: every bit of the input moves every bit of the result.
    const auto mixed = [](uint64_t value) {
        value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
        value = (value ^ value >> 27) * 0x94d049bb133111eb;
        return value ^ value >> 31;
    };
    uint64_t halves[2];
    std::memcpy(halves, address, sizeof halves);
    return mixed(mixed(halves[0] ^ seed) + halves[1]);
}

}  // namespace sluice
