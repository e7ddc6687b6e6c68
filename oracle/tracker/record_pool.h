// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

// A bounded number of records that are found by hash. A record's number stays its own until it is
// removed; then the next one gets it. Record: has a uint32_t `next`, which is the pool's.
template <typename Record>
class RecordPool {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    explicit RecordPool(uint32_t most)
        : most_(most), buckets_(std::bit_ceil(size_t{std::max(most, 1u)}), kNone) {
        records_.reserve(most);  // the kernel gives the pages as they are first touched
    }

    Record& operator[](uint32_t number) { return records_[number]; }
    const Record& operator[](uint32_t number) const { return records_[number]; }

    uint32_t size() const { return size_; }
    bool is_full() const { return size_ == most_; }
    // Numbers are below it; those of removed records are among them.
    uint32_t numbers() const { return static_cast<uint32_t>(records_.size()); }

    // Of the records with that hash the one that `is` it, or kNone.
    template <typename Is>
    uint32_t find(uint64_t hashed, const Is& is) const {
        for (uint32_t at = buckets_[bucket(hashed)]; at != kNone; at = records_[at].next)
            if (is(records_[at]))
                return at;
        return kNone;
    }
    void prefetch(uint64_t hashed) const { __builtin_prefetch(&buckets_[bucket(hashed)]); }

    // Not where is_full().
    uint32_t add(uint64_t hashed, Record&& record) {
        uint32_t number = free_;
        if (number == kNone) {
            number = numbers();
            records_.push_back(std::move(record));
        } else {
            free_ = records_[number].next;
            records_[number] = std::move(record);
        }
        uint32_t& first = buckets_[bucket(hashed)];
        records_[number].next = first;
        first = number;
        ++size_;
        return number;
    }

    // What is left of the record is `removed`. hashed: what it was added with.
    void remove(uint64_t hashed, uint32_t number, Record&& removed) {
        uint32_t* link = &buckets_[bucket(hashed)];
        while (*link != number)
            link = &records_[*link].next;
        *link = records_[number].next;
        records_[number] = std::move(removed);
        records_[number].next = free_;
        free_ = number;
        --size_;
    }

    // At the most.
    static size_t memory_bytes(uint32_t most) {
        return most * sizeof(Record) + std::bit_ceil(size_t{std::max(most, 1u)}) * sizeof(uint32_t);
    }

 private:
    size_t bucket(uint64_t hashed) const { return hashed & (buckets_.size() - 1); }

    uint32_t most_;
    uint32_t size_ = 0;
    uint32_t free_ = kNone;
    std::vector<uint32_t> buckets_;
    std::vector<Record> records_;
};

}  // namespace sluice
