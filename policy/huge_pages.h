// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace sluice {

// For large tables that are looked up at random: on small pages nearly every look-up would miss the
// TLB as well. A wish, which need not be granted.
template <typename T>
struct HugePageAllocator {
    using value_type = T;

    HugePageAllocator() = default;
    template <typename U>
    HugePageAllocator(const HugePageAllocator<U>&) {}

    T* allocate(size_t count) {
        constexpr size_t kHugePage = 2 << 20;
        const size_t bytes = count * sizeof(T);
        const size_t page = bytes < kHugePage ? alignof(std::max_align_t) : kHugePage;
        const size_t whole = (bytes + page - 1) / page * page;
        void* const memory = std::aligned_alloc(page, whole);
        if (memory == nullptr)
            throw std::bad_alloc();
        if (page == kHugePage)
            madvise(memory, whole, MADV_HUGEPAGE);
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, size_t) { std::free(memory); }

    friend bool operator==(HugePageAllocator, HugePageAllocator) { return true; }
};

template <typename T>
using HugePageVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace sluice
