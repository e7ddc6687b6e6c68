// SPDX-License-Identifier: Apache-2.0
#include "replay/replay.h"

#include <gtest/gtest.h>

#include "replay/policy_file.h"
#include "replay/subscriber_prefixes.h"
#include "tests/unit/replay/capture_on_disk.h"

namespace sluice {
namespace {

using test::Frame;
namespace tcp_flag = test::tcp_flag;

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kStart = 1'700'000'000 * kSecond;

// A replay that is fed by hand.
class ReplayUnderTest {
 public:
    explicit ReplayUnderTest(std::vector<Prefix> subscribers = default_subscriber_prefixes(),
                             ReplayPolicy policy = empty_policy(), uint32_t flows = 64)
        : replay_({.subscribers = std::move(subscribers), .flows = flows, .keep_flow_list = true},
                  std::move(policy)) {}

    std::vector<uint8_t> take(double seconds, const std::vector<uint8_t>& frame,
                              uint32_t wire_length = 0) {
        const Bytes left = replay_.take(
            {.time_ns = kStart + static_cast<uint64_t>(seconds * 1e9),
             .wire_length = wire_length != 0 ? wire_length : static_cast<uint32_t>(frame.size()),
             .link_type = DLT_EN10MB,
             .bytes = frame});
        return {left.begin(), left.end()};
    }
    Totals finish() { return replay_.finish(); }

 private:
    Replay replay_;
};

std::vector<uint8_t> datagram(const char* from, uint16_t from_port, const char* to,
                              uint16_t to_port) {
    return Frame().ethernet().ipv4(from, to).udp(from_port, to_port).payload("hello").bytes();
}

std::vector<uint8_t> handshake(uint32_t sequence) {
    return Frame()
        .ethernet()
        .ipv4("198.18.0.1", "192.0.2.1")
        .tcp(40'000, 6'881, sequence, tcp_flag::kAck)
        .payload(
            "\x13"
            "BitTorrent protocol" +
            std::string(48, 'x'))
        .bytes();
}

ReplayPolicy policy(const std::string& text) {
    const ScratchFolder scratch;
    return load_policy(scratch.write("policy.yaml", text));
}

TEST(Replay, PrivateAndSharedAddressesAreTheSubscribersUnlessSaidOtherwise) {
    for (const char* address :
         {"10.1.2.3", "172.31.0.1", "192.168.1.2", "100.100.0.1", "198.19.255.1"}) {
        ReplayUnderTest replay;
        replay.take(0, datagram("192.0.2.1", 53, address, 4'000));
        const Totals totals = replay.finish();
        ASSERT_EQ(totals.flow_list.size(), 1u);
        EXPECT_EQ(totals.flow_list[0].key.subscriber.to_string(), address);
        EXPECT_EQ(totals.flow_list[0].packets[static_cast<size_t>(Direction::down)], 1u);
    }
}

TEST(Replay, AnOperatorSaysWhoseAddressesAreTheSubscribers) {
    ReplayUnderTest replay({*Prefix::parse("192.0.2.0/24")});
    replay.take(0, datagram("10.0.0.1", 1'000, "192.0.2.1", 2'000));
    EXPECT_EQ(replay.finish().flow_list.at(0).key.subscriber.to_string(), "192.0.2.1");
}

TEST(Replay, OfTwoSubscribersOrOfTwoStrangersTheFirstSenderIsTheSubscriber) {
    for (const auto& [first, second] :
         {std::pair{"10.0.0.1", "10.0.0.2"}, std::pair{"192.0.2.1", "203.0.113.1"}}) {
        ReplayUnderTest replay;
        replay.take(0, datagram(first, 1'000, second, 2'000));
        replay.take(0, datagram(second, 2'000, first, 1'000));
        const Totals totals = replay.finish();
        ASSERT_EQ(totals.flow_list.size(), 1u) << "both directions are one flow";
        EXPECT_EQ(totals.flow_list[0].key.subscriber.to_string(), first);
        EXPECT_EQ(totals.flow_list[0].packets, (std::array<uint64_t, 2>{1, 1}));
    }
}

TEST(Replay, FlowsThatEndedOnTheWayAreInTheTotals) {
    ReplayUnderTest replay;
    for (uint16_t i = 0; i < 500; ++i)
        replay.take(i * 60,
                    datagram("198.18.0.1", static_cast<uint16_t>(1'000 + i), "192.0.2.1", 53));
    const Totals totals = replay.finish();
    EXPECT_EQ(totals.flows, 500u) << "a table of 64 holds only those that live";
    EXPECT_EQ(totals.labels().at(0).packets, 500u);
    EXPECT_EQ(totals.oddities[static_cast<size_t>(Oddity::flow_table_full)], 0u);
    EXPECT_EQ(totals.flow_list.at(1).first_seen_ns, kStart + 60 * kSecond);
}

TEST(Replay, AFullFlowTableIsCounted) {
    ReplayUnderTest replay(default_subscriber_prefixes(), empty_policy(), 8);
    for (uint16_t i = 0; i < 10; ++i)
        replay.take(0, datagram("198.18.0.1", static_cast<uint16_t>(1'000 + i), "192.0.2.1", 53));
    const Totals totals = replay.finish();
    EXPECT_EQ(totals.packets, 10u);
    EXPECT_EQ(totals.flows, 8u);
    EXPECT_EQ(totals.oddities[static_cast<size_t>(Oddity::flow_table_full)], 2u);
}

TEST(Replay, BytesAreOfTheWireWhateverTheSnapLength) {
    ReplayUnderTest replay;
    std::vector<uint8_t> frame =
        Frame().ethernet().ipv4("198.18.0.1", "192.0.2.1").udp(1, 2).payload(1'000, 'x').bytes();
    const auto wire_length = static_cast<uint32_t>(frame.size());
    frame.resize(64);
    replay.take(0, frame, wire_length);
    const Totals totals = replay.finish();
    EXPECT_EQ(totals.bytes, 14u + 20 + 8 + 1'000);
    EXPECT_EQ(totals.labels().at(0).ip_bytes, 20u + 8 + 1'000);
}

TEST(Replay, AWrongChecksumIsNotJudged) {
    ReplayUnderTest replay;
    std::vector<uint8_t> frame = handshake(1);
    frame[14 + 10] ^= 0xff;       // IPv4
    frame[14 + 20 + 16] ^= 0xff;  // TCP
    replay.take(0, frame);
    EXPECT_EQ(replay.finish().labels().at(0).verdict.label, Label::bittorrent_peer);
}

TEST(Replay, AFlowThatEndedOnTheWayIsDescribedInTheList) {
    ReplayUnderTest replay;
    replay.take(0, handshake(1));
    replay.take(4'000, datagram("198.18.0.1", 1'000, "192.0.2.1", 53));
    const Totals totals = replay.finish();
    ASSERT_EQ(totals.flow_list.size(), 2u);
    ASSERT_TRUE(totals.flow_list[0].peers);
    EXPECT_EQ(totals.flow_list[0].peers->count(Direction::up, MessageKind::handshake), 1u);
    EXPECT_FALSE(totals.flow_list[1].peers);
}

TEST(Replay, TimesThatGoBackDoNotEndFlows) {
    ReplayUnderTest replay;
    replay.take(100, datagram("198.18.0.1", 1'000, "192.0.2.1", 53));
    replay.take(0, datagram("198.18.0.1", 1'000, "192.0.2.1", 53));
    replay.take(101, datagram("198.18.0.1", 1'000, "192.0.2.1", 53));
    EXPECT_EQ(replay.finish().flows, 1u);
}

TEST(Replay, WhatARuleDropsDoesNotLeaveAndTheRestIsUntouched) {
    ReplayUnderTest replay(default_subscriber_prefixes(), policy("rules:\n"
                                                                 "  - name: no-dns\n"
                                                                 "    match: { remote_port: 53 }\n"
                                                                 "    action: drop\n"));
    const std::vector<uint8_t> dns = datagram("198.18.0.1", 1'000, "192.0.2.1", 53);
    const std::vector<uint8_t> other = datagram("198.18.0.1", 1'000, "192.0.2.1", 54);
    EXPECT_TRUE(replay.take(0, dns).empty());
    EXPECT_EQ(replay.take(0, other), other);
    const Totals totals = replay.finish();
    EXPECT_EQ(totals.drops[static_cast<size_t>(DropReason::rule)], 1u);
}

TEST(Replay, AMarkIsInTheFrameThatLeaves) {
    ReplayUnderTest replay(default_subscriber_prefixes(),
                           policy("rules:\n"
                                  "  - name: politely\n"
                                  "    match: { label: bittorrent }\n"
                                  "    action: { dscp: le }\n"));
    const std::vector<uint8_t> frame = handshake(1);
    const std::vector<uint8_t> left = replay.take(0, frame);
    ASSERT_EQ(left.size(), frame.size());
    EXPECT_EQ(left[15], 0x04) << "RFC 8622: DSCP 1";
}

TEST(Replay, APoliceRuleHoldsToTheCapturesOwnTime) {
    ReplayUnderTest replay(default_subscriber_prefixes(),
                           policy("rules:\n"
                                  "  - name: slowly\n"
                                  "    match: { protocol: udp }\n"
                                  "    action: { police: { per: flow, rate: 80kbps } }\n"));
    const auto frame =
        Frame().ethernet().ipv4("198.18.0.1", "192.0.2.1").udp(1, 2).payload(972, 'x').bytes();
    unsigned passed = 0;
    for (int i = 0; i < 1'000; ++i)  // 10 s at 100 packets/s of 1,000 bytes: 800 kbit/s
        passed += !replay.take(i * 0.01, frame).empty();
    EXPECT_NEAR(passed, 100, 3) << "80 kbit/s are 10 packets/s";
}

TEST(Replay, ToldByRuleIsWhatItDidAndWhatItWouldHaveDoneInShadow) {
    ReplayUnderTest replay(
        default_subscriber_prefixes(),
        policy("rules:\n"
               "  - { name: harsh, match: { protocol: udp }, action: drop, shadow: true }\n"
               "  - { name: no-dns, match: { remote_port: 53 }, action: drop }\n"
               "  - { name: idle, match: { protocol: tcp }, action: drop }\n"));
    for (int i = 0; i < 3; ++i)
        replay.take(i, datagram("198.18.0.1", 1'000, "192.0.2.1", 53));
    replay.take(4, datagram("198.18.0.1", 1'000, "192.0.2.1", 123));
    const Totals totals = replay.finish();
    constexpr auto kDropped = static_cast<size_t>(RuleDeed::dropped);
    ASSERT_EQ(totals.rules.size(), 3u);
    EXPECT_EQ(totals.rules[0].rule, "harsh");
    EXPECT_TRUE(totals.rules[0].shadow);
    EXPECT_EQ(totals.rules[0].did[kDropped].packets, 0u);
    EXPECT_EQ(totals.rules[0].would_have[kDropped].packets, 4u) << "whatever the others do";
    EXPECT_EQ(totals.rules[1].did[kDropped].packets, 3u);
    EXPECT_GT(totals.rules[1].did[kDropped].ip_bytes, 3u * 28 - 1);
    EXPECT_EQ(totals.rules[2].did[kDropped].packets, 0u);
    EXPECT_EQ(totals.flow_list.at(0).rule[0], 1u);
    EXPECT_EQ(totals.flow_list.at(0).shadow_rule[0], 0u);
    EXPECT_EQ(totals.flow_list.at(1).rule[0], Decision::kNoRule);
}

}  // namespace
}  // namespace sluice
