// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace sluice {

// Random, and told to nobody.
struct SipKey {
    uint64_t first = 0;
    uint64_t second = 0;
};

// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of short inputs. Who does not know the
// key can neither foretell it nor find two inputs that meet.
inline uint64_t sip_hash(const SipKey& key, std::span<const uint8_t> bytes) {
    static_assert(std::endian::native == std::endian::little);
    uint64_t a = key.first ^ 0x736f6d6570736575;
    uint64_t b = key.second ^ 0x646f72616e646f6d;
    uint64_t c = key.first ^ 0x6c7967656e657261;
    uint64_t d = key.second ^ 0x7465646279746573;
    const auto rounds = [&](int count) {
        for (int i = 0; i < count; ++i) {
            a += b;
            c += d;
            b = std::rotl(b, 13) ^ a;
            d = std::rotl(d, 16) ^ c;
            a = std::rotl(a, 32) + d;
            c += b;
            b = std::rotl(b, 17) ^ c;
            d = std::rotl(d, 21) ^ a;
            c = std::rotl(c, 32);
        }
    };
    const auto absorb = [&](uint64_t word) {
        d ^= word;
        rounds(2);
        a ^= word;
    };
    size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        uint64_t word;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        absorb(word);
    }
    uint64_t last = static_cast<uint64_t>(bytes.size()) << 56;
    for (size_t i = at; i < bytes.size(); ++i)
        last |= static_cast<uint64_t>(bytes[i]) << 8 * (i - at);
    absorb(last);
    c ^= 0xff;
    rounds(4);
    return a ^ b ^ c ^ d;
}

}  // namespace sluice
