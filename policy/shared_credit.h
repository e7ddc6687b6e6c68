// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace sluice {

// A rate that several threads draw on: all time up to granted_ns has been handed out. Time is
// credit (bit-nanoseconds, as in TokenBucket), so a grant is exact at any rate.
struct alignas(64) SharedRate {
    std::atomic<uint64_t> granted_ns{0};

    // Hands out at least `least` nanoseconds if they have passed, and at most `most`; else 0.
    // What is more than burst_ns old is forfeit.
    uint64_t borrow(uint64_t least_ns, uint64_t most_ns, uint64_t burst_ns, uint64_t now_ns);
};

// The shared rates of one dataplane. A fixed number; found by key, kept while somebody uses them
// and after that until the place is needed.
class SharedCredit {
 public:
    explicit SharedCredit(uint32_t rates);  // at least so many

    // key: a hash. Null if none is left. A worker joins a rate when it first meets the rule, not
    // per packet or flow, which is why a lock is good enough here.
    SharedRate* join(uint64_t key, uint64_t burst_ns, uint64_t now_ns);
    void leave(SharedRate* rate);

    size_t memory_bytes() const;

 private:
    struct Entry {
        uint64_t key = 0;
        uint32_t users = 0;
        bool known = false;
    };

    SharedRate& rate_of(const Entry& entry) {
        return rates_[static_cast<size_t>(&entry - entries_.data())];
    }

    std::mutex mutex_;
    std::vector<Entry> entries_;
    std::unique_ptr<SharedRate[]> rates_;
};

}  // namespace sluice
