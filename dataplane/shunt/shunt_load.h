// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// When a worker's packets are too many, so that flows are to be shunted, and when they are few
// enough to take the flows back. What it could bear without shunting is what it bore when the
// overload began: not until its packets and the shunted ones together have been well below that for
// a while does it go back, since it would only be overloaded again. Pure, the worker's own.
class ShuntLoad {
 public:
    static constexpr uint64_t kPeriodNs = 1'000'000'000;
    static constexpr uint32_t kCalmPeriods = 5;
    static constexpr uint32_t kWellBelowPercent = 70;

    // Often. packets: that there were since the start, shunted ones too.
    void see(uint64_t now_ns, uint64_t packets, bool overloaded) {
        overloaded_ |= overloaded;
        if (overloaded && !shunts_)
            begins_ = shunts_ = true;
        if (began_ns_ == 0)
            restart(now_ns, packets);
        if (now_ns - began_ns_ < kPeriodNs)
            return;
        const uint64_t rate_pps = (packets - began_packets_) * kPeriodNs / (now_ns - began_ns_);
        if (begins_)
            bearable_pps_ = rate_pps;
        const bool calm = !overloaded_ && rate_pps * 100 < bearable_pps_ * kWellBelowPercent;
        calm_periods_ = calm ? calm_periods_ + 1 : 0;
        if (calm_periods_ >= kCalmPeriods)
            shunts_ = false;
        restart(now_ns, packets);
    }
    bool shunts() const { return shunts_; }

 private:
    void restart(uint64_t now_ns, uint64_t packets) {
        began_ns_ = now_ns;
        began_packets_ = packets;
        overloaded_ = begins_ = false;
    }

    uint64_t began_ns_ = 0;
    uint64_t began_packets_ = 0;
    uint64_t bearable_pps_ = 0;
    uint32_t calm_periods_ = 0;
    bool overloaded_ = false;  // in the period under way
    bool begins_ = false;      // shunting began in it
    bool shunts_ = false;
};

}  // namespace sluice
