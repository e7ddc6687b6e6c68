// SPDX-License-Identifier: Apache-2.0
#include "dataplane/parser.h"

#include <gtest/gtest.h>

#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::address;
using test::Frame;

ParsedPacket parse(const std::vector<uint8_t>& frame, TunnelView view = TunnelView::inner) {
    ParsedPacket out;
    parse_packet(frame, static_cast<uint32_t>(frame.size()), view, out);
    return out;
}

TEST(Parser, FindsTheSubscribersSegmentInEveryEncapsulation) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const std::vector<uint8_t> frame = test::build(encapsulation);
        const ParsedPacket out = parse(frame);
        EXPECT_EQ(out.oddity, Oddity::none);
        EXPECT_TRUE(out.has_flow);
        EXPECT_EQ(out.source, address(encapsulation.ipv6 ? "2001:db8::1" : "198.18.0.1"));
        EXPECT_EQ(out.destination, address(encapsulation.ipv6 ? "2001:db8::2" : "198.18.0.2"));
        EXPECT_EQ(out.protocol, 6);
        EXPECT_EQ(out.source_port, 40000);
        EXPECT_EQ(out.destination_port, 6881);
        EXPECT_EQ(out.tcp_sequence, 7u);
        EXPECT_EQ(out.tcp_flags, test::tcp_flag::kAck);
        EXPECT_EQ(out.ip_bytes, encapsulation.ipv6 ? 67u : 47u);
        EXPECT_EQ(out.payload_wire_length, 7u);
        const Bytes payload = Bytes(frame).subspan(out.payload_offset, out.payload_length);
        EXPECT_EQ(std::string(payload.begin(), payload.end()), "payload");
        EXPECT_EQ(out.ip_offset == out.outer_ip_offset, !encapsulation.tunnel);
        EXPECT_EQ(frame[out.ip_offset] >> 4, encapsulation.ipv6 ? 6 : 4);
    }
}

TEST(Parser, StaysWithTheOuterHeaderWhereTheLinkSaysSo) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const ParsedPacket out = parse(test::build(encapsulation), TunnelView::outer);
        EXPECT_EQ(out.oddity, Oddity::none);
        EXPECT_TRUE(out.has_flow);
        EXPECT_EQ(out.protocol, encapsulation.tunnel ? encapsulation.outer_protocol : 6);
        EXPECT_EQ(out.ip_offset, out.outer_ip_offset);
    }
}

TEST(Parser, ReadsIpv4Options) {
    const std::vector<uint8_t> options(40, 1);
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv4("198.18.0.1", "198.18.0.2")
                               .options(options)
                               .udp(1000, 2000)
                               .payload("x")
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.source_port, 1000);
    EXPECT_EQ(out.payload_offset, 14 + 60 + 8);
    EXPECT_EQ(out.payload_length, 1);
}

TEST(Parser, FollowsExtensionHeaders) {
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv6("2001:db8::1", "2001:db8::2")
                               .hop_by_hop()
                               .routing()
                               .authentication()
                               .destination_options()
                               .udp(1000, 2000)
                               .payload("x")
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.protocol, 17);
    EXPECT_EQ(out.destination_port, 2000);
}

TEST(Parser, ReadsThroughAnAuthenticationHeaderInIpv4) {
    const auto out = parse(
        Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").authentication().tcp(1, 2).bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.protocol, 6);
    EXPECT_EQ(out.destination_port, 2);
}

TEST(Parser, DoesNotTakeEthernetPaddingForPayload) {
    const auto out = parse(
        Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").tcp(40000, 6881).padding(6).bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.ip_bytes, 40u);
    EXPECT_EQ(out.payload_length, 0);
    EXPECT_EQ(out.payload_wire_length, 0u);
}

TEST(Parser, GivesOtherProtocolsNoPorts) {
    constexpr uint8_t kSctp = 132;
    const auto out = parse(
        Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").protocol(kSctp).payload(12, 1).bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_TRUE(out.has_flow);
    EXPECT_EQ(out.protocol, kSctp);
    EXPECT_EQ(out.source_port, 0);
    EXPECT_EQ(out.destination_port, 0);
}

TEST(Parser, LetsWhatIsNotIpBe) {
    for (const uint16_t ethertype : {0x0806, 0x88cc, 0x8863, 0x0026}) {
        const auto out =
            parse(Frame().ethernet().vlan(5).ethertype(ethertype).payload(46, 0).bytes());
        EXPECT_EQ(out.oddity, Oddity::not_ip);
        EXPECT_FALSE(out.has_flow);
    }
}

TEST(Parser, DoesNotGuessAtAPseudowire) {
    const auto out = parse(Frame()
                               .ethernet()
                               .mpls(16)
                               .payload(std::vector<uint8_t>{0, 0, 0, 0})
                               .ethernet()
                               .ipv4("198.18.0.1", "198.18.0.2")
                               .tcp(1, 2)
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::not_ip);
    EXPECT_FALSE(out.has_flow);
}

TEST(Parser, ReadsPlainUdpOnATunnelsPortAsUdp) {
    for (const uint16_t port : {1701, 2152, 4789}) {
        const auto out =
            parse(Frame()
                      .ethernet()
                      .ipv4("198.18.0.1", "198.18.0.2")
                      .udp(40000, port)
                      .payload("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")
                      .bytes());
        EXPECT_EQ(out.oddity, Oddity::none);
        EXPECT_EQ(out.protocol, 17);
        EXPECT_EQ(out.destination_port, port);
        EXPECT_EQ(out.payload_length, 56);
    }
}

TEST(Parser, ReadsATunnelOfArpAsTheTunnelItself) {
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv4("203.0.113.1", "203.0.113.2")
                               .udp(50000, 4789)
                               .vxlan()
                               .ethernet()
                               .ethertype(0x0806)
                               .payload(46, 0)
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.protocol, 17);
    EXPECT_EQ(out.destination_port, 4789);
}

TEST(Parser, StartsWhereACapturesLinkTypeSays) {
    const auto ip = Frame().ipv6("2001:db8::1", "2001:db8::2").udp(1000, 2000).bytes();
    std::vector<uint8_t> cooked(16, 0);
    cooked.insert(cooked.end(), ip.begin(), ip.end());
    std::vector<uint8_t> ppp = {0xff, 0x03, 0x00, 0x57};
    ppp.insert(ppp.end(), ip.begin(), ip.end());
    const auto port = [](const std::vector<uint8_t>& frame, FirstHeader first) {
        ParsedPacket out;
        parse_packet(frame, static_cast<uint32_t>(frame.size()), first, TunnelView::inner, out);
        return out.destination_port;
    };
    std::vector<uint8_t> hdlc = {0x0f, 0x00, 0x86, 0xdd};
    hdlc.insert(hdlc.end(), ip.begin(), ip.end());
    EXPECT_EQ(port(ip, {FirstLayer::ip}), 2000);
    EXPECT_EQ(port(hdlc, {FirstLayer::ppp}), 2000);
    EXPECT_EQ(port(cooked, {FirstLayer::ethertype, 0x86dd, 16}), 2000);
    EXPECT_EQ(port(ppp, {FirstLayer::ppp}), 2000);
    EXPECT_EQ(port(ip, {FirstLayer::ip, 0, 9999}), 0);
}

TEST(Parser, ReadsFragmentsOfBothFamilies) {
    const auto first = parse(Frame()
                                 .ethernet()
                                 .ipv6("2001:db8::1", "2001:db8::2")
                                 .fragment(77, 0, true)
                                 .udp(1000, 2000)
                                 .payload(16, 'x')
                                 .bytes());
    EXPECT_TRUE(first.is_fragment && first.is_first_fragment && first.more_fragments);
    EXPECT_EQ(first.fragment_id, 77u);
    EXPECT_EQ(first.fragment_length, 24);
    EXPECT_EQ(first.destination_port, 2000);

    const auto later = parse(Frame()
                                 .ethernet()
                                 .ipv4("198.18.0.1", "198.18.0.2")
                                 .fragment(78, 1480, false)
                                 .protocol(17)
                                 .payload(11, 'x')
                                 .bytes());
    EXPECT_EQ(later.oddity, Oddity::none);
    EXPECT_TRUE(later.is_fragment && !later.is_first_fragment && !later.more_fragments);
    EXPECT_EQ(later.fragment_offset, 1480);
    EXPECT_EQ(later.fragment_length, 11);
    EXPECT_EQ(later.protocol, 17);
    EXPECT_EQ(later.source_port, 0);
}

// RFC 6946.
TEST(Parser, ReadsAnAtomicFragmentAsAWholePacket) {
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv6("2001:db8::1", "2001:db8::2")
                               .fragment(77, 0, false)
                               .udp(1000, 2000)
                               .bytes());
    EXPECT_FALSE(out.is_fragment);
    EXPECT_EQ(out.destination_port, 2000);
}

TEST(Parser, UsesWhatASnapLengthLeft) {
    const auto frame = Frame()
                           .ethernet()
                           .ipv4("198.18.0.1", "198.18.0.2")
                           .tcp(40000, 6881)
                           .payload(1000, 'x')
                           .bytes();
    ParsedPacket out;
    parse_packet(Bytes(frame).first(60), static_cast<uint32_t>(frame.size()), TunnelView::inner,
                 out);
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.ip_bytes, 1040u);
    EXPECT_EQ(out.payload_length, 6);
    EXPECT_EQ(out.payload_wire_length, 1000u);

    parse_packet(Bytes(frame).first(40), static_cast<uint32_t>(frame.size()), TunnelView::inner,
                 out);
    EXPECT_EQ(out.oddity, Oddity::truncated);
    EXPECT_TRUE(out.has_flow);
    EXPECT_EQ(out.source, address("198.18.0.1"));
    EXPECT_EQ(out.destination_port, 6881);
}

}  // namespace
}  // namespace sluice
