// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "dataplane/arena.h"
#include "dataplane/flow.h"

namespace sluice {

// A worker's flows. Private to its thread; all memory is taken when it is built.
//
// A bucket is one cache line with the tags and indexes of eight flows; the keys are in the flows.
// The rare ninth goes to a chained bucket. A chain is kept dense, so one spare bucket for every
// eight flows is always enough: an insert fails only when the table holds capacity() flows.
//
// For a burst: prefetch_bucket() for all, then prefetch_candidate() for all, then confirm().
class FlowTable {
 public:
    // hash_seed is random per run and secret: who knows it can fill one bucket's chain.
    // Throws std::runtime_error if the memory is not to be had.
    FlowTable(uint32_t capacity, uint64_t hash_seed);

    uint32_t hash(const FlowKey& key) const { return sluice::hash(key, hash_seed_); }

    void prefetch_bucket(uint32_t hash) const { __builtin_prefetch(&bucket_of(hash)); }
    // The flow that the tag promises, its two hot lines on their way to the cache; or null.
    Flow* prefetch_candidate(uint32_t hash) const;
    // What find() gives, where the candidate may be taken for it. Nothing was inserted or erased in
    // between.
    Flow* confirm(Flow* candidate, const FlowKey& key, uint32_t hash) const {
        return candidate == nullptr || same(candidate->key, key) ? candidate : find(key, hash);
    }

    Flow* find(const FlowKey& key, uint32_t hash) const;

    // A fresh flow with this key, which must not be there yet. Null when the table is full.
    Flow* insert(const FlowKey& key, uint32_t hash);

    // The caller has let go of what the flow holds: timing wheel, classifier and police slots.
    void erase(Flow& flow);

    uint32_t size() const { return size_; }
    uint32_t capacity() const { return capacity_; }
    size_t memory_bytes() const { return flow_memory_.size() + bucket_memory_.size(); }
    Arena::Pages pages() const { return flow_memory_.pages(); }

    // Indexes stay the same as long as the flow lives.
    uint32_t index_of(const Flow& flow) const { return static_cast<uint32_t>(&flow - flows_); }
    Flow& at(uint32_t index) { return flows_[index]; }

    // Shows the flows among count places from from on, in no order, and returns where to go on;
    // capacity() when all were shown. visit(Flow&) may erase the flow it is given.
    template <typename Visit>
    uint32_t scan(uint32_t from, uint32_t count, Visit&& visit) {
        if (from >= touched_)
            return capacity_;
        const uint32_t end = from + std::min(count, touched_ - from);
        for (uint32_t index = from; index < end; ++index) {
            if (flows_[index].in_table)
                visit(flows_[index]);
        }
        return end == touched_ ? capacity_ : end;
    }

 private:
    static constexpr uint32_t kWays = 8;

    // Filled from the front. Only the last bucket of a chain may have empty places.
    struct alignas(64) Bucket {
        uint16_t tag[kWays];
        uint32_t flow[kWays];
        uint32_t next;  // link: number of the overflow bucket, from 1; 0: none
        uint32_t count;

        uint32_t matches(uint16_t wanted) const;
    };
    static_assert(sizeof(Bucket) == 64, "one cache line");

    Bucket& bucket_of(uint32_t hash) const {
        return buckets_[uint64_t{hash} * primary_buckets_ >> 32];
    }
    Bucket& overflow(uint32_t link) const;
    Bucket* extend(Bucket& last);
    Flow* take_flow();

    const uint32_t capacity_;
    const uint32_t primary_buckets_;
    const uint64_t hash_seed_;
    Arena flow_memory_;
    Arena bucket_memory_;
    Flow* const flows_;
    Bucket* const buckets_;  // the primary ones, then the spare ones
    uint32_t size_ = 0;
    uint32_t touched_ = 0;    // flows beyond were never used
    uint32_t free_flow_ = 0;  // index + 1 of the first on the list, 0: none
    uint32_t touched_overflow_ = 0;
    uint32_t free_overflow_ = 0;  // link (see Bucket::next) of the first on the list, 0: none
};

}  // namespace sluice
