// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/scheduler/element_pool.h"
#include "dataplane/scheduler/key_index.h"

namespace sluice {

// How many connections each subscriber has under each rule's cap (policy/enforcement.h). One per
// worker: a subscriber's flows are all its owner's. All memory is taken when it is built.
class ConnectionCaps {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    enum class Found : uint8_t {
        within,
        beyond,
        no_room,  // to count it: it is not held to the cap
    };

    // Throws std::runtime_error if the memory is not to be had.
    explicit ConnectionCaps(uint32_t most) : pool_(most), index_(most) {}

    // A connection that is to be under the cap of that key, the rule's and the subscriber's.
    // place: the one that it has, or kNone; afterwards the one that it has now. One that is within
    // stays so, unless the cap has been lowered since and there are too many.
    Found hold(uint32_t& place, uint64_t key, uint32_t cap);
    void leave(uint32_t& place);

    // That are counted together with the one in that place.
    uint32_t connections(uint32_t place) const { return pool_[place].connections; }
    uint32_t in_use() const { return pool_.in_use(); }
    uint32_t capacity() const { return pool_.capacity(); }
    size_t memory_bytes() const { return pool_.memory_bytes() + index_.memory_bytes(); }

 private:
    struct Counted {
        uint64_t key = 0;
        uint32_t connections = 0;
        uint32_t next = 0;  // the pool's
    };

    ElementPool<Counted> pool_;
    KeyIndex<Counted> index_;
};

}  // namespace sluice
