// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

class Shadow : public BoxTest {
 protected:
    static uint64_t packets(VirtualBox& wire, uint32_t rule, RuleDeed deed, bool shadow) {
        Worker& worker = wire.worker();
        return worker.rules
            .of(worker.snapshot->rule_number(rule), shadow)[static_cast<size_t>(deed)]
            .packets.get();
    }
};

TEST_F(Shadow, ARuleCountsWhatItWouldDoAndTheNextOneDecides) {
    VirtualBox& wire = box(R"(
rules:
  - { name: watched, match: { protocol: udp }, action: drop, shadow: true }
  - { name: real, match: { protocol: udp }, action: { dscp: le } }
)");
    const Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(wire.up(talk.udp_up("x")));
    EXPECT_EQ(packets(wire, 0, RuleDeed::dropped, true), 5u);
    EXPECT_EQ(packets(wire, 0, RuleDeed::dropped, false), 0u);
    EXPECT_EQ(packets(wire, 1, RuleDeed::marked, false), 5u);
    EXPECT_EQ(wire.worker().counters.marked_packets.get(), 5u);
}

TEST_F(Shadow, ResetsAndRefusalsAreCountedAndNotSent) {
    VirtualBox& wire = box(R"(
shadow: true
rules:
  - { name: resets, match: { protocol: tcp }, action: { reset: both } }
  - { name: refuses, match: { protocol: udp }, action: refuse }
)");
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_TRUE(wire.up(talk.syn()));
    EXPECT_TRUE(wire.down(talk.syn_ack()));
    EXPECT_TRUE(wire.up(talk.up("x")));
    EXPECT_TRUE(wire.up(talk.udp_up("x")));
    EXPECT_EQ(packets(wire, 0, RuleDeed::reset, true), 3u);
    EXPECT_EQ(packets(wire, 1, RuleDeed::refused, true), 1u);
    EXPECT_TRUE(wire.answers_by(0).empty());
    EXPECT_TRUE(wire.answers_by(1).empty());
}

TEST_F(Shadow, NoPacketIsChanged) {
    VirtualBox& wire = box(R"(
shadow: true
rules:
  - { name: marks, match: {}, action: { dscp: ef } }
)");
    const FrameBytes frame = Conversation("198.18.0.1", 1, "198.18.1.1", 2).udp_up("x");
    EXPECT_EQ(wire.up(frame), frame);
    EXPECT_EQ(packets(wire, 0, RuleDeed::marked, true), 1u);
    EXPECT_EQ(wire.worker().counters.marked_packets.get(), 0u);
}

}  // namespace
}  // namespace sluice::test
