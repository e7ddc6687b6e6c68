// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "classifier/classifier.h"
#include "policy/address.h"

namespace sluice {

// A connection as one subscriber sees it (design decision 2): the subscriber's end first, so both
// directions have one key, and two local peers are two flows. Ports are host order and zero where
// the protocol has none; an ICMP query's are its identifier, an error's those of its subject.
struct FlowKey {
    IpAddress subscriber;
    IpAddress remote;
    uint16_t subscriber_port = 0;
    uint16_t remote_port = 0;
    uint16_t realm = 0;  // the link's: equal addresses in two realms are strangers
    uint8_t protocol = 0;
    uint8_t reserved = 0;

    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};
static_assert(sizeof(FlowKey) == 40, "hashed and compared as five words");

// The key as it is hashed and compared: whole words. A processor forwards what it has just stored
// to a load only if one store wrote all of it; else the load waits until the stores are in the
// cache.
inline uint64_t word(const FlowKey& key, size_t number) {
    uint64_t value;
    std::memcpy(&value, reinterpret_cast<const char*>(&key) + 8 * number, sizeof value);
    return value;
}

inline void set_word(FlowKey& key, size_t number, uint64_t value) {
    std::memcpy(reinterpret_cast<char*>(&key) + 8 * number, &value, sizeof value);
}

inline bool same(const FlowKey& a, const FlowKey& b) {
    uint64_t differ = 0;
    for (size_t number = 0; number < sizeof(FlowKey) / sizeof differ; ++number)
        differ |= word(a, number) ^ word(b, number);
    return differ == 0;
}

// The same two ends for the classifier, which looks at the key's own addresses.
inline FlowEnds ends_of(const FlowKey& key) {
    return {.subscriber_address = key.subscriber.bytes.data(),
            .remote_address = key.remote.bytes.data(),
            .subscriber_port = key.subscriber_port,
            .remote_port = key.remote_port};
}

namespace flow_key_hash {

__extension__ using Product = unsigned __int128;

inline uint64_t fold(uint64_t a, uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Digits of pi, no more than different words to tell the places apart.
inline constexpr uint64_t kPlace[5] = {0x243f6a8885a308d3, 0x13198a2e03707345, 0xa4093822299f31d1,
                                       0x082efa98ec4e6c89, 0x452821e638d01377};

}  // namespace flow_key_hash

// Well mixed in all 32 bits. The seed is random per run and secret, so that nobody can choose
// connections that collide.
//
// Multiply and fold, as wyhash does, in two rounds: one leaves ports that follow each other in even
// steps, which for some seeds fall into few buckets. Not CRC32C, though it has an instruction: it
// is linear, so keys that collide under one seed collide under all.
inline uint32_t hash(const FlowKey& key, uint64_t seed) {
    using flow_key_hash::fold, flow_key_hash::kPlace;
    const uint64_t a = fold(word(key, 0) ^ kPlace[0] ^ seed, word(key, 1) ^ kPlace[1] ^ seed >> 32);
    const uint64_t b = fold(word(key, 2) ^ kPlace[2] ^ seed, word(key, 3) ^ kPlace[3] ^ seed >> 32);
    const uint64_t c = fold(word(key, 4) ^ kPlace[4] ^ seed, kPlace[1] ^ seed);
    return static_cast<uint32_t>(fold(a ^ c, b ^ seed) >> 32);
}

}  // namespace sluice
