// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "policy/huge_pages.h"
#include "policy/retired.h"

namespace sluice {

// A hash table that one thread changes while others look things up in it, without a lock. Open
// addressing, at most half full. Key: copied as bytes, with == and hash().
//
// A slot's key is written before its value, and never again as long as the table lives: who has
// seen a value may read the key. So a slot whose key is gone serves only the same key again, and
// a table that is full of such ones is built anew.
template <typename Key>
class LiveHash {
 public:
    static constexpr uint32_t kNone = 0;

    explicit LiveHash(Retired& retired) : retired_(retired), table_(new Table(kLeast)) {}
    ~LiveHash() { delete table_.load(std::memory_order_relaxed); }
    LiveHash(const LiveHash&) = delete;
    LiveHash& operator=(const LiveHash&) = delete;

    // Any thread.
    uint32_t find(const Key& key, uint64_t hashed) const {
        const Table& table = *table_.load(std::memory_order_acquire);
        for (uint64_t at = hashed & table.mask;; at = (at + 1) & table.mask) {
            const Slot& slot = table.slots[at];
            const uint32_t value = slot.value.load(std::memory_order_acquire);
            if (value == kNone)
                return kNone;
            if (slot.key == key)
                return value == kGone ? kNone : value;
        }
    }
    uint32_t find(const Key& key) const { return find(key, key.hash()); }
    void prefetch(uint64_t hashed) const {
        const Table& table = *table_.load(std::memory_order_acquire);
        __builtin_prefetch(&table.slots[hashed & table.mask]);
    }

    // The writer's. value: neither kNone nor UINT32_MAX.
    void set(const Key& key, uint32_t value) {
        assert(value != kNone && value != kGone);
        Table* table = table_.load(std::memory_order_relaxed);
        Slot* slot = &table->slot_of(key);
        if (slot->value.load(std::memory_order_relaxed) == kNone) {
            if (2 * (table->used + 1) > table->slots.size()) {
                table = rebuild();
                slot = &table->slot_of(key);
            }
            slot->key = key;
            ++table->used;
        }
        const uint32_t before = slot->value.exchange(value, std::memory_order_release);
        size_ += before == kNone || before == kGone ? 1 : 0;
    }
    bool erase(const Key& key) {
        Slot& slot = table_.load(std::memory_order_relaxed)->slot_of(key);
        const uint32_t before = slot.value.load(std::memory_order_relaxed);
        if (before == kNone || before == kGone)
            return false;
        slot.value.store(kGone, std::memory_order_release);
        --size_;
        return true;
    }

    size_t size() const { return size_; }
    size_t memory_bytes() const {
        return table_.load(std::memory_order_relaxed)->slots.size() * sizeof(Slot);
    }

 private:
    static constexpr uint32_t kGone = UINT32_MAX;
    static constexpr size_t kLeast = 64;

    struct Slot {
        Key key{};
        std::atomic<uint32_t> value{kNone};
    };
    struct Table {
        explicit Table(size_t size) : mask(size - 1), slots(size) {}

        // Where the key is, or the free place where it would be.
        Slot& slot_of(const Key& key) {
            for (uint64_t at = key.hash() & mask;; at = (at + 1) & mask)
                if (slots[at].value.load(std::memory_order_relaxed) == kNone ||
                    slots[at].key == key)
                    return slots[at];
        }

        const uint64_t mask;
        HugePageVector<Slot> slots;
        size_t used = 0;  // those that are gone, too
    };

    // Room for twice what is there, and nothing that is gone.
    Table* rebuild() {
        Table* const before = table_.load(std::memory_order_relaxed);
        auto* const after = new Table(std::max(kLeast, std::bit_ceil(4 * (size_ + 1))));
        for (const Slot& slot : before->slots) {
            const uint32_t value = slot.value.load(std::memory_order_relaxed);
            if (value == kNone || value == kGone)
                continue;
            Slot& place = after->slot_of(slot.key);
            place.key = slot.key;
            place.value.store(value, std::memory_order_relaxed);
            ++after->used;
        }
        table_.store(after, std::memory_order_release);
        retired_.add([before] { delete before; });
        return after;
    }

    Retired& retired_;
    std::atomic<Table*> table_;
    size_t size_ = 0;
};

}  // namespace sluice
