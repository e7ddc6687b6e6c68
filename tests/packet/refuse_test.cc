// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"
#include "tests/unit/dataplane/answers/seen_packet.h"

namespace sluice::test {
namespace {

using Refuse = BoxTest;

constexpr std::string_view kRefusePort = R"(
rules:
  - { name: no-6881, match: { port: 6881 }, action: refuse }
)";

TEST_F(Refuse, TheSenderOfADatagramIsToldAndNobodyElse) {
    VirtualBox& wire = box(kRefusePort);
    const Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_FALSE(wire.up(talk.udp_up("d1:ad2:id20:")));
    EXPECT_TRUE(wire.answers_by(1).empty());
    ASSERT_EQ(wire.answers_by(0).size(), 1u);
    const SeenPacket told(wire.answers_by(0)[0]);
    EXPECT_EQ(told.packet.parsed.source, address("198.18.1.1"));
    EXPECT_EQ(told.packet.parsed.destination, address("198.18.0.1"));
    EXPECT_EQ(told.transport()[0], 3);
    EXPECT_EQ(told.transport()[1], 13);
    EXPECT_TRUE(told.checksums_are_right());
    EXPECT_EQ(wire.dropped(DropReason::refused), 1u);
}

TEST_F(Refuse, OverIpv6TheSameIsSaidByIcmpv6) {
    VirtualBox& wire = box(kRefusePort);
    const Conversation talk("2001:db8::1", 40'000, "2001:db8:f::1", 6'881);
    EXPECT_FALSE(wire.down(talk.udp_down("x")));
    ASSERT_EQ(wire.answers_by(1).size(), 1u);
    const SeenPacket told(wire.answers_by(1)[0]);
    EXPECT_EQ(told.packet.parsed.destination, address("2001:db8:f::1"));
    EXPECT_EQ(told.transport()[0], 1);
    EXPECT_EQ(told.transport()[1], 1);
    EXPECT_TRUE(told.checksums_are_right());
}

TEST_F(Refuse, AConnectionDoesNotOpen) {
    VirtualBox& wire = box(kRefusePort);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_FALSE(wire.up(talk.syn()));
    ASSERT_EQ(wire.answers_by(0).size(), 1u);
}

TEST_F(Refuse, IsSaidNowAndThenToWhoDoesNotListen) {
    VirtualBox& wire = box(kRefusePort);
    const FrameBytes frame = Conversation("198.18.0.1", 40'000, "198.18.1.1", 6'881).udp_up("x");
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_FALSE(wire.up(frame));
        wire.pass_ns(1'000'000);
    }
    EXPECT_EQ(wire.answers_by(0).size(), 12u);
    EXPECT_EQ(wire.dropped(DropReason::refused), 10'000u);
}

// Each from another port, as if from as many sources.
TEST_F(Refuse, AFloodIsAnsweredNoFasterThanAWorkerMay) {
    VirtualBox& wire = box(kRefusePort);
    for (uint16_t port = 10'000; port < 14'000; ++port)
        wire.down(Conversation("198.18.0.1", port, "198.18.1.1", 6'881).udp_down("x"));
    EXPECT_LE(wire.answers_by(1).size(), 128u);
    EXPECT_GE(wire.worker().counters.answers_withheld.get(), 4'000u - 128);
}

TEST_F(Refuse, NoErrorIsAnsweredWithAnError) {
    VirtualBox& wire = box(R"(
rules:
  - { name: nothing, match: {}, action: refuse }
)");
    const auto icmp = [](uint8_t type) {
        return Frame().ethernet().ipv4("198.18.0.1", "198.18.1.1").icmp(type).bytes();
    };
    EXPECT_FALSE(wire.up(icmp(3)));
    EXPECT_TRUE(wire.answers_by(0).empty());
    EXPECT_FALSE(wire.up(icmp(8)));
    EXPECT_EQ(wire.answers_by(0).size(), 1u);
}

TEST_F(Refuse, ATapTellsThemTooButLosesNothing) {
    VirtualBox& wire = box(kRefusePort, {.tap = true});
    const FrameBytes frame = Conversation("198.18.0.1", 40'000, "198.18.1.1", 6'881).udp_up("x");
    std::vector<Arrival> arrivals{{.bytes = frame, .port = 0, .verdict = {}}};
    wire.send(arrivals);
    EXPECT_EQ(arrivals[0].fate, Fate::observed);
    ASSERT_EQ(wire.answers_by(wire.inject_port()).size(), 1u);
    // And when the mirror shows that, it is known.
    wire.down(wire.answers_by(wire.inject_port())[0]);
    EXPECT_EQ(wire.odd(Oddity::own_answer), 1u);
}

}  // namespace
}  // namespace sluice::test
