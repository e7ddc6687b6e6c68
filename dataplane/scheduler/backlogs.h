// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "dataplane/scheduler/flow_queue.h"

namespace sluice {

// The long queues by their size, so that the one that takes most is known when memory runs out
// (RFC 8290, section 4.1.3: the fattest flow's packets go first). A list for every power of two;
// short queues are in none, so most packets touch nothing here.
class Backlogs {
 public:
    static constexpr uint32_t kShort = 16'384;  // bytes

    Backlogs() { lists_.fill(kNone); }

    // The queue has grown or shrunk from this many bytes to what it has now.
    void moved(FlowQueue* pool, uint32_t queue, uint32_t bytes_before) {
        const uint32_t before = size_class(bytes_before);
        const uint32_t now = size_class(pool[queue].bytes);
        if (before == now) [[likely]]
            return;
        if (before != 0)
            unlink(pool, queue, before);
        if (now != 0)
            link(pool, queue, now);
    }

    // One of at least half the size of the largest; kNone if all are short.
    uint32_t fattest() const {
        for (uint32_t i = kLists - 1; i > 0; --i) {
            if (lists_[i] != kNone)
                return lists_[i];
        }
        return kNone;
    }

 private:
    static constexpr uint32_t kLists = 20;

    static uint32_t size_class(uint32_t bytes) {
        if (bytes < kShort)
            return 0;
        const auto doublings = static_cast<uint32_t>(__builtin_clz(kShort) - __builtin_clz(bytes));
        return doublings + 1;
    }
    void link(FlowQueue* pool, uint32_t queue, uint32_t list) {
        pool[queue].alike_previous = kNone;
        pool[queue].alike_next = lists_[list];
        if (lists_[list] != kNone)
            pool[lists_[list]].alike_previous = queue;
        lists_[list] = queue;
    }
    void unlink(FlowQueue* pool, uint32_t queue, uint32_t list) {
        const FlowQueue& out = pool[queue];
        if (out.alike_previous != kNone)
            pool[out.alike_previous].alike_next = out.alike_next;
        else
            lists_[list] = out.alike_next;
        if (out.alike_next != kNone)
            pool[out.alike_next].alike_previous = out.alike_previous;
    }

    std::array<uint32_t, kLists> lists_;
};

}  // namespace sluice
