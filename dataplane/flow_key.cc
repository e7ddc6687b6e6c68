// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_key.h"

#include <cstring>

namespace sluice {
namespace {

__extension__ using Product = unsigned __int128;

uint64_t fold(uint64_t a, uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Digits of pi, no more than different odd words to tell the places apart.
constexpr uint64_t kPlace[5] = {0x243f6a8885a308d3, 0x13198a2e03707345, 0xa4093822299f31d1,
                                0x082efa98ec4e6c89, 0x452821e638d01377};

}  // namespace

// Multiply and fold, as wyhash does. Not CRC32C, though it has an instruction: it is linear, so
// keys that collide under one seed collide under all.
uint32_t hash(const FlowKey& key, uint64_t seed) {
    uint64_t word[5];
    std::memcpy(word, &key, sizeof word);
    const uint64_t a = fold(word[0] ^ kPlace[0] ^ seed, word[1] ^ kPlace[1] ^ (seed >> 32));
    const uint64_t b = fold(word[2] ^ kPlace[2] ^ seed, word[3] ^ kPlace[3] ^ (seed >> 32));
    const uint64_t mixed = fold(a ^ word[4] ^ kPlace[4], b ^ seed);
    return static_cast<uint32_t>(fold(mixed, kPlace[1] ^ seed) >> 32);
}

}  // namespace sluice
