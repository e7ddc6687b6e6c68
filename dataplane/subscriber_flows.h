// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "dataplane/scheduler/element_pool.h"
#include "dataplane/scheduler/key_index.h"
#include "policy/enforcement.h"
#include "policy/lazy_array.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// How many flows each subscriber has, and how fast it begins new ones. One per worker: a
// subscriber's flows are all its owner's. Whoever is known always has a place here; strangers
// share a fixed number, so that made-up addresses cannot take the known ones'.
//
// Flows are counted apart by who began them. A subscriber's own are held to the limit by
// themselves; those that others begin with it, to what is left: whom somebody floods from outside
// can still begin flows.
class SubscriberFlows {
 public:
    // Where a flow is counted: whose it is, and who began it.
    using Place = uint32_t;
    static constexpr Place kNowhere = UINT32_MAX;

    // subscribers: the records that there may be. Throws if the memory is not to be had.
    SubscriberFlows(uint32_t subscribers, uint32_t strangers);

    // One more, if the limits allow it. first: which way its first packet goes. kNowhere: there was
    // no place left for another stranger, and it is not held to any limit.
    std::optional<Place> begin(const SubscriberRef& subscriber, Direction first,
                               const FlowLimits& limits, uint64_t now_ns);
    // The same pair of ends once more, in the same place, if the rate of new flows allows it.
    bool begin_again(Place place, const FlowLimits& limits, uint64_t now_ns);
    void end(Place place);

    // All flows that the subscriber of that place has.
    uint32_t count(Place place) const;
    // Who began the flow in that place: the way of its first packet.
    static Direction first_of(Place place) { return static_cast<Direction>(place & 1); }

    uint32_t strangers_in_use() const { return strangers_.in_use(); }
    uint32_t strangers_capacity() const { return strangers_.capacity(); }
    // What is taken at the start; the records' takes memory as they are first touched.
    size_t memory_bytes() const { return strangers_.memory_bytes() + index_.memory_bytes(); }

 private:
    struct Flows {
        std::array<uint32_t, kDirectionCount> now;  // by who began them
        // When the next would be due if they came evenly, at the limit's rate.
        std::array<uint64_t, kDirectionCount> due_ns;

        uint32_t all() const { return now[0] + now[1]; }
    };
    struct Stranger {
        uint64_t key = 0;
        uint32_t next = 0;  // the pool's
        Flows flows = {};
    };

    static bool keeps_rate(Flows& flows, Direction first, const FlowLimits& limits,
                           uint64_t now_ns);
    uint32_t stranger(uint64_t key);
    Flows& at(uint32_t number);
    const Flows& at(uint32_t number) const;

    LazyArray<Flows> known_;  // by record
    ElementPool<Stranger> strangers_;
    KeyIndex<Stranger> index_;
};

}  // namespace sluice
