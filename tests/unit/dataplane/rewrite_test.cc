// SPDX-License-Identifier: Apache-2.0
#include "dataplane/rewrite.h"

#include <gtest/gtest.h>

#include "dataplane/parser.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::Frame;

constexpr uint8_t kLowerEffort = 1;  // RFC 8622

Packet packet_of(std::vector<uint8_t>& frame) {
    Packet packet;
    packet.data = frame.data();
    packet.length = packet.wire_length = static_cast<uint32_t>(frame.size());
    parse_packet(frame, packet.wire_length, TunnelView::inner, packet.parsed);
    return packet;
}

// As a sender with that DSCP would have built it: nothing else differs, checksums included.
TEST(SetDscp, ChangesTheFieldAndTheHeaderChecksumAlone) {
    for (const uint8_t ecn : {0, 1, 2, 3}) {
        for (uint8_t old_dscp = 0; old_dscp < 64; ++old_dscp) {
            for (const uint8_t dscp : {0, 1, 46, 63}) {
                const auto old_class = static_cast<uint8_t>(old_dscp << 2 | ecn);
                const auto new_class = static_cast<uint8_t>(dscp << 2 | ecn);
                for (const bool ipv4 : {true, false}) {
                    const auto build = [ipv4](uint8_t traffic_class) {
                        Frame frame;
                        frame.ethernet().vlan(7);
                        if (ipv4)
                            frame.ipv4("198.18.0.1", "198.18.0.2");
                        else
                            frame.ipv6("2001:db8::1", "2001:db8::2");
                        return frame.traffic_class(traffic_class).udp(1, 2).payload("x").bytes();
                    };
                    auto frame = build(old_class);
                    Packet packet = packet_of(frame);
                    ASSERT_TRUE(set_dscp(packet, dscp));
                    ASSERT_EQ(frame, build(new_class));
                }
            }
        }
    }
}

TEST(SetDscp, MarksTheOutermostHeaderOfATunnel) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const std::vector<uint8_t> original = test::build(encapsulation);
        auto frame = original;
        Packet packet = packet_of(frame);
        ASSERT_TRUE(set_dscp(packet, kLowerEffort));
        const size_t header = packet.parsed.outer_ip_offset;
        for (size_t i = 0; i < frame.size(); ++i) {
            const bool may_change = i >= header && i < header + 12;
            ASSERT_TRUE(may_change || frame[i] == original[i]) << "byte " << i;
        }
        EXPECT_NE(frame, original);
        const bool ipv4 = frame[header] >> 4 == 4;
        EXPECT_TRUE(!ipv4 || internet_checksum(Bytes(frame).subspan(header, 20)) == 0);
    }
}

TEST(SetInnerDscp, MarksTheInnermostHeaderOfATunnelAlone) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const std::vector<uint8_t> original = test::build(encapsulation);
        auto frame = original;
        Packet packet = packet_of(frame);
        ASSERT_TRUE(set_inner_dscp(packet, kLowerEffort));
        const size_t header = packet.parsed.ip_offset;
        for (size_t i = 0; i < frame.size(); ++i) {
            const bool may_change = i >= header && i < header + 12;
            ASSERT_TRUE(may_change || frame[i] == original[i]) << "byte " << i;
        }
        EXPECT_NE(frame, original);
        const bool ipv4 = frame[header] >> 4 == 4;
        EXPECT_TRUE(!ipv4 || internet_checksum(Bytes(frame).subspan(header, 20)) == 0);
    }
}

TEST(MapDscp, LowersWhatTheMapDoesNotBelieveAndNothingElse) {
    TrustMap trust = TrustMap::believe();
    trust.lower_network_control();
    trust.translate(46, 34);
    const auto build = [](uint8_t dscp, const char* destination) {
        return Frame()
            .ethernet()
            .ipv4("198.18.0.1", destination)
            .traffic_class(static_cast<uint8_t>(dscp << 2 | 1))
            .udp(1, 2)
            .bytes();
    };
    for (const auto& [came, leaves] :
         {std::pair<uint8_t, uint8_t>{48, 0}, {56, 0}, {46, 34}, {8, 8}}) {
        auto frame = build(came, "198.18.0.2");
        Packet packet = packet_of(frame);
        map_dscp(packet, trust);
        EXPECT_EQ(frame, build(leaves, "198.18.0.2"));
    }
}

TEST(MapDscp, LeavesWhatOnlyMayBeIpAlone) {
    // A pseudowire whose payload begins like IPv4, but is none.
    auto frame = Frame().ethernet().mpls(16).ipv4("198.18.0.1", "198.18.0.2").udp(1, 2).bytes();
    frame[14 + 4 + 1] = 48 << 2;
    frame[14 + 4 + 2] = 0xff;  // a length beyond the wire's
    const auto original = frame;
    Packet packet = packet_of(frame);
    ASSERT_EQ(packet.parsed.oddity, Oddity::not_ip);
    map_dscp(packet, TrustMap::bleach());
    EXPECT_EQ(frame, original);
}

// What was corrupted on the way must still be seen to be.
TEST(SetDscp, DoesNotHealAWrongChecksum) {
    auto frame = Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").udp(1, 2).bytes();
    frame[14 + 8] ^= 0x10;
    Packet packet = packet_of(frame);
    ASSERT_TRUE(set_dscp(packet, kLowerEffort));
    EXPECT_NE(internet_checksum(Bytes(frame).subspan(14, 20)), 0);
}

TEST(SetDscp, LeavesWhatIsNotIpAlone) {
    auto frame = Frame().ethernet().ethertype(0x0806).payload(46, 0x45).bytes();
    const auto original = frame;
    Packet packet = packet_of(frame);
    EXPECT_FALSE(set_dscp(packet, kLowerEffort));
    EXPECT_EQ(frame, original);
}

}  // namespace
}  // namespace sluice
