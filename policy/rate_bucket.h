// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "policy/token_bucket.h"

namespace sluice {

// A rate, as a gate knows it. Credit is in bit-nanoseconds (policy/token_bucket.h), so that no rate
// drifts.
struct Rate {
    uint64_t bps = 0;      // 0: no limit
    int64_t capacity = 0;  // the most credit that idle time earns

    // The burst is at least two full frames: one that is sent, and one that waits for its credit.
    static Rate of(uint64_t bps, uint64_t burst_ns) {
        constexpr int64_t kMost = INT64_MAX / 4;
        constexpr int64_t kLeast = int64_t{2} * 1'514 * static_cast<int64_t>(kCreditPerByte);
        const auto burst = static_cast<unsigned __int128>(bps) * burst_ns;
        const int64_t capacity = burst > kMost ? kMost : static_cast<int64_t>(burst);
        return {bps, std::max(capacity, kLeast)};
    }

    friend bool operator==(const Rate&, const Rate&) = default;
};

// What is left of a rate. A packet may go while there is any credit, whatever its size, and what
// it takes too much is paid back before the next: so a jumbo frame passes the slowest tier.
// A clock that stands still earns nothing, one that jumps ahead earns a burst at most, one that
// was set back starts anew from there.
class RateBucket {
 public:
    RateBucket() = default;
    RateBucket(const Rate& rate, uint64_t now_ns) : credit_(rate.capacity), filled_ns_(now_ns) {}

    void fill(const Rate& rate, uint64_t now_ns) {
        if (now_ns <= filled_ns_) {
            if (filled_ns_ - now_ns > kClockSkewNs)
                filled_ns_ = now_ns;
            return;
        }
        const auto earned = static_cast<unsigned __int128>(now_ns - filled_ns_) * rate.bps;
        const int64_t room = rate.capacity - credit_;
        credit_ = room <= 0 || earned >= static_cast<unsigned __int128>(room)
                      ? rate.capacity
                      : credit_ + static_cast<int64_t>(earned);
        filled_ns_ = now_ns;
    }
    void add(int64_t credit, const Rate& rate) {
        credit_ = std::min(rate.capacity, credit_ + credit);
    }
    void take(uint32_t bytes) { credit_ -= static_cast<int64_t>(bytes * kCreditPerByte); }
    // Credit that was used up elsewhere.
    void give(int64_t credit, int64_t most_debt) {
        credit_ = std::max(credit_ - credit, -most_debt);
    }
    // Where what is taken is not held back by it, its debt is bounded.
    void take_down_to(uint32_t bytes, int64_t least) {
        take(bytes);
        credit_ = std::max(credit_, least);
    }

    bool open() const { return credit_ > 0; }
    int64_t credit() const { return credit_; }
    bool full(const Rate& rate) const { return credit_ >= rate.capacity; }
    // Until there is credit again.
    uint64_t closed_for_ns(const Rate& rate) const {
        return credit_ > 0 || rate.bps == 0 ? 0 : static_cast<uint64_t>(-credit_) / rate.bps + 1;
    }

 private:
    int64_t credit_ = 0;
    uint64_t filled_ns_ = 0;
};

}  // namespace sluice
