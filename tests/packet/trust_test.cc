// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint8_t kCs6 = 48, kExpedited = 46, kLowerEffort = 1;

// What the box makes of DSCPs by the port that they come in by.
class Trust : public BoxTest {
 protected:
    VirtualBox& lowering(std::string_view policy_yaml = "rules: []") {
        TrustMap map = TrustMap::believe();
        map.lower_network_control();
        BoxSettings settings;
        settings.access_trust = std::make_shared<const TrustMap>(map);
        return box(policy_yaml, settings);
    }
    static Conversation talk(uint8_t dscp, uint16_t remote_port = 443) {
        return Conversation("198.18.0.1", 40'000, "198.18.1.1", remote_port)
            .traffic_class(static_cast<uint8_t>(dscp << 2 | 1));
    }
};

TEST_F(Trust, SubscribersDoNotSpeakAsRoutersDo) {
    VirtualBox& wire = lowering();
    EXPECT_EQ(wire.up(talk(kCs6).udp_up("x")), talk(0).udp_up("x"));
    EXPECT_EQ(wire.up(talk(kExpedited).udp_up("x")), talk(kExpedited).udp_up("x"));
    EXPECT_EQ(wire.down(talk(kCs6).udp_down("x")), talk(kCs6).udp_down("x"))
        << "the other side is believed";
}

TEST_F(Trust, WhatNoRuleMayTouchStaysAsItIs) {
    VirtualBox& wire = lowering("never_touch: [{ protocol: udp, port: 179 }]");
    EXPECT_EQ(wire.up(talk(kCs6, 179).udp_up("x")), talk(kCs6, 179).udp_up("x"));
    EXPECT_EQ(wire.up(talk(kCs6, 180).udp_up("x")), talk(0, 180).udp_up("x"));
}

TEST_F(Trust, ARuleHasTheLastWord) {
    VirtualBox& wire = lowering("rules: [{ name: r, match: {}, action: { dscp: le } }]");
    EXPECT_EQ(wire.up(talk(kCs6).udp_up("x")), talk(kLowerEffort).udp_up("x"));
}

TEST_F(Trust, GroupsOfHostsAreNoException) {
    VirtualBox& wire = lowering();
    const auto to_group = [](uint8_t dscp) {
        return Frame()
            .ethernet()
            .ipv4("198.18.0.1", "224.0.0.5")
            .traffic_class(static_cast<uint8_t>(dscp << 2))
            .protocol(89)
            .payload(20, 'x')
            .bytes();
    };
    EXPECT_EQ(wire.up(to_group(kCs6)), to_group(0));
}

}  // namespace
}  // namespace sluice::test
