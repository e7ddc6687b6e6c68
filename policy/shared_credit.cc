// SPDX-License-Identifier: Apache-2.0
#include "policy/shared_credit.h"

#include <algorithm>
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
    : entries_(rates), rates_(std::make_unique<SharedRate[]>(rates)) {}

SharedRate* SharedCredit::join(uint64_t key, uint64_t burst_ns, uint64_t now_ns) {
    const std::lock_guard lock(mutex_);
    Entry* place = nullptr;
    for (Entry& entry : entries_) {
        if (entry.known && entry.key == key) {
            ++entry.users;
            return &rates_[static_cast<size_t>(&entry - entries_.data())];
        }
        // Better one never used than one whose credit may be asked for again.
        if (entry.users == 0 && (place == nullptr || (place->known && !entry.known)))
            place = &entry;
    }
    if (place == nullptr)
        return nullptr;
    *place = {key, 1, true};
    SharedRate& rate = rates_[static_cast<size_t>(place - entries_.data())];
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
