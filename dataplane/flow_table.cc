// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_table.h"

#include <bit>
#include <cassert>
#include <new>

#include <emmintrin.h>

namespace sluice {
namespace {

// The bucket is chosen by the hash's high bits, the tag is made of the low ones. Zero is no tag:
// it marks an empty place.
uint16_t tag_of(uint32_t hash) {
    const auto low = static_cast<uint16_t>(hash);
    return low == 0 ? 1 : low;
}

void prefetch_hot_lines(const Flow& flow) {
    __builtin_prefetch(&flow);
    __builtin_prefetch(reinterpret_cast<const char*>(&flow) + 64);
}

}  // namespace

// A bit per place with this tag.
uint32_t FlowTable::Bucket::matches(uint16_t wanted) const {
    const __m128i tags = _mm_load_si128(reinterpret_cast<const __m128i*>(tag));
    const __m128i equal = _mm_cmpeq_epi16(tags, _mm_set1_epi16(static_cast<short>(wanted)));
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(equal, _mm_setzero_si128())));
}

// Four flows a bucket when the table is full: then two buckets in a hundred have a chain.
FlowTable::FlowTable(uint32_t capacity, uint64_t hash_seed)
    : capacity_(std::max(capacity, 1u)),
      primary_buckets_((capacity_ + 3) / 4),
      hash_seed_(hash_seed),
      flow_memory_(size_t{capacity_} * sizeof(Flow)),
      bucket_memory_((size_t{primary_buckets_} + (capacity_ + kWays - 1) / kWays) * sizeof(Bucket)),
      flows_(static_cast<Flow*>(flow_memory_.data())),
      buckets_(static_cast<Bucket*>(bucket_memory_.data())) {
    assert(capacity_ < UINT32_MAX);
}

FlowTable::Bucket& FlowTable::overflow(uint32_t link) const {
    return buckets_[primary_buckets_ + link - 1];
}

Flow* FlowTable::prefetch_candidate(uint32_t hash) const {
    const Bucket* bucket = &bucket_of(hash);
    while (true) {
        const uint32_t matches = bucket->matches(tag_of(hash));
        if (matches != 0) [[likely]] {
            Flow& flow = flows_[bucket->flow[std::countr_zero(matches)]];
            prefetch_hot_lines(flow);
            return &flow;
        }
        if (bucket->next == 0)
            return nullptr;
        bucket = &overflow(bucket->next);
    }
}

Flow* FlowTable::find(const FlowKey& key, uint32_t hash) const {
    const Bucket* bucket = &bucket_of(hash);
    while (true) {
        for (uint32_t left = bucket->matches(tag_of(hash)); left != 0; left &= left - 1) {
            Flow& flow = flows_[bucket->flow[std::countr_zero(left)]];
            if (same(flow.key, key)) [[likely]]
                return &flow;
        }
        if (bucket->next == 0)
            return nullptr;
        bucket = &overflow(bucket->next);
    }
}

Flow* FlowTable::insert(const FlowKey& key, uint32_t hash) {
    Flow* flow = take_flow();
    if (flow == nullptr)
        return nullptr;
    Bucket* bucket = &bucket_of(hash);
    while (bucket->next != 0)
        bucket = &overflow(bucket->next);
    if (bucket->count == kWays)
        bucket = extend(*bucket);

    new (flow) Flow{};
    flow->key = key;
    flow->table_hash = hash;
    flow->in_table = true;
    bucket->tag[bucket->count] = tag_of(hash);
    bucket->flow[bucket->count] = index_of(*flow);
    ++bucket->count;
    ++size_;
    return flow;
}

// The chain's last entry takes the place of the one that goes, so the chain stays dense.
void FlowTable::erase(Flow& flow) {
    assert(flow.in_table && flow.wheel_slot == 0);
    const uint32_t index = index_of(flow);
    Bucket* holder = nullptr;
    uint32_t place = 0;
    Bucket* before_last = nullptr;
    Bucket* last = &bucket_of(flow.table_hash);
    while (true) {
        for (uint32_t i = 0; i < last->count; ++i) {
            if (last->flow[i] == index) {
                holder = last;
                place = i;
            }
        }
        if (last->next == 0)
            break;
        before_last = last;
        last = &overflow(last->next);
    }
    assert(holder != nullptr);
    --last->count;
    holder->tag[place] = last->tag[last->count];
    holder->flow[place] = last->flow[last->count];
    last->tag[last->count] = 0;
    if (last->count == 0 && before_last != nullptr) {
        last->next = free_overflow_;
        free_overflow_ = before_last->next;
        before_last->next = 0;
    }

    flow.in_table = false;
    flow.next_free = free_flow_;
    free_flow_ = index + 1;
    --size_;
}

Flow* FlowTable::take_flow() {
    if (free_flow_ != 0) {
        Flow& flow = flows_[free_flow_ - 1];
        free_flow_ = flow.next_free;
        return &flow;
    }
    return touched_ < capacity_ ? &flows_[touched_++] : nullptr;
}

// A chain has a spare bucket only for eight flows that its other buckets are full of, so
// capacity / 8 spare ones cannot run out.
FlowTable::Bucket* FlowTable::extend(Bucket& last) {
    uint32_t link = free_overflow_;
    if (link != 0) {
        free_overflow_ = overflow(link).next;
    } else {
        link = ++touched_overflow_;
        assert(link <= (capacity_ + kWays - 1) / kWays);
    }
    last.next = link;
    Bucket& added = overflow(link);
    added.next = 0;
    return &added;
}

}  // namespace sluice
