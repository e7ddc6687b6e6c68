// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// Which signatures can still match, from the first bytes alone: most payloads are ruled out by one
// or two table look-ups, and Hyperscan is spared. It never rules out what a pattern would match.
// Of a pattern that its table holds as a whole, it is also the last word.
class PrefixFilter {
 public:
    static constexpr size_t kSignatures = 32;
    static constexpr size_t kDepth = 12;

    // Learns the bytes that an anchored pattern admits at its first positions, as far as they are
    // literals, escapes, classes and counted repeats; what follows may be any byte.
    void add(size_t signature, std::string_view pattern);

    // Signatures whose patterns say nothing beyond the table, but for how many bytes there are.
    uint32_t whole() const { return whole_; }
    // Those of mask, all of them whole, for which there are enough bytes.
    uint32_t long_enough(uint32_t mask, size_t bytes) const {
        uint32_t enough = 0;
        for (; mask != 0; mask &= mask - 1) {
            const auto signature = static_cast<size_t>(std::countr_zero(mask));
            if (bytes >= whole_bytes_[signature])
                enough |= 1u << signature;
        }
        return enough;
    }

    // A bit per signature that the bytes, so far, do not contradict.
    uint32_t possible(Bytes bytes) const {
        uint32_t mask = all_;
        const size_t depth = bytes.size() < depth_ ? bytes.size() : depth_;
        for (size_t i = 0; i < depth && mask != 0; ++i)
            mask &= admitted_[i][bytes[i]];
        return mask;
    }

 private:
    std::array<std::array<uint32_t, 256>, kDepth> admitted_{};
    std::array<size_t, kSignatures> whole_bytes_{};  // that a whole pattern takes
    uint32_t all_ = 0;
    uint32_t whole_ = 0;
    size_t depth_ = 0;  // positions past it admit every byte for every signature
};

}  // namespace sluice
