// SPDX-License-Identifier: Apache-2.0
// Frames that no honest host sends. The parser must name what is wrong with them, and read nothing
// beyond them: frames are copied to the heap at their exact size, so that ASan sees it.
#include <memory>

#include <gtest/gtest.h>

#include "dataplane/parser.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::Frame;

ParsedPacket parse(Bytes frame, size_t wire_length, TunnelView view = TunnelView::inner) {
    const auto exact = std::make_unique<uint8_t[]>(frame.size());
    std::copy(frame.begin(), frame.end(), exact.get());
    ParsedPacket out;
    parse_packet({exact.get(), frame.size()}, static_cast<uint32_t>(wire_length), view, out);
    EXPECT_LE(out.payload_offset + out.payload_length, frame.size());
    EXPECT_LE(out.ip_offset, frame.size());
    EXPECT_LE(out.transport_offset, frame.size());
    return out;
}
ParsedPacket parse(const std::vector<uint8_t>& frame) {
    return parse(frame, frame.size());
}

TEST(HostileFrames, AreReadToTheirLastByteAndNotBeyond) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        const std::vector<uint8_t> frame = test::build(encapsulation);
        for (size_t n = 0; n < frame.size(); ++n) {
            SCOPED_TRACE(encapsulation.name + ", " + std::to_string(n) + " bytes");
            for (const TunnelView view : {TunnelView::inner, TunnelView::outer}) {
                const ParsedPacket cut = parse(Bytes(frame).first(n), n, view);
                EXPECT_TRUE(cut.oddity != Oddity::none || encapsulation.tunnel);
                const ParsedPacket snapped = parse(Bytes(frame).first(n), frame.size(), view);
                EXPECT_NE(snapped.oddity, Oddity::malformed);
            }
        }
    }
}

// Each byte in turn takes the values that lengths, offsets and flags are tripped by.
TEST(HostileFrames, MayLieInEveryByte) {
    for (const auto& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        std::vector<uint8_t> frame = test::build(encapsulation);
        for (uint8_t& byte : frame) {
            const uint8_t honest = byte;
            for (const uint8_t lie : {0x00, 0x01, 0x04, 0x0f, 0x40, 0x60, 0x7f, 0x80, 0xf0, 0xff}) {
                byte = lie;
                parse(frame);
                parse(Bytes(frame), frame.size() + 1000);
            }
            byte = honest;
        }
    }
}

struct Lie {
    const char* what;
    size_t offset;
    std::vector<uint8_t> bytes;
    bool has_flow;
};

void expect_malformed(std::vector<uint8_t> frame, const std::vector<Lie>& lies) {
    for (const Lie& lie : lies) {
        SCOPED_TRACE(lie.what);
        std::vector<uint8_t> spoilt = frame;
        std::copy(lie.bytes.begin(), lie.bytes.end(), spoilt.begin() + lie.offset);
        const ParsedPacket out = parse(spoilt);
        EXPECT_EQ(out.oddity, Oddity::malformed);
        EXPECT_EQ(out.has_flow, lie.has_flow);
        EXPECT_LE(out.ip_bytes, frame.size());
    }
}

TEST(HostileFrames, LieAboutIpv4AndTcpLengths) {
    expect_malformed(Frame()
                         .ethernet()
                         .ipv4("198.18.0.1", "198.18.0.2")
                         .tcp(40000, 6881)
                         .payload("payload")
                         .bytes(),
                     {{"version 5", 14, {0x55}, false},
                      {"header of 16 bytes", 14, {0x44}, false},
                      {"header longer than the packet", 14, {0x4f}, false},
                      {"total length zero", 16, {0, 0}, true},
                      {"total length below the header's", 16, {0, 19}, false},
                      {"total length ends in the TCP header", 16, {0, 39}, true},
                      {"total length beyond the wire", 16, {0, 48}, true},
                      {"data offset 4", 46, {0x40}, true},
                      {"data offset beyond the packet", 46, {0xf0}, true},
                      {"source port zero", 34, {0, 0}, true},
                      {"destination port zero", 36, {0, 0}, true}});
}

TEST(HostileFrames, LieAboutIpv6AndUdpLengths) {
    expect_malformed(Frame()
                         .ethernet()
                         .ipv6("2001:db8::1", "2001:db8::2")
                         .hop_by_hop()
                         .udp(40000, 6881)
                         .payload("payload")
                         .bytes(),
                     {{"version 4", 14, {0x40}, false},
                      {"a jumbogram", 18, {0, 0}, false},
                      {"payload length beyond the wire", 18, {0, 24}, true},
                      {"payload length ends in the extension header", 18, {0, 7}, true},
                      {"payload length ends in the UDP header", 18, {0, 15}, true},
                      {"extension header beyond the packet", 55, {200}, true},
                      {"UDP length below the header's", 66, {0, 7}, true},
                      {"UDP length beyond the packet", 66, {0, 16}, true},
                      {"destination port zero", 64, {0, 0}, true}});
}

TEST(HostileFrames, LieAboutAPppoeLength) {
    expect_malformed(Frame().ethernet().pppoe().ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).bytes(),
                     {{"beyond the wire", 18, {0, 43}, false},
                      {"ends in the IP header", 18, {0, 20}, false},
                      {"ends in the TCP header", 18, {0, 41}, true},
                      {"nothing", 18, {0, 0}, false}});
}

// RFC 768: a sender that wants no answer leaves it zero.
TEST(HostileFrames, MayHaveNoUdpSourcePort) {
    const auto out =
        parse(Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").udp(0, 2000).bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
}

TEST(HostileFrames, HaveAHundredVlanTags) {
    Frame frame;
    frame.ethernet();
    for (uint16_t tag = 0; tag < 100; ++tag)
        frame.vlan(tag);
    const auto out = parse(frame.ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).bytes());
    EXPECT_EQ(out.oddity, Oddity::too_deep);
    EXPECT_FALSE(out.has_flow);
}

TEST(HostileFrames, HaveAHundredMplsLabels) {
    Frame frame;
    frame.ethernet();
    for (uint32_t label = 0; label < 100; ++label)
        frame.mpls(label);
    EXPECT_EQ(parse(frame.ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).bytes()).oddity,
              Oddity::too_deep);
}

TEST(HostileFrames, HaveAHundredExtensionHeaders) {
    Frame frame;
    frame.ethernet().ipv6("2001:db8::1", "2001:db8::2");
    for (int header = 0; header < 100; ++header)
        frame.destination_options();
    const auto out = parse(frame.tcp(1, 2).bytes());
    EXPECT_EQ(out.oddity, Oddity::too_deep);
    EXPECT_TRUE(out.has_flow);
}

TEST(HostileFrames, HaveAHundredTunnels) {
    Frame frame;
    frame.ethernet();
    for (int header = 0; header < 100; ++header)
        frame.ipv4("203.0.113.1", "203.0.113.2");
    const auto out = parse(frame.ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).bytes());
    EXPECT_EQ(out.oddity, Oddity::too_deep);
    EXPECT_TRUE(out.has_flow);
}

TEST(HostileFrames, CarryABrokenPacketInATunnel) {
    Frame frame;
    frame.ethernet().ipv4("203.0.113.1", "203.0.113.2");
    const size_t inner = frame.size();
    auto bytes = frame.ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).bytes();
    bytes[inner + 3] += 1;  // total length
    const auto out = parse(bytes);
    EXPECT_EQ(out.oddity, Oddity::malformed);
    EXPECT_EQ(out.source, test::address("203.0.113.1"));
    EXPECT_EQ(out.protocol, 4);
}

// On a tunnel's port only what is without fault is taken for a tunnel.
TEST(HostileFrames, CarryABrokenSegmentOnATunnelsPort) {
    Frame frame;
    frame.ethernet().ipv4("203.0.113.1", "203.0.113.2").udp(2152, 2152).gtp_u();
    frame.ipv4("198.18.0.1", "198.18.0.2");
    const size_t tcp = frame.size();
    auto bytes = frame.tcp(1, 2).bytes();
    bytes[tcp + 12] = 0xf0;  // data offset
    const auto out = parse(bytes);
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_EQ(out.source, test::address("203.0.113.1"));
    EXPECT_EQ(out.destination_port, 2152);
}

// Later fragments could not follow the inner flow, so the first does not either.
TEST(HostileFrames, AreTunnelsInFragments) {
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv4("203.0.113.1", "203.0.113.2")
                               .fragment(1, 0, true)
                               .ipv6("2001:db8::1", "2001:db8::2")
                               .tcp(1, 2)
                               .payload(4, 'x')
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::none);
    EXPECT_TRUE(out.is_first_fragment);
    EXPECT_EQ(out.protocol, 41);
}

TEST(HostileFrames, AreFragmentsThatCannotBe) {
    const auto fragment = [](uint16_t offset, bool more, size_t length) {
        return parse(Frame()
                         .ethernet()
                         .ipv4("198.18.0.1", "198.18.0.2")
                         .fragment(1, offset, more)
                         .protocol(17)
                         .payload(length, 'x')
                         .bytes());
    };
    EXPECT_EQ(fragment(1480, true, 1001).oddity, Oddity::malformed);   // not a multiple of 8
    EXPECT_EQ(fragment(65528, false, 100).oddity, Oddity::malformed);  // ends beyond 65,535
    EXPECT_EQ(fragment(8, false, 0).oddity, Oddity::malformed);        // nothing
    EXPECT_EQ(fragment(1480, true, 1000).oddity, Oddity::none);
}

// RFC 1858 and RFC 7112: a first fragment holds the whole TCP header.
TEST(HostileFrames, AreTinyFirstFragments) {
    const auto out = parse(Frame()
                               .ethernet()
                               .ipv4("198.18.0.1", "198.18.0.2")
                               .fragment(1, 0, true)
                               .protocol(6)
                               .payload(8, 1)
                               .bytes());
    EXPECT_EQ(out.oddity, Oddity::malformed);
}

}  // namespace
}  // namespace sluice
