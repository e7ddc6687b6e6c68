// SPDX-License-Identifier: Apache-2.0
// What the ports' XDP program takes for a flow is what the dataplane takes for it.
#include "ebpf/plain_flow.h"

#include <cstring>
#include <memory>
#include <optional>

#include <gtest/gtest.h>

#include "dataplane/flow_key.h"
#include "dataplane/parser.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::Frame;

std::optional<sluice_plain_packet> read(Bytes frame, uint8_t direction = 0) {
    const auto exact = std::make_unique<uint8_t[]>(frame.size());
    std::copy(frame.begin(), frame.end(), exact.get());
    sluice_plain_packet packet{};
    if (!sluice_read_plain_packet(exact.get(), exact.get() + frame.size(), frame.size(), 7,
                                  direction, &packet))
        return std::nullopt;
    return packet;
}

FlowKey key_of(const sluice_plain_packet& packet) {
    FlowKey key;
    std::memcpy(static_cast<void*>(&key), &packet.key, sizeof key);
    return key;
}

TEST(PlainFlow, IsTheSameWhicheverWayThePacketGoes) {
    const FlowKey flow{.subscriber = test::address("198.18.0.1"),
                       .remote = test::address("198.18.0.2"),
                       .subscriber_port = 40'000,
                       .remote_port = 443,
                       .realm = 7,
                       .protocol = 17};
    const auto up = Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").udp(40'000, 443);
    const auto down = Frame().ethernet().ipv4("198.18.0.2", "198.18.0.1").udp(443, 40'000);
    EXPECT_EQ(key_of(read(Frame(up).bytes(), 0).value()), flow);
    EXPECT_EQ(key_of(read(Frame(down).bytes(), 1).value()), flow);
}

TEST(PlainFlow, TellsIpBytesDscpEcnAndFlagsAsThePacketHasThem) {
    const auto frame = Frame()
                           .ethernet()
                           .vlan(3, 0x88a8)
                           .vlan(4)
                           .ipv6("2001:db8::1", "2001:db8::2")
                           .traffic_class(46 << 2 | 1)
                           .tcp(40'000, 443, 1, 0x50)
                           .payload(100, 'x')
                           .bytes();
    const sluice_plain_packet packet = read(frame).value();
    EXPECT_EQ(key_of(packet).subscriber, test::address("2001:db8::1"));
    EXPECT_EQ(packet.ip_bytes, 40u + 20 + 100);
    EXPECT_EQ(packet.dscp, 46);
    EXPECT_EQ(packet.ecn, 1);
    EXPECT_EQ(packet.tcp_flags, 0x50);
}

TEST(PlainFlow, AgreesWithTheParserOrLeavesTheFrameToIt) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const std::vector<uint8_t> frame = test::build(encapsulation);
        const auto plain = read(frame);
        if (!plain)
            continue;
        ParsedPacket parsed;
        parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::outer, parsed);
        const FlowKey key = key_of(*plain);
        EXPECT_EQ(key.subscriber, parsed.source);
        EXPECT_EQ(key.remote, parsed.destination);
        EXPECT_EQ(key.subscriber_port, parsed.source_port);
        EXPECT_EQ(key.remote_port, parsed.destination_port);
        EXPECT_EQ(key.protocol, parsed.protocol);
        EXPECT_EQ(plain->ip_bytes, parsed.ip_bytes);
    }
}

TEST(PlainFlow, ATruncatedFrameIsTheWorkersAndNothingBeyondItIsRead) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const std::vector<uint8_t> frame = test::build(encapsulation);
        for (size_t bytes = 0; bytes < frame.size(); ++bytes)
            EXPECT_FALSE(read(Bytes(frame).first(bytes))) << bytes << " bytes";
    }
}

TEST(PlainFlow, WhatBeginsEndsOrHasMoreThanTheKernelReadsIsTheWorkers) {
    const auto ip = [] { return Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2"); };
    ASSERT_TRUE(read(ip().tcp(1, 2, 1, test::tcp_flag::kAck).bytes()));
    for (const uint8_t flag : {test::tcp_flag::kSyn, test::tcp_flag::kFin, test::tcp_flag::kRst})
        EXPECT_FALSE(read(ip().tcp(1, 2, 1, test::tcp_flag::kAck | flag).bytes())) << int{flag};
    EXPECT_FALSE(read(ip().fragment(1, 0, true).udp(1, 2).payload(16, 'f').bytes()));
    EXPECT_FALSE(read(ip().fragment(1, 8, false).protocol(17).payload(16, 'f').bytes()));
    EXPECT_FALSE(read(ip().icmp(8).bytes()));
    EXPECT_FALSE(
        read(Frame().ethernet().ipv6("2001:db8::1", "2001:db8::2").hop_by_hop().udp(1, 2).bytes()));
    EXPECT_FALSE(
        read(Frame().ethernet().pppoe().ipv4("198.18.0.1", "198.18.0.2").udp(1, 2).bytes()));
    EXPECT_FALSE(read(Frame()
                          .ethernet()
                          .vlan(1)
                          .vlan(2)
                          .vlan(3)
                          .ipv4("198.18.0.1", "198.18.0.2")
                          .udp(1, 2)
                          .bytes()));
}

}  // namespace
}  // namespace sluice
