// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

// Every bit of the result depends on every bit of the value (the finaliser of SplitMix64).
constexpr uint64_t mix(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

constexpr uint64_t mix(uint64_t first, uint64_t second) {
    return mix(mix(first) ^ second);
}

// The same in every run and on every machine: keys made of it may be kept.
constexpr uint64_t hash_text(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, then mixed: FNV alone is weak in its high bits
    for (const char c : text)
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
    return mix(hash);
}

}  // namespace sluice
