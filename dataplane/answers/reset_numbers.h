// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/answers/envelope.h"

namespace sluice {

// A TCP segment, as far as sequence numbers go.
struct SeenSegment {
    uint32_t sequence = 0;
    uint32_t acknowledgement = 0;
    uint32_t payload_bytes = 0;
    bool has_acknowledgement = false;
    bool syn = false;
    bool fin = false;

    // The number after its last byte; SYN and FIN count as one each.
    uint32_t end() const { return sequence + payload_bytes + (syn ? 1 : 0) + (fin ? 1 : 0); }
};

// What was seen of one direction before that segment.
struct FollowedNumbers {
    uint32_t next_sequence = 0;  // the number after the last byte that passed; if known
    uint32_t acknowledged = 0;   // the last that it said of the other direction; if it said any
    bool known = false;
    bool has_acknowledged = false;
};

// What a reset segment says.
struct ResetNumbers {
    uint32_t sequence = 0;
    uint32_t acknowledgement = 0;
    bool has_acknowledgement = false;

    friend bool operator==(const ResetNumbers&, const ResetNumbers&) = default;
};

// A few of them, the likeliest first. A receiver takes one whose sequence number is exactly the
// next that it expects, and asks with a challenge ACK about one that is merely in its window (RFC
// 5961, section 3.2); that ACK carries the exact number.
class ResetLadder {
 public:
    static constexpr size_t kMost = 6;

    std::span<const ResetNumbers> all() const { return {rungs_.data(), count_}; }
    std::span<const ResetNumbers> first(size_t most) const {
        return all().first(most < count_ ? most : count_);
    }
    bool empty() const { return count_ == 0; }
    // Unless one has that sequence number, or there is no room.
    void add(const ResetNumbers& numbers);

 private:
    std::array<ResetNumbers, kMost> rungs_;
    size_t count_ = 0;
};

struct ResetScene {
    SeenSegment segment;
    FollowedNumbers onward = {};  // of the segment's own direction
    FollowedNumbers back = {};    // of the other
    bool passes = false;          // on a tap: the segment reaches its receiver, and others after it
    bool again = false;           // resets were sent before: whoever speaks now is not silent yet
};

// For one end: for who the segment is for, or for who sent it. Empty if there is nothing there to
// reset.
ResetLadder reset_ladder(const ResetScene& scene, Way way);

}  // namespace sluice
