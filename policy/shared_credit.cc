// SPDX-License-Identifier: Apache-2.0
#include "policy/shared_credit.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "policy/token_bucket.h"

namespace sluice {

uint64_t SharedRate::borrow(uint64_t least_ns, uint64_t most_ns, uint64_t burst_ns,
                            uint64_t now_ns) {
    uint64_t granted = granted_ns.load(std::memory_order_relaxed);
    while (true) {
        uint64_t from = granted;
        if (granted > now_ns && granted - now_ns > kClockSkewNs)
            from = now_ns;
        else if (now_ns > granted && now_ns - granted > burst_ns)
            from = now_ns - burst_ns;
        const uint64_t passed = now_ns > from ? now_ns - from : 0;
        const uint64_t lent = passed >= least_ns ? std::min(passed, most_ns) : 0;
        if (from == granted && lent == 0)
            return 0;
        // No other memory is handed over with the credit, so relaxed is enough.
        if (granted_ns.compare_exchange_weak(granted, from + lent, std::memory_order_relaxed))
            return lent;
    }
}

SharedCredit::SharedCredit(uint32_t rates)
    : entries_(std::bit_ceil(std::max<size_t>(rates, 1))),
      rates_(std::make_unique<SharedRate[]>(entries_.size())) {}

// Open addressing. An entry is never emptied, only given to another key, so a key is not beyond the
// first entry of its chain that was never used. That one is better than one whose credit may be
// asked for again, as long as chains are short.
SharedRate* SharedCredit::join(uint64_t key, uint64_t burst_ns, uint64_t now_ns) {
    constexpr size_t kShortChain = 16;
    const std::lock_guard lock(mutex_);
    Entry* place = nullptr;
    for (size_t step = 0; step < entries_.size(); ++step) {
        Entry& entry = entries_[(key + step) & (entries_.size() - 1)];
        if (!entry.known) {
            if (place == nullptr || step < kShortChain)
                place = &entry;
            break;
        }
        if (entry.key == key) {
            ++entry.users;
            return &rate_of(entry);
        }
        if (entry.users == 0 && place == nullptr)
            place = &entry;
    }
    if (place == nullptr)
        return nullptr;
    *place = {key, 1, true};
    SharedRate& rate = rate_of(*place);
    rate.granted_ns.store(now_ns > burst_ns ? now_ns - burst_ns : 0, std::memory_order_relaxed);
    return &rate;
}

void SharedCredit::leave(SharedRate* rate) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[static_cast<size_t>(rate - rates_.get())];
    assert(entry.users > 0);
    --entry.users;
}

size_t SharedCredit::memory_bytes() const {
    return entries_.size() * (sizeof(Entry) + sizeof(SharedRate));
}

}  // namespace sluice
