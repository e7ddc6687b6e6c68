// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace sluice {

// Equal-length bit vectors, each distinct one kept once. In memory a vector is its summary, a bit
// for each word that is not zero, and then its words.
class BitVectors {
 public:
    using Words = std::vector<uint64_t>;  // bit i of word i / 64

    explicit BitVectors(size_t bits) : words_((bits + 63) / 64), summaries_((words_ + 63) / 64) {}

    size_t words() const { return words_; }
    size_t summaries() const { return summaries_; }
    Words zeros() const { return Words(words_); }

    uint32_t intern(const Words& vector);
    void finish();  // no more will be interned: what building needed is let go

    const uint64_t* summary(uint32_t id) const {
        return arena_.data() + id * (summaries_ + words_);
    }
    size_t memory_bytes() const { return arena_.capacity() * sizeof(uint64_t); }

 private:
    size_t words_;
    size_t summaries_;
    std::vector<uint64_t> arena_;
    std::unordered_multimap<uint64_t, uint32_t> by_hash_;
};

}  // namespace sluice
