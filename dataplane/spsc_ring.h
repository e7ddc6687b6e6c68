// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace sluice {

// A bounded queue from one thread to one other, in order. Neither side waits: push() and pop() do
// as much as is possible now and say how much that was. Each side keeps a copy of the other's
// index, so that the shared line moves only when the copy is used up.
template <typename Entry>
class SpscRing {
    static_assert(std::is_trivially_copyable_v<Entry>);

 public:
    // At least this many entries fit.
    explicit SpscRing(size_t capacity)
        : mask_(std::bit_ceil(std::max<size_t>(capacity, 1)) - 1),
          entries_(std::make_unique<Entry[]>(mask_ + 1)) {}

    size_t capacity() const { return mask_ + 1; }

    // The producer's. How many of the first were taken.
    size_t push(std::span<const Entry> batch) {
        const uint64_t tail = tail_.load(std::memory_order_relaxed);
        if (capacity() - (tail - known_head_) < batch.size())
            known_head_ = head_.load(std::memory_order_acquire);
        const size_t count = std::min<size_t>(batch.size(), capacity() - (tail - known_head_));
        for (size_t i = 0; i < count; ++i)
            entries_[(tail + i) & mask_] = batch[i];
        tail_.store(tail + count, std::memory_order_release);
        return count;
    }
    bool push(const Entry& entry) { return push(std::span<const Entry>(&entry, 1)) == 1; }

    // The consumer's. How many were put into the front of batch.
    size_t pop(std::span<Entry> batch) {
        const uint64_t head = head_.load(std::memory_order_relaxed);
        if (known_tail_ - head < batch.size())
            known_tail_ = tail_.load(std::memory_order_acquire);
        const size_t count = std::min<size_t>(batch.size(), known_tail_ - head);
        for (size_t i = 0; i < count; ++i)
            batch[i] = entries_[(head + i) & mask_];
        head_.store(head + count, std::memory_order_release);
        return count;
    }
    bool pop(Entry& entry) { return pop(std::span<Entry>(&entry, 1)) == 1; }

    // Any thread; a moment later it may differ.
    size_t size() const {
        const uint64_t head = head_.load(std::memory_order_acquire);
        return static_cast<size_t>(tail_.load(std::memory_order_acquire) - head);
    }
    bool empty() const { return size() == 0; }

 private:
    const size_t mask_;
    const std::unique_ptr<Entry[]> entries_;
    alignas(64) std::atomic<uint64_t> tail_{0};  // written by the producer
    uint64_t known_head_ = 0;
    alignas(64) std::atomic<uint64_t> head_{0};  // written by the consumer
    uint64_t known_tail_ = 0;
};

}  // namespace sluice
