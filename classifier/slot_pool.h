// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "classifier/counter.h"

namespace sluice {

// A fixed number of T, taken and given back by handle. All memory is taken when it is built.
template <class T>
class SlotPool {
 public:
    static constexpr uint32_t kNone = 0;

    explicit SlotPool(uint32_t capacity) : slots_(capacity) {
        free_.reserve(capacity);
        // Low handles first, so that a quiet box touches little memory.
        for (uint32_t handle = capacity; handle > 0; --handle)
            free_.push_back(handle);
    }

    // A slot as it was left, or kNone if there is none left.
    uint32_t take() {
        if (free_.empty())
            return kNone;
        const uint32_t handle = free_.back();
        free_.pop_back();
        in_use_.add(1);
        return handle;
    }

    void give_back(uint32_t handle) {
        assert(handle != kNone && free_.size() < slots_.size());
        free_.push_back(handle);
        in_use_.set(in_use_.get() - 1);
    }

    T& operator[](uint32_t handle) {
        assert(handle != kNone && handle <= slots_.size());
        return slots_[handle - 1];
    }

    const T& operator[](uint32_t handle) const {
        assert(handle != kNone && handle <= slots_.size());
        return slots_[handle - 1];
    }

    // Read by any thread.
    uint32_t in_use() const { return static_cast<uint32_t>(in_use_.get()); }
    size_t memory_bytes() const {
        return slots_.size() * sizeof(T) + free_.capacity() * sizeof(uint32_t);
    }

 private:
    std::vector<T> slots_;
    std::vector<uint32_t> free_;
    Counter in_use_;
};

}  // namespace sluice
