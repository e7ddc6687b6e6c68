// SPDX-License-Identifier: Apache-2.0
#include "dataplane/next_hop.h"

#include <gtest/gtest.h>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {
namespace {

constexpr MacAddress kRouter = {2, 0, 0, 0, 0, 0x99};
constexpr MacAddress kBox = {2, 0, 0, 0, 0, 0x11};

std::vector<uint8_t> to_next_hop(const std::vector<uint8_t>& answer, const NextHop& next_hop) {
    std::vector<uint8_t> out(answer.size() + kNextHopHeaderMost);
    out.resize(write_to_next_hop(answer, next_hop, out));
    return out;
}

// What a frame of ours would be that is addressed to the router from the beginning.
std::vector<uint8_t> addressed(std::vector<uint8_t> frame) {
    std::copy(kRouter.begin(), kRouter.end(), frame.begin());
    std::copy(kBox.begin(), kBox.end(), frame.begin() + 6);
    return frame;
}

Frame reset(Frame below, bool ipv6) {
    if (ipv6)
        below.ipv6("2001:db8::1", "2001:db8::2");
    else
        below.ipv4("198.18.0.1", "203.0.113.1");
    return below.tcp(40'000, 6'881, 1'234, tcp_flag::kRst | tcp_flag::kAck);
}

TEST(NextHopTest, GetsThePacketWithoutTheMirroredWiresTagsAndSessions) {
    const NextHop next_hop{.address = kRouter, .source = kBox, .vlan = {}};
    for (const bool ipv6 : {false, true}) {
        const auto plain = addressed(reset(Frame().ethernet(), ipv6).bytes());
        const std::vector<Frame> around = {
            Frame().ethernet(), Frame().ethernet().vlan(5), Frame().ethernet().vlan(5).vlan(6),
            Frame().ethernet().vlan(5).pppoe(), Frame().ethernet().mpls(16).mpls(17)};
        for (const Frame& below : around)
            EXPECT_EQ(to_next_hop(reset(below, ipv6).bytes(), next_hop), plain);
    }
}

TEST(NextHopTest, MayHaveATagOfItsOwn) {
    const NextHop next_hop{.address = kRouter, .source = kBox, .vlan = 7};
    EXPECT_EQ(to_next_hop(reset(Frame().ethernet().vlan(5), false).bytes(), next_hop),
              addressed(reset(Frame().ethernet().vlan(7), false).bytes()));
}

TEST(NextHopTest, ATunnelGoesToItWhole) {
    const NextHop next_hop{.address = kRouter, .source = kBox, .vlan = {}};
    const auto inside = [](Frame below) {
        return reset(below.ipv4("192.0.2.1", "192.0.2.2").gre(), false).bytes();
    };
    EXPECT_EQ(to_next_hop(inside(Frame().ethernet().vlan(5)), next_hop),
              addressed(inside(Frame().ethernet())));
}

TEST(NextHopTest, GetsNothingThatIsNotIp) {
    const NextHop next_hop{.address = kRouter, .source = kBox, .vlan = {}};
    const auto whole = reset(Frame().ethernet().vlan(5), false).bytes();
    for (size_t length = 0; length < 14 + 4 + 20; ++length)
        EXPECT_TRUE(to_next_hop({whole.begin(), whole.begin() + length}, next_hop).empty())
            << length;
    std::vector<uint8_t> small(whole.size());
    EXPECT_EQ(write_to_next_hop(whole, next_hop, small), 0u) << "no room";
}

}  // namespace
}  // namespace sluice::test
