// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "classifier/bytes.h"

namespace sluice {

// Which signatures can still match, from the first bytes alone: most payloads are ruled out by one
// or two table look-ups, and Hyperscan is spared. It never rules out what a pattern would match.
class PrefixFilter {
 public:
    static constexpr size_t kSignatures = 32;
    static constexpr size_t kDepth = 12;

    // Learns the bytes that an anchored pattern admits at its first positions, as far as they are
    // literals, escapes, classes and counted repeats; what follows may be any byte.
    void add(size_t signature, std::string_view pattern);

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
    uint32_t all_ = 0;
    size_t depth_ = 0;  // positions past it admit every byte for every signature
};

}  // namespace sluice
