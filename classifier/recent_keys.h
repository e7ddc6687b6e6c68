// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice {

// Which of many things were noted within a lifetime, each by a hash with a secret seed; nothing
// else of them is kept. A set-associative table: the oldest of a set makes room. All memory is
// taken when it is built; private to the worker's thread.
class RecentKeys {
 public:
    RecentKeys(uint32_t capacity, uint32_t lifetime_s);

    void note(uint64_t key, uint32_t now_s);
    bool knows(uint64_t key, uint32_t now_s) const;

    size_t memory_bytes() const { return sets_.size() * sizeof(Set); }

 private:
    static constexpr size_t kWays = 4;

    struct Entry {
        uint64_t key = 0;
        uint32_t noted_s = 0;
        bool used = false;
    };
    using Set = std::array<Entry, kWays>;

    size_t set_of(uint64_t key) const { return (key >> 32) & (sets_.size() - 1); }

    std::vector<Set> sets_;
    uint32_t lifetime_s_;
};

}  // namespace sluice
