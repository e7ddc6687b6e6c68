// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "classifier/endpoint.h"
#include "classifier/wire/kad_nodes.h"

namespace sluice {

// The ids of Kad nodes that were named in the clear, by where the nodes are: the key to what is
// sent to them obfuscated. A set-associative table; the oldest of a set makes room. All memory is
// taken when it is built; private to the worker's thread.
class KadIds {
 public:
    static constexpr uint32_t kLifetime_s = 3'600;

    // seed: secret, random per run.
    KadIds(uint32_t capacity, uint64_t seed);

    void learn(const PeerAddress& at, const KadId& id, uint32_t now_s);
    // Null if it is not known. Good until the next learn().
    const KadId* find(const PeerAddress& at, uint32_t now_s) const;

    size_t memory_bytes() const { return sets_.size() * sizeof(Set); }

 private:
    static constexpr size_t kWays = 4;

    struct Entry {
        PeerAddress at;
        bool used = false;
        KadId id{};
        uint32_t learnt_s = 0;
    };
    using Set = std::array<Entry, kWays>;

    size_t set_of(const PeerAddress& at) const;

    std::vector<Set> sets_;
    uint64_t seed_;
};

}  // namespace sluice
