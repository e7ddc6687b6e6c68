// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

namespace sluice {

// Time in queues is told in units of 1,024 ns, in 32 bits that wrap after 73 minutes.
using QueueTime = uint32_t;
constexpr QueueTime to_queue_time(uint64_t time_ns) {
    return static_cast<QueueTime>(time_ns >> 10);
}
constexpr bool is_before(QueueTime a, QueueTime b) {
    return static_cast<int32_t>(a - b) < 0;
}

struct CodelTimes {
    QueueTime target = 0;
    QueueTime interval = 0;
};

// RFC 8289, section 5, for a packet at a time: whether the one that is at the head of its queue
// is to be dropped, or marked, which is the same to the algorithm (RFC 8290, section 4.2).
class Codel {
 public:
    // waited: how long this packet was in the queue. bytes_behind: what is left when it is gone.
    bool signals(const CodelTimes& times, QueueTime now, QueueTime waited, uint32_t bytes_behind) {
        const bool standing = stands(times, now, waited, bytes_behind);
        if (!dropping_) {
            if (standing)
                enter(times, now);
            return standing;
        }
        if (!standing) {
            dropping_ = false;
            return false;
        }
        if (is_before(now, drop_next_))
            return false;
        if (count_ != UINT16_MAX)
            ++count_;
        drop_next_ = after(times, drop_next_);
        return true;
    }

 private:
    static constexpr uint32_t kFullPacket = 1'514;

    // Whether the delay has been above the target for an interval.
    bool stands(const CodelTimes& times, QueueTime now, QueueTime waited, uint32_t bytes_behind) {
        if (waited < times.target || bytes_behind <= kFullPacket) {
            above_ = false;
            return false;
        }
        if (!above_) {
            above_ = true;
            above_until_ = now + times.interval;
            return false;
        }
        return !is_before(now, above_until_);
    }

    // Soon after it was in this state before, it goes on at the rate that it had come to.
    void enter(const CodelTimes& times, QueueTime now) {
        const auto came_to = static_cast<uint16_t>(count_ - count_at_entry_);
        const bool recent = is_before(now, drop_next_ + 16 * times.interval);
        dropping_ = true;
        count_ = came_to > 1 && recent ? came_to : uint16_t{1};
        count_at_entry_ = count_;
        drop_next_ = after(times, now);
    }

    QueueTime after(const CodelTimes& times, QueueTime time) const {
        const float step =
            static_cast<float>(times.interval) / std::sqrt(static_cast<float>(count_));
        return time + static_cast<QueueTime>(step);
    }

    uint16_t count_ = 0;
    uint16_t count_at_entry_ = 0;
    QueueTime drop_next_ = 0;
    QueueTime above_until_ = 0;
    bool above_ = false;
    bool dropping_ = false;
};

}  // namespace sluice
