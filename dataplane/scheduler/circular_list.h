// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

inline constexpr uint32_t kNone = UINT32_MAX;

// The links of a list apart from its elements: close together, so that a look ahead is cheap.
struct Link {
    uint32_t next = kNone;
};

// A queue of pool elements in four bytes: the last one, whose `next` is the first. An element is in
// one list at a time.
template <typename T>
class CircularList {
 public:
    bool empty() const { return last_ == kNone; }
    uint32_t last() const { return last_; }
    uint32_t first(const T* pool) const { return pool[last_].next; }

    void push_back(T* pool, uint32_t element) {
        if (empty()) {
            pool[element].next = element;
        } else {
            pool[element].next = pool[last_].next;
            pool[last_].next = element;
        }
        last_ = element;
    }
    uint32_t pop_front(T* pool) {
        const uint32_t element = pool[last_].next;
        if (element == last_)
            last_ = kNone;
        else
            pool[last_].next = pool[element].next;
        return element;
    }
    // The first becomes the last.
    void rotate(const T* pool) { last_ = pool[last_].next; }

 private:
    uint32_t last_ = kNone;
};

}  // namespace sluice
