// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "dataplane/parser.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

using test::Frame;

constexpr uint8_t kEchoReply = 0, kUnreachable = 3, kEcho = 8, kTimeExceeded = 11, kPhoturis = 40;

ParsedPacket parse(const std::vector<uint8_t>& frame) {
    ParsedPacket out;
    parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::inner, out);
    return out;
}

Frame to_subscriber() {
    return Frame().ethernet().ipv4("192.0.2.1", "203.0.113.9");
}

void expect_ports(const ParsedPacket& out, uint16_t source, uint16_t destination) {
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.protocol, 1);
    EXPECT_EQ(out.source_port, source);
    EXPECT_EQ(out.destination_port, destination);
}

TEST(ParseIcmp, TakesAQuerysIdentifierForThePortOfBothEnds) {
    for (const uint8_t type : {kEcho, kEchoReply, uint8_t{13}, uint8_t{14}})
        expect_ports(parse(to_subscriber().icmp(type, 1'300).bytes()), 1'300, 1'300);
    expect_ports(parse(to_subscriber().icmp(kPhoturis, 1'300).bytes()), 0, 0);
}

TEST(ParseIcmp, TakesAnErrorsPortsFromThePacketThatItIsAbout) {
    const auto udp = Frame().ipv4("203.0.113.9", "198.51.100.1").udp(1'300, 53).bytes();
    const auto tcp = Frame().ipv4("203.0.113.9", "198.51.100.1").tcp(1'300, 443).bytes();
    const auto ping = Frame().ipv4("203.0.113.9", "198.51.100.1").icmp(kEcho, 1'300).bytes();
    expect_ports(parse(to_subscriber().icmp(kUnreachable).payload(udp).bytes()), 53, 1'300);
    expect_ports(parse(to_subscriber().icmp(kTimeExceeded).payload(tcp).bytes()), 443, 1'300);
    expect_ports(parse(to_subscriber().icmp(kTimeExceeded).payload(ping).bytes()), 1'300, 1'300);
}

TEST(ParseIcmp, DoesNotBelieveAnErrorAboutWhatItsReceiverNeverSent) {
    const auto others = Frame().ipv4("203.0.113.8", "198.51.100.1").udp(1'300, 53).bytes();
    expect_ports(parse(to_subscriber().icmp(kUnreachable).payload(others).bytes()), 0, 0);
    const auto later = Frame()
                           .ipv4("203.0.113.9", "198.51.100.1")
                           .fragment(1, 8, false)
                           .protocol(17)
                           .payload(8, 'f')
                           .bytes();
    expect_ports(parse(to_subscriber().icmp(kUnreachable).payload(later).bytes()), 0, 0);
}

TEST(ParseIcmp, GivesNoPortsWhereTheSubjectIsCutOffAnywhere) {
    const auto subject = Frame().ipv4("203.0.113.9", "198.51.100.1").udp(1'300, 53).bytes();
    for (size_t bytes = 0; bytes < subject.size(); ++bytes) {
        const std::vector<uint8_t> part(subject.begin(),
                                        subject.begin() + static_cast<long>(bytes));
        const bool has_ports = bytes >= 24;
        expect_ports(parse(to_subscriber().icmp(kUnreachable).payload(part).bytes()),
                     has_ports ? 53 : 0, has_ports ? 1'300 : 0);
    }
    const auto whole = to_subscriber().icmp(kEcho, 1'300).bytes();
    for (size_t bytes = 34; bytes < 42; ++bytes) {
        ParsedPacket out;
        parse_packet(Bytes{whole}.first(bytes), static_cast<uint32_t>(whole.size()),
                     TunnelView::inner, out);
        EXPECT_EQ(out.source_port, 0) << bytes;
    }
}

TEST(ParseIcmp, GivesNoPortsWhereTheSubjectsHeaderLies) {
    for (const uint8_t first : {0x40, 0x44, 0x4f, 0x55, 0x65}) {
        auto subject = Frame().ipv4("203.0.113.9", "198.51.100.1").udp(1'300, 53).bytes();
        subject[0] = first;
        expect_ports(parse(to_subscriber().icmp(kUnreachable).payload(subject).bytes()), 0, 0);
    }
}

}  // namespace
}  // namespace sluice
