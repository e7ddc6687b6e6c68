// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// Credit is kept in bit-nanoseconds: one nanosecond earns rate_bps of them and one byte costs
// 8 * 10^9, so nothing is ever rounded and no rate drifts. 64 bits hold 2.3 GB of burst.
inline constexpr uint64_t kCreditPerByte = 8'000'000'000;
inline constexpr uint64_t kBurstBytesMax = uint64_t{1} << 30;

// Clocks of two cores differ by less than this; a step back of more is a clock that was set.
inline constexpr uint64_t kClockSkewNs = 1'000'000'000;

// A rate and a burst, full at first. Time is passed in; a clock that stands still earns nothing,
// one that jumps ahead earns a burst at most, one that was set back starts anew from there.
class TokenBucket {
 public:
    TokenBucket() = default;
    TokenBucket(uint64_t rate_bps, uint64_t burst_bytes, uint64_t now_ns)
        : rate_bps_(rate_bps),
          capacity_(burst_bytes * kCreditPerByte),
          credit_(capacity_),
          filled_ns_(now_ns) {}

    // True if there is credit for the bytes; then it is taken.
    bool take(uint32_t bytes, uint64_t now_ns) {
        fill(now_ns);
        const uint64_t price = bytes * kCreditPerByte;
        if (price > credit_)
            return false;
        credit_ -= price;
        return true;
    }

 private:
    void fill(uint64_t now_ns) {
        if (now_ns <= filled_ns_) {
            if (filled_ns_ - now_ns > kClockSkewNs)
                filled_ns_ = now_ns;
            return;
        }
        const auto earned = static_cast<unsigned __int128>(now_ns - filled_ns_) * rate_bps_;
        credit_ =
            earned >= capacity_ - credit_ ? capacity_ : credit_ + static_cast<uint64_t>(earned);
        filled_ns_ = now_ns;
    }

    uint64_t rate_bps_ = 0;
    uint64_t capacity_ = 0;
    uint64_t credit_ = 0;
    uint64_t filled_ns_ = 0;
};

}  // namespace sluice
