// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "tests/packet/box_test.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice::test {
namespace {

using Forward = BoxTest;

TEST_F(Forward, LeavesEveryEncapsulationAsItIs) {
    for (const uint32_t workers : {1u, 2u}) {
        VirtualBox& wire = box("rules: []", {.workers = workers});
        for (const Encapsulation& encapsulation : all_encapsulations()) {
            SCOPED_TRACE(encapsulation.name);
            const FrameBytes frame = build(encapsulation);
            EXPECT_EQ(wire.up(frame), frame);
            EXPECT_EQ(wire.down(frame), frame);
        }
    }
}

TEST_F(Forward, LeavesWhatIsNotIpAsItIs) {
    VirtualBox& wire = box();
    const FrameBytes arp = Frame().ethernet().ethertype(0x0806).payload(28, 1).bytes();
    const FrameBytes lldp = Frame().ethernet().ethertype(0x88cc).payload(40, 2).bytes();
    // IEEE 802.1D: an LLC frame, the type field a length.
    const FrameBytes stp = Frame().ethernet().ethertype(38).payload(38, 0x42).bytes();
    for (const FrameBytes& frame : {arp, lldp, stp}) {
        EXPECT_EQ(wire.up(frame), frame);
        EXPECT_EQ(wire.down(frame), frame);
    }
    EXPECT_EQ(wire.odd(Oddity::not_ip), 6u);
    EXPECT_TRUE(wire.flows().empty());
}

TEST_F(Forward, TakesNoGroupAndNobodyForASubscriber) {
    VirtualBox& wire = box("rules: [ { name: all, match: {}, action: drop } ]", {.workers = 2});
    const FrameBytes router_solicitation =
        Frame().ethernet().ipv6("::", "ff02::2").protocol(58).payload(8, 0).bytes();
    const FrameBytes dhcp_discover = Conversation("0.0.0.0", 68, "255.255.255.255", 67).udp_up("d");
    EXPECT_EQ(wire.up(router_solicitation), router_solicitation);
    EXPECT_EQ(wire.up(dhcp_discover), dhcp_discover);
    for (const char* group : {"224.0.0.1", "239.255.255.255", "255.255.255.255"}) {
        const Conversation television(group, 5'000, "203.0.113.1", 5'000);
        EXPECT_TRUE(wire.down(television.udp_down("x"))) << group;
        EXPECT_TRUE(wire.up(television.first_fragment(1))) << group;
    }
    EXPECT_TRUE(wire.down(Conversation("ff3e::1", 5, "2001:db8::1", 5).udp_down("x")));
    EXPECT_EQ(wire.odd(Oddity::no_subscriber), 9u);
    EXPECT_TRUE(wire.flows(0).empty() && wire.flows(1).empty());

    // What a subscriber sends to a group is the subscriber's.
    EXPECT_FALSE(wire.up(Conversation("198.18.0.1", 1, "239.192.152.143", 6'771).udp_up("x")));
}

TEST_F(Forward, LeavesFramesCutAtEveryByteAsTheyAre) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    for (const Encapsulation& encapsulation : all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const FrameBytes whole = build(encapsulation);
        for (size_t length = 0; length < whole.size(); ++length) {
            const FrameBytes frame(whole.begin(), whole.begin() + length);
            EXPECT_EQ(wire.up(frame), frame);
        }
    }
}

TEST_F(Forward, LeavesGarbageAsItIs) {
    std::mt19937 random(20'260'101);
    VirtualBox& wire = box("rules: []", {.workers = 3, .pair_realms = {0, 1}, .flows = 16});
    const auto encapsulations = all_encapsulations();
    for (int round = 0; round < 100; ++round) {
        std::vector<Arrival> burst;
        for (int i = 0; i < 64; ++i) {
            FrameBytes frame(random() % 200);
            if (random() % 2 == 0) {
                frame = build(encapsulations[random() % encapsulations.size()]);
                for (uint32_t spoiled = random() % 4; spoiled > 0; --spoiled)
                    frame[random() % frame.size()] = static_cast<uint8_t>(random());
            } else {
                for (uint8_t& byte : frame)
                    byte = static_cast<uint8_t>(random());
            }
            burst.push_back({.bytes = std::move(frame),
                             .port = static_cast<uint16_t>(random() % 4),
                             .lane = static_cast<uint32_t>(random() % 3),
                             .verdict = {}});
        }
        const std::vector<Arrival> before = burst;
        wire.send(burst);
        for (size_t i = 0; i < burst.size(); ++i) {
            ASSERT_EQ(burst[i].fate, Fate::forwarded);
            ASSERT_EQ(burst[i].bytes, before[i].bytes);
        }
        wire.wait_ms(random() % 5'000);
    }
}

TEST_F(Forward, KeepsTheOrderOfASubscribersPackets) {
    VirtualBox& wire = box("rules: []", {.workers = 4});
    std::vector<Arrival> burst;
    std::vector<FrameBytes> expected;
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 443);
    for (int i = 0; i < 200; ++i) {
        expected.push_back(talk.up("segment " + std::to_string(i)));
        burst.push_back({.bytes = expected.back(), .verdict = {}});
    }
    wire.send(burst);
    EXPECT_EQ(wire.left_by(1), expected);
}

}  // namespace
}  // namespace sluice::test
