// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/wire/utp.h"

namespace sluice {

// Whether datagrams that could be uTP (BEP 29) are a conversation. One header alone is worth
// nothing: DNS, Teredo, games and access-point control have the same first bytes. So both ends must
// be heard, with connection ids that are a pair and acknowledgements of what the other end sent.
//
// Where routing shows one direction only, that one must keep its connection id, number its packets
// one after the other, and have a clock of microseconds that runs as ours does.
class UtpConversation {
 public:
    // time_us: when the packet came; wraps. True once the two directions agree, or the one has gone
    // on for long enough.
    bool observe(const UtpHeader& header, Direction direction, uint32_t time_us);

    // The direction's packets follow each other so far, and more of them may prove it.
    bool promising(Direction direction) const {
        const uint8_t run = ends_[static_cast<size_t>(direction)].run;
        return run > 2 && run < kLongestRun;
    }

 private:
    static constexpr size_t kRemembered = 12;  // as many as the packet budget lets one see
    static constexpr uint8_t kProvingRun = 12;
    static constexpr uint8_t kLongestRun = 64;

    struct End {
        std::array<uint16_t, kRemembered> sequences{};  // the last ones sent, a ring
        uint32_t timestamp_us = 0;
        uint32_t run_began_timestamp_us = 0;  // the sender's clock, and ours, when the run began
        uint32_t run_began_us = 0;
        uint16_t acknowledged = 0;
        uint16_t connection_id = 0;  // of other types than SYN
        uint16_t syn_id = 0;
        uint8_t sent = 0;  // sequences in the ring, at most kRemembered
        uint8_t write = 0;
        uint8_t run = 0;  // packets that followed one another
        bool syn = false;
        bool other = false;   // a packet of another type than SYN was seen
        bool agrees = false;  // it acknowledged the other end
    };

    static bool pair(const End& sender, const End& receiver, const UtpHeader& header);
    static bool acknowledges(const End& receiver, const UtpHeader& header);
    static uint16_t last_sequence(const End& sender);
    static bool follows(const End& sender, const UtpHeader& header);
    static bool clock_runs(const End& sender, const UtpHeader& header, uint32_t time_us);
    static bool extend_run(End& sender, const UtpHeader& header, uint32_t time_us);

    std::array<End, kDirectionCount> ends_;
};

}  // namespace sluice
