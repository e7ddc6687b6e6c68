// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sluice {

// Host names of trackers that a torrent or a peer named, so that a tracker reached by TLS is known
// by its server name. Only a hash of each name is kept. A set-associative table: the oldest of a
// set makes room. All memory is taken when it is built; private to the worker's thread.
class LearntNames {
 public:
    static constexpr uint32_t kLifetime_s = 6 * 3'600;  // a torrent is seeded for hours

    // seed: secret, random per run.
    LearntNames(uint32_t capacity, uint64_t seed);

    // Names are compared without regard to case.
    void learn(std::string_view name, uint32_t now_s);
    bool knows(std::string_view name, uint32_t now_s) const;

    size_t memory_bytes() const { return sets_.size() * sizeof(Set); }

 private:
    static constexpr size_t kWays = 4;

    struct Entry {
        uint64_t name = 0;  // a hash; 0: empty
        uint32_t learnt_s = 0;
    };
    using Set = std::array<Entry, kWays>;

    uint64_t hash(std::string_view name) const;

    std::vector<Set> sets_;
    uint64_t seed_;
};

}  // namespace sluice
