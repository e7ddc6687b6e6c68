// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "dataplane/arena.h"
#include "dataplane/scheduler/circular_list.h"
#include "policy/hash.h"

namespace sluice {

// From a key to an element of a pool whose elements have a member `key`: open addressing, at most
// half full. Half of the hash stands beside the number, so that only what is found is touched.
template <typename T>
class KeyIndex {
 public:
    // Throws std::runtime_error if the memory is not to be had.
    explicit KeyIndex(uint32_t most)
        : mask_(std::bit_ceil(most * 2u) - 1),
          memory_(size_t{mask_ + 1} * sizeof(Place)),
          places_(static_cast<Place*>(memory_.data())) {}

    void prefetch(uint64_t key) const { __builtin_prefetch(&places_[mix(key) & mask_]); }

    // The first that has the key's hash, unread; kNone: none has.
    uint32_t candidate(uint64_t key) const {
        const auto hash = static_cast<uint32_t>(mix(key));
        for (uint32_t at = hash & mask_; places_[at].element != 0; at = (at + 1) & mask_) {
            if (places_[at].hash == hash)
                return places_[at].element - 1;
        }
        return kNone;
    }

    uint32_t find(const T* pool, uint64_t key) const {
        const auto hash = static_cast<uint32_t>(mix(key));
        for (uint32_t at = hash & mask_; places_[at].element != 0; at = (at + 1) & mask_) {
            if (places_[at].hash == hash && pool[places_[at].element - 1].key == key)
                return places_[at].element - 1;
        }
        return kNone;
    }
    // The key is not there yet.
    void insert(uint64_t key, uint32_t element) {
        const auto hash = static_cast<uint32_t>(mix(key));
        uint32_t at = hash & mask_;
        while (places_[at].element != 0)
            at = (at + 1) & mask_;
        places_[at] = {hash, element + 1};
    }
    // Moves later ones of the run back into the hole, so that no tombstones gather (Knuth 6.4, R).
    void erase(uint64_t key, uint32_t element) {
        uint32_t hole = static_cast<uint32_t>(mix(key)) & mask_;
        while (places_[hole].element != element + 1)
            hole = (hole + 1) & mask_;
        for (uint32_t at = (hole + 1) & mask_; places_[at].element != 0; at = (at + 1) & mask_) {
            const uint32_t from_home = (at - places_[at].hash) & mask_;
            if (from_home < ((at - hole) & mask_))
                continue;
            places_[hole] = places_[at];
            hole = at;
        }
        places_[hole] = {};
    }

    size_t memory_bytes() const { return memory_.size(); }

 private:
    struct Place {
        uint32_t hash = 0;
        uint32_t element = 0;  // its number + 1; 0: none
    };

    uint32_t mask_;
    Arena memory_;
    Place* places_;
};

}  // namespace sluice
