// SPDX-License-Identifier: Apache-2.0
#include "policy/bit_vectors.h"

#include <algorithm>

#include "policy/hash.h"

namespace sluice {

uint32_t BitVectors::intern(const Words& vector) {
    uint64_t hash = 0;
    for (const uint64_t word : vector)
        hash = (hash ^ word) * 0x9e3779b97f4a7c15 ^ hash >> 29;
    hash = mix(hash);
    const auto [begin, end] = by_hash_.equal_range(hash);
    for (auto candidate = begin; candidate != end; ++candidate) {
        if (std::equal(vector.begin(), vector.end(), summary(candidate->second) + summaries_))
            return candidate->second;
    }

    const size_t stride = summaries_ + words_;
    const uint32_t id = static_cast<uint32_t>(by_hash_.size());
    arena_.resize(arena_.size() + stride);
    uint64_t* const kept = arena_.data() + id * stride;
    for (size_t i = 0; i < words_; ++i) {
        kept[i / 64] |= uint64_t{vector[i] != 0} << i % 64;
        kept[summaries_ + i] = vector[i];
    }
    by_hash_.emplace(hash, id);
    return id;
}

void BitVectors::finish() {
    arena_.shrink_to_fit();
    by_hash_ = {};
}

}  // namespace sluice
