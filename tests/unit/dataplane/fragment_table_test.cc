// SPDX-License-Identifier: Apache-2.0
#include "dataplane/fragment_table.h"

#include <gtest/gtest.h>

#include "dataplane/parser.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

using test::Frame;

ParsedPacket parse(const Frame& frame) {
    const auto bytes = frame.bytes();
    ParsedPacket out;
    parse_packet(bytes, static_cast<uint32_t>(bytes.size()), TunnelView::inner, out);
    EXPECT_EQ(out.oddity, Oddity::none);
    return out;
}

// Pieces of a UDP datagram, ports 1000 and 2000, as they come by.
class Datagram {
 public:
    Datagram(bool ipv6, uint32_t id) : ipv6_(ipv6), id_(id) {}

    ParsedPacket first(uint16_t bytes, uint16_t source_port = 1000) const {
        return parse(begin().fragment(id_, 0, true).udp(source_port, 2000).payload(bytes - 8, 'x'));
    }
    ParsedPacket later(uint16_t offset, uint16_t bytes, bool more) const {
        return parse(begin().fragment(id_, offset, more).protocol(17).payload(bytes, 'x'));
    }

 private:
    Frame begin() const {
        return ipv6_ ? Frame().ethernet().ipv6("2001:db8::1", "2001:db8::2")
                     : Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2");
    }
    bool ipv6_;
    uint32_t id_;
};

class FragmentTableTest : public testing::Test {
 protected:
    ParsedPacket pass(ParsedPacket packet, uint32_t now_ms = 0, uint16_t realm = 0) {
        table_.resolve(realm, now_ms, packet);
        return packet;
    }
    static void expect_joined(const ParsedPacket& packet) {
        EXPECT_EQ(packet.oddity, Oddity::none);
        EXPECT_EQ(packet.source_port, 1000);
        EXPECT_EQ(packet.destination_port, 2000);
        EXPECT_EQ(packet.protocol, 17);
    }
    static void expect_apart(const ParsedPacket& packet, Oddity why) {
        EXPECT_EQ(packet.oddity, why) << name(packet.oddity);
        EXPECT_EQ(packet.source_port, 0);
        EXPECT_EQ(packet.destination_port, 0);
        EXPECT_EQ(packet.payload_length, 0);
        EXPECT_TRUE(packet.has_flow);
    }

    FragmentTable table_{64, 0x5eed};
};

class FragmentsOf : public FragmentTableTest, public testing::WithParamInterface<bool> {
 protected:
    Datagram datagram(uint32_t id) const { return {GetParam(), id}; }
};

INSTANTIATE_TEST_SUITE_P(BothFamilies, FragmentsOf, testing::Bool(),
                         [](const auto& family) { return family.param ? "Ipv6" : "Ipv4"; });

TEST_P(FragmentsOf, LaterFragmentsJoinTheFlowOfTheirFirst) {
    expect_joined(pass(datagram(1).first(1000)));
    expect_joined(pass(datagram(1).later(1000, 1000, true)));
    expect_joined(pass(datagram(1).later(2000, 100, false)));
}

TEST_P(FragmentsOf, LaterFragmentsMayComeInAnyOrder) {
    expect_joined(pass(datagram(1).first(800)));
    for (const uint16_t offset : {4800, 1600, 3200, 800, 2400})
        expect_joined(pass(datagram(1).later(offset, 800, true)));
    expect_joined(pass(datagram(1).later(5600, 100, false)));
    expect_joined(pass(datagram(1).later(4000, 800, true)));
}

TEST_P(FragmentsOf, ALaterFragmentBeforeItsFirstHasNoPorts) {
    expect_apart(pass(datagram(1).later(1000, 1000, true)), Oddity::fragment_unknown);
    expect_joined(pass(datagram(1).first(1000)));
    expect_joined(pass(datagram(1).later(2000, 100, false)));
}

// RFC 8200, section 4.5: the headers between the fragment header and UDP are in the first alone.
TEST_F(FragmentTableTest, LaterIpv6FragmentsLearnTheProtocol) {
    const Frame first = Frame()
                            .ethernet()
                            .ipv6("2001:db8::1", "2001:db8::2")
                            .fragment(1, 0, true)
                            .destination_options()
                            .udp(1000, 2000)
                            .payload(8, 'x');
    ParsedPacket later = Datagram(true, 1).later(24, 8, false);
    later.protocol = 60;
    expect_joined(pass(parse(first)));
    expect_joined(pass(later));
}

TEST_P(FragmentsOf, DatagramsAndRealmsAreKeptApart) {
    pass(datagram(1).first(1000));
    expect_apart(pass(datagram(2).later(1000, 8, false)), Oddity::fragment_unknown);
    expect_apart(pass(datagram(1).later(1000, 8, false), 0, 5), Oddity::fragment_unknown);
}

TEST_P(FragmentsOf, ForgetsAfterThirtySecondsAcrossTheClocksWrap) {
    constexpr uint32_t kStart = UINT32_MAX - 10'000;
    pass(datagram(1).first(1000), kStart);
    expect_joined(pass(datagram(1).later(1000, 8, true), kStart + 29'999));
    expect_apart(pass(datagram(1).later(1008, 8, false), kStart + 30'000),
                 Oddity::fragment_unknown);
}

TEST_P(FragmentsOf, AnOverlapIsNotBelievedNorWhatComesAfterIt) {
    pass(datagram(1).first(1000));
    expect_apart(pass(datagram(1).later(8, 1000, true)), Oddity::fragment_overlap);
    expect_apart(pass(datagram(1).later(1008, 8, false)), Oddity::fragment_overlap);
}

TEST_P(FragmentsOf, ASecondFirstFragmentWithOtherPortsIsAnOverlap) {
    pass(datagram(1).first(1000));
    expect_apart(pass(datagram(1).first(1000, 1001)), Oddity::fragment_overlap);
    expect_apart(pass(datagram(1).later(1000, 8, false)), Oddity::fragment_overlap);
}

TEST_P(FragmentsOf, NothingMayComeAfterTheEnd) {
    pass(datagram(1).first(1000));
    pass(datagram(1).later(2000, 8, false));
    expect_apart(pass(datagram(1).later(2008, 8, true)), Oddity::fragment_overlap);
}

TEST_P(FragmentsOf, AFirstFragmentMayBeSentTwice) {
    pass(datagram(1).first(1000));
    expect_joined(pass(datagram(1).first(1000)));
    expect_joined(pass(datagram(1).later(1000, 8, false)));
}

// Identifications are few: a busy sender's come again within the timeout.
TEST_P(FragmentsOf, AnIdentificationMayBeUsedAgainOnceItsDatagramIsComplete) {
    for (int round = 0; round < 3; ++round) {
        expect_joined(pass(datagram(1).first(1000 + 8 * round)));
        expect_joined(pass(datagram(1).later(1000 + 8 * round, 8, false)));
    }
}

TEST_P(FragmentsOf, AFloodCostsOthersTheirPortsButNothingElse) {
    for (uint32_t id = 1; id < 5'000; ++id)
        pass(datagram(id).first(16), id);
    expect_joined(pass(datagram(5'000).first(16), 5'000));
    expect_joined(pass(datagram(5'000).later(16, 8, false), 5'000));
    EXPECT_EQ(table_.memory_bytes(), FragmentTable(64, 1).memory_bytes());
}

// 64 pieces with a hole between any two: more than are kept apart.
TEST_P(FragmentsOf, TooManyHolesAreNotBelieved) {
    pass(datagram(1).first(16));
    for (uint16_t piece = 2; piece < 5; ++piece)
        expect_joined(pass(datagram(1).later(piece * 16, 8, true)));
    expect_apart(pass(datagram(1).later(80, 8, true)), Oddity::fragment_overlap);
}

}  // namespace
}  // namespace sluice
