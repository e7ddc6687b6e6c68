// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

#include "dataplane/arena.h"
#include "dataplane/scheduler/circular_list.h"

namespace sluice {

// A fixed number of elements, told apart by number, with the unused ones in a list by `next`, the
// last given back first. All memory is taken when it is built.
template <typename T>
class ElementPool {
    static_assert(std::is_trivially_destructible_v<T>);

 public:
    // Throws std::runtime_error if the memory is not to be had.
    explicit ElementPool(uint32_t count)
        : memory_(size_t{count} * sizeof(T)),
          elements_(static_cast<T*>(memory_.data())),
          count_(count) {
        for (uint32_t i = count; i-- > 0;) {
            new (&elements_[i]) T();
            elements_[i].next = free_;
            free_ = i;
        }
    }

    // A fresh one, or kNone.
    uint32_t take() {
        if (free_ == kNone)
            return kNone;
        const uint32_t element = free_;
        free_ = elements_[element].next;
        elements_[element] = T();
        ++in_use_;
        return element;
    }
    void give_back(uint32_t element) {
        elements_[element].next = free_;
        free_ = element;
        --in_use_;
    }

    T* data() { return elements_; }
    const T* data() const { return elements_; }
    T& operator[](uint32_t element) { return elements_[element]; }
    const T& operator[](uint32_t element) const { return elements_[element]; }
    uint32_t in_use() const { return in_use_; }
    uint32_t capacity() const { return count_; }
    size_t memory_bytes() const { return memory_.size(); }

 private:
    Arena memory_;
    T* elements_;
    uint32_t count_;
    uint32_t free_ = kNone;
    uint32_t in_use_ = 0;
};

}  // namespace sluice
