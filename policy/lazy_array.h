// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include <sys/mman.h>

namespace sluice {

// A fixed number of elements that begin as zero bytes, which they must be able to be. Memory is
// taken as they are first touched, so room for many costs a small box nothing.
template <typename T>
class LazyArray {
    static_assert(std::is_trivially_destructible_v<T>);

 public:
    // Throws std::bad_alloc.
    explicit LazyArray(size_t count) : count_(count) {
        void* const memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            throw std::bad_alloc();
        // A wish: on small pages nearly every look-up at random would miss the TLB as well.
        madvise(memory, bytes(), MADV_HUGEPAGE);
        elements_ = static_cast<T*>(memory);
    }
    ~LazyArray() { munmap(elements_, bytes()); }
    LazyArray(const LazyArray&) = delete;
    LazyArray& operator=(const LazyArray&) = delete;
    void swap(LazyArray& other) {
        std::swap(count_, other.count_);
        std::swap(elements_, other.elements_);
    }

    T& operator[](size_t index) { return elements_[index]; }
    const T& operator[](size_t index) const { return elements_[index]; }
    size_t size() const { return count_; }

 private:
    size_t bytes() const { return count_ * sizeof(T); }

    size_t count_;
    T* elements_ = nullptr;
};

}  // namespace sluice
