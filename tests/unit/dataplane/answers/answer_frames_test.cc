// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <gtest/gtest.h>

#include "classifier/wire/utp.h"
#include "dataplane/answers/own_answers.h"
#include "dataplane/answers/refusal.h"
#include "dataplane/answers/tcp_reset.h"
#include "dataplane/answers/utp_reset.h"
#include "tests/unit/dataplane/answers/seen_packet.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice {
namespace {

using test::Encapsulation;
using test::Frame;
using test::SeenPacket;

constexpr uint64_t kKey = 0x5eed'5eed'5eed'5eed;
constexpr ResetNumbers kNumbers{
    .sequence = 0x01020304, .acknowledgement = 0xfffefdfc, .has_acknowledgement = true};

// The IP packet that write() makes, behind what the seen one was behind.
template <typename Write>
std::vector<uint8_t> frame_of(const SeenPacket& seen, Way way, Write&& write) {
    Envelope envelope;
    EXPECT_TRUE(envelope.open(seen.bytes(), seen.packet.parsed.ip_offset));
    std::vector<uint8_t> frame(2'048, 0xee);
    const size_t bytes = write(std::span<uint8_t>(frame).subspan(envelope.size()));
    EXPECT_GT(bytes, 0u);
    frame.resize(envelope.close(frame, bytes, way));
    return frame;
}

std::vector<uint8_t> reset_of(const SeenPacket& seen, Way way,
                              const ResetNumbers& numbers = kNumbers) {
    return frame_of(seen, way, [&](std::span<uint8_t> room) {
        return write_tcp_reset(room, AnsweredPacket(seen.packet), way, numbers, 57, kKey);
    });
}

std::vector<uint8_t> refusal_of(const SeenPacket& seen) {
    return frame_of(seen, Way::back, [&](std::span<uint8_t> room) {
        return write_refusal(room, AnsweredPacket(seen.packet), kKey);
    });
}

TEST(TcpReset, SaysWhatTheOtherEndWouldInEveryEncapsulation) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        const SeenPacket seen(test::build(encapsulation));
        for (const Way way : {Way::onward, Way::back}) {
            SCOPED_TRACE(encapsulation.name + (way == Way::back ? " back" : " onward"));
            const SeenPacket reset(reset_of(seen, way));
            const ParsedPacket& is = reset.packet.parsed;
            const ParsedPacket& was = seen.packet.parsed;
            const bool back = way == Way::back;
            EXPECT_EQ(is.oddity, Oddity::none);
            EXPECT_EQ(is.source, back ? was.destination : was.source);
            EXPECT_EQ(is.destination, back ? was.source : was.destination);
            EXPECT_EQ(is.source_port, back ? was.destination_port : was.source_port);
            EXPECT_EQ(is.destination_port, back ? was.source_port : was.destination_port);
            EXPECT_EQ(is.tcp_flags, test::tcp_flag::kRst | test::tcp_flag::kAck);
            EXPECT_EQ(is.tcp_sequence, kNumbers.sequence);
            EXPECT_EQ(is.tcp_acknowledgement, kNumbers.acknowledgement);
            EXPECT_EQ(is.payload_wire_length, 0u);
            EXPECT_EQ(reset.ttl(), 57);
            EXPECT_TRUE(reset.checksums_are_right());
        }
    }
}

TEST(TcpReset, WithoutAnAcknowledgementHasNoAck) {
    const SeenPacket seen(test::build({"", Frame().ethernet()}));
    const SeenPacket reset(reset_of(seen, Way::onward, {.sequence = 5}));
    EXPECT_EQ(reset.packet.parsed.tcp_flags, test::tcp_flag::kRst);
    EXPECT_EQ(reset.packet.parsed.tcp_acknowledgement, 0u);
    EXPECT_TRUE(reset.checksums_are_right());
}

// RFC 3168, section 5: only what may be dropped for congestion says that it can be marked.
TEST(TcpReset, HasTheFlowsDscpAndNoEcn) {
    for (const bool ipv4 : {true, false}) {
        Frame frame = Frame().ethernet();
        if (ipv4)
            frame.ipv4("198.18.0.1", "198.18.0.2");
        else
            frame.ipv6("2001:db8::1", "2001:db8::2");
        const SeenPacket seen(frame.traffic_class(46 << 2 | 2).tcp(1, 2).bytes());
        const SeenPacket reset(reset_of(seen, Way::back));
        const uint8_t* const ip = reset.ip();
        EXPECT_EQ(ipv4 ? ip[1] : (ip[0] & 0x0f) << 4 | ip[1] >> 4, 46 << 2);
    }
}

TEST(TcpReset, OptionsAndExtensionHeadersOfTheSeenPacketAreNotItsOwn) {
    const std::vector<uint8_t> no_operations(8, 1);
    const SeenPacket ipv4(Frame()
                              .ethernet()
                              .ipv4("198.18.0.1", "198.18.0.2")
                              .options(no_operations)
                              .tcp(1, 2)
                              .bytes());
    const SeenPacket ipv6(Frame()
                              .ethernet()
                              .ipv6("2001:db8::1", "2001:db8::2")
                              .hop_by_hop()
                              .destination_options()
                              .tcp(1, 2)
                              .bytes());
    EXPECT_EQ(SeenPacket(reset_of(ipv4, Way::back)).packet.parsed.ip_bytes, 40u);
    EXPECT_EQ(SeenPacket(reset_of(ipv6, Way::back)).packet.parsed.ip_bytes, 60u);
    EXPECT_TRUE(SeenPacket(reset_of(ipv6, Way::back)).checksums_are_right());
}

TEST(TcpReset, IsNotWrittenWhereThereIsNoRoom) {
    const SeenPacket seen(test::build({"", Frame().ethernet()}));
    std::vector<uint8_t> room(39);
    EXPECT_EQ(write_tcp_reset(room, AnsweredPacket(seen.packet), Way::back, kNumbers, 64, kKey),
              0u);
}

TEST(Refusal, TellsTheSenderAndQuotesItsPacket) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        ASSERT_TRUE(may_be_refused(seen.packet));
        const SeenPacket refusal(refusal_of(seen));
        EXPECT_EQ(refusal.packet.parsed.source, seen.packet.parsed.destination);
        EXPECT_EQ(refusal.packet.parsed.destination, seen.packet.parsed.source);
        EXPECT_EQ(refusal.packet.parsed.protocol, encapsulation.ipv6 ? 58 : 1);
        EXPECT_EQ(refusal.transport()[0], encapsulation.ipv6 ? 1 : 3);
        EXPECT_EQ(refusal.transport()[1], encapsulation.ipv6 ? 1 : 13);
        EXPECT_TRUE(refusal.checksums_are_right());
        EXPECT_TRUE(std::equal(seen.ip(), seen.ip() + seen.packet.parsed.ip_bytes,
                               refusal.transport() + 8));
    }
}

// RFC 1812, section 4.3.2.3, and RFC 4443, section 2.4 (c).
TEST(Refusal, OfALongPacketQuotesAsMuchAsIsUsual) {
    const SeenPacket ipv4(
        Frame().ethernet().ipv4("198.18.0.1", "198.18.0.2").udp(1, 2).payload(1'400, 'x').bytes());
    const SeenPacket ipv6(Frame()
                              .ethernet()
                              .ipv6("2001:db8::1", "2001:db8::2")
                              .udp(1, 2)
                              .payload(1'400, 'x')
                              .bytes());
    EXPECT_EQ(SeenPacket(refusal_of(ipv4)).packet.parsed.ip_bytes, 576u);
    EXPECT_EQ(SeenPacket(refusal_of(ipv6)).packet.parsed.ip_bytes, 1'280u);
}

// RFC 1122, section 3.2.2, and RFC 4443, section 2.4 (e).
TEST(Refusal, IsNotForErrorsFragmentsGroupsOrNobody) {
    const auto refused = [](const Frame& frame) {
        return may_be_refused(SeenPacket(frame.bytes()).packet);
    };
    const auto from_to = [](const char* source, const char* destination) {
        return Frame().ethernet().ipv4(source, destination);
    };
    EXPECT_TRUE(refused(from_to("198.18.0.1", "198.18.0.2").icmp(8)));
    EXPECT_FALSE(refused(from_to("198.18.0.1", "198.18.0.2").icmp(3)));
    EXPECT_FALSE(refused(from_to("198.18.0.1", "198.18.0.2").icmp(11)));
    EXPECT_FALSE(refused(from_to("198.18.0.1", "198.18.0.2").icmp(5)));
    EXPECT_TRUE(refused(from_to("198.18.0.1", "198.18.0.2").fragment(1, 0, true).udp(1, 2)));
    EXPECT_FALSE(refused(
        from_to("198.18.0.1", "198.18.0.2").fragment(1, 8, false).protocol(17).payload(8, 'x')));
    EXPECT_FALSE(refused(from_to("198.18.0.1", "224.0.0.251").udp(1, 2)));
    EXPECT_FALSE(refused(from_to("198.18.0.1", "255.255.255.255").udp(1, 2)));
    EXPECT_FALSE(refused(from_to("0.0.0.0", "198.18.0.2").udp(1, 2)));
    const auto of_icmpv6 = [&](uint8_t type) {
        return refused(
            Frame().ethernet().ipv6("2001:db8::1", "2001:db8::2").protocol(58).payload(8, type));
    };
    EXPECT_TRUE(of_icmpv6(128));
    EXPECT_FALSE(of_icmpv6(1));
    EXPECT_FALSE(of_icmpv6(137));
}

// A SYN of uTP: BEP 29.
std::vector<uint8_t> utp_frame(uint8_t type, uint16_t id, uint16_t sequence, uint16_t acknowledged,
                               bool ipv6 = false, uint16_t source_port = 6'881) {
    Frame frame = Frame().ethernet();
    if (ipv6)
        frame.ipv6("2001:db8::1", "2001:db8::2");
    else
        frame.ipv4("198.18.0.1", "198.18.0.2");
    std::vector<uint8_t> utp(20);
    utp[0] = static_cast<uint8_t>(type << 4 | 1);
    put_be16(utp.data() + 2, id);
    put_be16(utp.data() + 16, sequence);
    put_be16(utp.data() + 18, acknowledged);
    return frame.udp(source_port, 51'413).payload(utp).bytes();
}

TEST(UtpReset, IsAResetOfThatConnection) {
    for (const bool ipv6 : {false, true}) {
        const SeenPacket seen(utp_frame(2, 100, 7, 9, ipv6));
        const SeenPacket reset(frame_of(seen, Way::back, [&](std::span<uint8_t> room) {
            return write_utp_reset(room, AnsweredPacket(seen.packet), Way::back, {101, 10, 7},
                                   12345, 64, kKey);
        }));
        EXPECT_TRUE(reset.checksums_are_right());
        EXPECT_EQ(reset.packet.parsed.source_port, 51'413);
        EXPECT_EQ(reset.packet.parsed.destination_port, 6'881);
        const auto header = parse_utp(reset.packet.payload());
        ASSERT_TRUE(header);
        EXPECT_EQ(header->type, UtpType::reset);
        EXPECT_EQ(header->connection_id, 101);
        EXPECT_EQ(header->sequence, 10);
        EXPECT_EQ(header->acknowledged, 7);
        EXPECT_EQ(header->timestamp_us, 12345u);
    }
}

// RFC 768: who sends from port 0 wants no answer, and a datagram for it is malformed.
TEST(UtpReset, IsSentToNobodyAtPort0) {
    const SeenPacket seen(utp_frame(2, 100, 7, 9, false, 0));
    std::array<uint8_t, 64> room;
    EXPECT_EQ(
        write_utp_reset(room, AnsweredPacket(seen.packet), Way::back, {101, 10, 7}, 1, 64, kKey),
        0u);
    EXPECT_NE(
        write_utp_reset(room, AnsweredPacket(seen.packet), Way::onward, {101, 10, 7}, 1, 64, kKey),
        0u);
}

std::vector<uint16_t> ids(const UtpIds& found) {
    return {found.ids.begin(), found.ids.begin() + static_cast<ptrdiff_t>(found.count)};
}

// Who began it receives with the SYN's id and sends with one more; the other the other way round.
TEST(UtpReset, HasTheIdThatItsReceiverReceivesWith) {
    const UtpNumbers seen{.connection_id = 101};
    const UtpNumbers back{.connection_id = 100};
    EXPECT_EQ(ids(utp_ids(seen, false, &back, Way::onward)), std::vector<uint16_t>{101});
    EXPECT_EQ(ids(utp_ids(seen, false, &back, Way::back)), std::vector<uint16_t>{100});
    EXPECT_EQ(ids(utp_ids(seen, false, nullptr, Way::back)), (std::vector<uint16_t>{100, 102}));
    const UtpNumbers of_another{.connection_id = 7};
    EXPECT_EQ(ids(utp_ids(seen, false, &of_another, Way::back)), (std::vector<uint16_t>{100, 102}));
    EXPECT_EQ(ids(utp_ids(seen, true, nullptr, Way::back)), std::vector<uint16_t>{101});
    EXPECT_TRUE(ids(utp_ids(seen, true, nullptr, Way::onward)).empty());
}

// As libtorrent has it: neither beyond what its receiver has sent, nor long acknowledged.
TEST(UtpReset, AcknowledgesWhatItsReceiverHasSent) {
    const UtpNumbers seen{.sequence = 700, .acknowledged = 40};
    for (const UtpType type : {UtpType::data, UtpType::fin, UtpType::state, UtpType::syn}) {
        SCOPED_TRACE(static_cast<int>(type));
        const UtpNumbers onward = utp_reset_numbers(seen, type, Way::onward);
        EXPECT_EQ(onward.sequence, 700);
        EXPECT_EQ(onward.acknowledged, 40);
        const UtpNumbers back = utp_reset_numbers(seen, type, Way::back);
        EXPECT_EQ(back.sequence, 41);
        EXPECT_EQ(back.acknowledged, type == UtpType::state ? 699 : 700)
            << "an ST_STATE has the number of the packet after it";
    }
    const UtpNumbers around{.sequence = 0, .acknowledged = 0xffff};
    EXPECT_EQ(utp_reset_numbers(around, UtpType::state, Way::back).sequence, 0);
    EXPECT_EQ(utp_reset_numbers(around, UtpType::state, Way::back).acknowledged, 0xffff);
}

TEST(OwnAnswers, AreKnownAfterRoutersHaveCountedThemDown) {
    for (const Encapsulation& encapsulation : test::all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        const SeenPacket seen(test::build(encapsulation));
        for (std::vector<uint8_t> frame :
             {reset_of(seen, Way::onward), reset_of(seen, Way::back), refusal_of(seen)}) {
            const SeenPacket before(frame);
            EXPECT_TRUE(is_own_answer(before.packet, kKey));
            EXPECT_FALSE(is_own_answer(before.packet, kKey + 1)) << "another box's";
            const size_t ip = before.packet.parsed.ip_offset;
            frame[ip + (before.ip()[0] >> 4 == 4 ? 8 : 7)] -= 3;
            EXPECT_TRUE(is_own_answer(SeenPacket(frame).packet, kKey));
        }
    }
    const SeenPacket utp(utp_frame(2, 100, 7, 9));
    const SeenPacket reset(frame_of(utp, Way::onward, [&](std::span<uint8_t> room) {
        return write_utp_reset(room, AnsweredPacket(utp.packet), Way::onward, {100, 7, 9}, 1, 64,
                               kKey);
    }));
    EXPECT_TRUE(is_own_answer(reset.packet, kKey));
}

TEST(OwnAnswers, ThoseOfTheEndsAreTheirs) {
    for (uint32_t sequence = 1; sequence < 2'000; ++sequence) {
        const SeenPacket reset(Frame()
                                   .ethernet()
                                   .ipv4("198.18.0.1", "198.18.0.2")
                                   .tcp(1, 2, sequence, test::tcp_flag::kRst)
                                   .bytes());
        ASSERT_FALSE(is_own_answer(reset.packet, kKey)) << sequence;
    }
    EXPECT_FALSE(is_own_answer(SeenPacket(utp_frame(3, 100, 7, 9)).packet, kKey));
}

// Cut anywhere: nothing beyond the bytes in hand is read.
TEST(OwnAnswers, CutShortAreNotLookedInto) {
    const SeenPacket seen(test::build({"", Frame().ethernet()}));
    for (const auto& frame : {reset_of(seen, Way::back), refusal_of(seen)}) {
        for (size_t cut_off = 0; cut_off < frame.size(); ++cut_off) {
            const std::vector<uint8_t> in_hand(frame.begin(),
                                               frame.end() - static_cast<ptrdiff_t>(cut_off));
            SeenPacket cut(in_hand);
            cut.packet.wire_length = static_cast<uint32_t>(frame.size());
            parse_packet(cut.bytes(), cut.packet.wire_length, TunnelView::inner, cut.packet.parsed);
            is_own_answer(cut.packet, kKey);
        }
    }
}

}  // namespace
}  // namespace sluice
