// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/envelope.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/answers/seen_packet.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::Encapsulation;
using test::Frame;
using test::SeenPacket;

// The same wire around a packet without payload.
std::vector<uint8_t> short_packet_in(const Encapsulation& encapsulation) {
    Frame frame = encapsulation.around;
    if (encapsulation.ipv6)
        frame.ipv6("2001:db8::2", "2001:db8::1");
    else
        frame.ipv4("198.18.0.2", "198.18.0.1");
    return frame.tcp(6881, 40000, 9, test::tcp_flag::kRst).bytes();
}

// A packet inside what was around another.
std::vector<uint8_t> put_into(const SeenPacket& seen, Bytes packet, Way way) {
    Envelope envelope;
    EXPECT_TRUE(envelope.open(seen.bytes(), seen.packet.parsed.ip_offset));
    std::vector<uint8_t> frame(2'048, 0xee);
    std::ranges::copy(packet, frame.begin() + static_cast<ptrdiff_t>(envelope.size()));
    frame.resize(envelope.close(frame, packet.size(), way));
    return frame;
}

// A tunnel's own checksums cover the packet, so they are looked at by themselves: that of UDP
// (flows of the frame builder have one), and GRE's, which the builder leaves out.
void expect_same_headers(const SeenPacket& is, const SeenPacket& should) {
    ASSERT_EQ(is.packet.parsed.ip_offset, should.packet.parsed.ip_offset);
    for (size_t i = 0; i < should.packet.parsed.ip_offset; ++i)
        EXPECT_EQ(is.bytes()[i], should.bytes()[i]) << "byte " << i;
}

bool has_udp_or_gre_checksum(const Encapsulation& encapsulation) {
    return encapsulation.outer_protocol == 17 || encapsulation.name == "gre with every field" ||
           encapsulation.name == "gtp-u in ds-lite";
}

TEST(Envelope, CarriesAnotherPacketTheSameWayWithEveryHeaderAndLength) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        const SeenPacket should(short_packet_in(encapsulation));
        const SeenPacket is(put_into(seen, should.from_ip(), Way::onward));
        EXPECT_EQ(is.packet.parsed.oddity, Oddity::none);
        EXPECT_EQ(is.packet.parsed.ip_bytes, should.packet.parsed.ip_bytes);
        if (!has_udp_or_gre_checksum(encapsulation))
            expect_same_headers(is, should);
    }
}

TEST(Envelope, SwapsTheEndsOfEveryWayForTheWayBack) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        const SeenPacket answer(short_packet_in(encapsulation));
        Envelope envelope;
        ASSERT_TRUE(envelope.open(seen.bytes(), seen.packet.parsed.ip_offset));
        const bool one_way = encapsulation.name.find("gtp") == 0 ||
                             encapsulation.name.find("l2tp") == 0 ||
                             encapsulation.name == "gre with every field";
        EXPECT_EQ(envelope.has_way_back(), !one_way);
        const SeenPacket is(put_into(seen, answer.from_ip(), Way::back));
        EXPECT_EQ(is.packet.parsed.oddity, Oddity::none);
        EXPECT_TRUE(
            std::equal(is.bytes().begin(), is.bytes().begin() + 6, seen.bytes().begin() + 6))
            << "to who sent it";
        EXPECT_TRUE(
            std::equal(is.bytes().begin() + 6, is.bytes().begin() + 12, seen.bytes().begin()));
        if (!encapsulation.tunnel)
            continue;
        Packet outer, outer_seen;
        parse_packet(is.bytes(), is.packet.wire_length, TunnelView::outer, outer.parsed);
        parse_packet(seen.bytes(), seen.packet.wire_length, TunnelView::outer, outer_seen.parsed);
        EXPECT_EQ(outer.parsed.source, outer_seen.parsed.destination);
        EXPECT_EQ(outer.parsed.destination, outer_seen.parsed.source);
    }
}

TEST(Envelope, KeepsTheTunnelsOwnChecksumsRight) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        if (!encapsulation.tunnel)
            continue;
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        const SeenPacket packet(short_packet_in(encapsulation));
        for (const Way way : {Way::onward, Way::back}) {
            const std::vector<uint8_t> frame = put_into(seen, packet.from_ip(), way);
            ParsedPacket outer;
            parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::outer, outer);
            const uint8_t* const ip = frame.data() + outer.ip_offset;
            if (ip[0] >> 4 == 4) {
                EXPECT_EQ(internet_checksum(Bytes(ip, 20)), 0);
            }
            const Bytes carried(frame.data() + outer.transport_offset,
                                outer.ip_bytes - (ip[0] >> 4 == 4 ? 20u : 40u));
            if (encapsulation.outer_protocol == 17) {
                EXPECT_EQ(transport_checksum(ip, 17, carried), 0);
            }
            if (encapsulation.name == "gre with every field") {
                EXPECT_EQ(internet_checksum(carried), 0);
            }
        }
    }
}

// RFC 768: zero is none at all.
TEST(Envelope, LeavesATunnelWithoutAChecksumWithoutOne) {
    auto frame = test::build({"", Frame()
                                      .ethernet()
                                      .ipv4("203.0.113.1", "203.0.113.2")
                                      .udp(50'000, 4'789)
                                      .vxlan()
                                      .ethernet()});
    frame[14 + 20 + 6] = frame[14 + 20 + 7] = 0;
    const SeenPacket seen(std::move(frame));
    const SeenPacket packet(short_packet_in({"", Frame().ethernet()}));
    const auto answer = put_into(seen, packet.from_ip(), Way::onward);
    EXPECT_EQ(answer[14 + 20 + 6] << 8 | answer[14 + 20 + 7], 0);
}

TEST(Envelope, FillsAShortFrameUpWithZeros) {
    const SeenPacket seen(test::build({"", Frame().ethernet()}));
    const SeenPacket packet(short_packet_in({"", Frame().ethernet()}));
    const auto frame = put_into(seen, packet.from_ip().first(40), Way::onward);
    ASSERT_EQ(frame.size(), 60u);
    EXPECT_TRUE(std::all_of(frame.begin() + 54, frame.end(), [](uint8_t b) { return b == 0; }));
}

TEST(Envelope, WithoutRoomNothingIsWritten) {
    const SeenPacket seen(test::build({"", Frame().ethernet().vlan(7)}));
    Envelope envelope;
    ASSERT_TRUE(envelope.open(seen.bytes(), seen.packet.parsed.ip_offset));
    std::vector<uint8_t> frame(envelope.size() + 43);
    EXPECT_EQ(envelope.close(frame, 44, Way::onward), 0u);
}

// Whatever the bytes are, it reads none beyond them; and what it understands, it can close.
TEST(Envelope, CutAnywhereIsNotOpened) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        const uint16_t whole = seen.packet.parsed.ip_offset;
        for (uint16_t cut = 0; cut < whole; ++cut) {
            const std::vector<uint8_t> bytes(seen.bytes().begin(), seen.bytes().begin() + cut);
            Envelope envelope;
            EXPECT_FALSE(envelope.open(bytes, whole)) << "at byte " << cut;
        }
    }
}

}  // namespace
}  // namespace sluice
