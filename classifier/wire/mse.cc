// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/mse.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sluice {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

int zero_bytes(uint64_t word) {
    return std::popcount(~(((word & ~kHighBits) + ~kHighBits) | word | ~kHighBits));
}

}  // namespace

// A word at a time; the last bytes that fill none are left out.
void UniformityTest::add(Bytes bytes) {
    bytes = bytes.first(std::min(bytes.size(), kSample - sampled_));
    for (; bytes.size() >= sizeof(uint64_t); bytes = bytes.subspan(sizeof(uint64_t))) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        ones_ = static_cast<uint16_t>(ones_ + std::popcount(word));
        high_ = static_cast<uint16_t>(high_ + std::popcount(word & kHighBits));
        zeros_ = static_cast<uint8_t>(zeros_ + zero_bytes(word));
        // Each byte beside its neighbour; the last has none in the word, and is left out.
        const uint64_t differences = (word ^ word >> 8) | uint64_t{0xff} << 56;
        pairs_ = static_cast<uint8_t>(pairs_ + zero_bytes(differences));
        sampled_ = static_cast<uint16_t>(sampled_ + sizeof word);
    }
}

// Within 4.5 standard deviations: of 8 n fair bits that is 4.5 sqrt(2 n), of n fair bytes
// 2.25 sqrt(n). Zeros and pairs are one in 256.
bool UniformityTest::passes() const {
    const int n = sampled_;
    const int bits = ones_ - 4 * n;
    const int bytes = 2 * high_ - n;
    return 2 * bits * bits <= 81 * n && 4 * bytes * bytes <= 81 * n && zeros_ <= 4 + n / 128 &&
           pairs_ <= 4 + n / 128;
}

}  // namespace sluice
