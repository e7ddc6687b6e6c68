// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_framing.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

const std::vector<uint8_t> kNoise(50, 0xaa);

std::vector<uint8_t> have_another() {
    return hex("00000005 04 00000018");
}

FramingEvidence evidence(const std::vector<uint8_t>& bytes) {
    return judge_framing(bytes).evidence;
}

TEST(FindMessageBoundary, FindsThreeMessagesInARow) {
    EXPECT_EQ(find_message_boundary(kNoise + have() + request() + interested()), 50u);
    EXPECT_FALSE(find_message_boundary(kNoise + have() + request()));
}

TEST(FindMessageBoundary, FindsTheHeaderOfAUsualPiece) {
    const auto bytes = kNoise + Bytes{piece()}.first(5);
    EXPECT_EQ(find_message_boundary(bytes), 50u);
    EXPECT_FALSE(find_message_boundary(Bytes{bytes}.first(54)));
    EXPECT_FALSE(find_message_boundary(kNoise + hex("00004009 07 ff000017 00000000")));
}

TEST(FindMessageBoundary, FindsMessagesThatFillTheBytes) {
    EXPECT_EQ(find_message_boundary(have() + request()), 0u);
    const auto filled = have() + request();
    for (size_t n = 0; n < filled.size(); ++n)
        EXPECT_EQ(find_message_boundary(Bytes{filled}.first(n)).has_value(), n == have().size());
}

TEST(FindMessageBoundary, TakesNoZerosForKeepAlives) {
    EXPECT_FALSE(find_message_boundary(std::vector<uint8_t>(4'000, 0)));
    EXPECT_FALSE(find_message_boundary({}));
}

TEST(FindMessageBoundary, FindsMessagesBehindZeros) {
    for (size_t zeros = 0; zeros < 40; ++zeros)
        EXPECT_EQ(find_message_boundary(hex("ff") + std::vector<uint8_t>(zeros, 0) + have() +
                                        request() + interested() + hex("ff")),
                  1 + zeros)
            << zeros;
}

// A message's length and id at every other place, which never goes on: made to cost time.
TEST(FindMessageBoundary, GivesUpASegmentFullOfPlacesThatAreNone) {
    std::vector<uint8_t> bytes;
    for (int i = 0; i < 20; ++i)
        bytes = bytes + have() + hex("ff");
    EXPECT_EQ(find_message_boundary(bytes + have() + request() + interested() + hex("ff")),
              20 * 10u);
    for (int i = 0; i < 80; ++i)
        bytes = bytes + have() + hex("ff");
    EXPECT_FALSE(find_message_boundary(bytes + have() + request() + interested() + hex("ff")));
}

TEST(FindMessageBoundary, TakesNoBooleansOfADatabaseForMessages) {
    // A tuple of PostgreSQL's binary COPY: one-byte fields behind 32-bit lengths.
    EXPECT_FALSE(find_message_boundary(
        kNoise + hex("0004 00000001 01 00000001 00 00000001 01 00000001 01") + kNoise));
}

TEST(JudgeFraming, IsStrongWithARequestAnywhere) {
    EXPECT_EQ(evidence(request()), FramingEvidence::strong);
    EXPECT_EQ(evidence(have() + request() + unchoke()), FramingEvidence::strong);
    const auto bytes = kNoise + request() + kNoise;
    EXPECT_EQ(evidence(bytes), FramingEvidence::strong);
    EXPECT_EQ(judge_framing(bytes).next, 67u);
}

TEST(JudgeFraming, IsStrongWithAUsualBlockAtTheStart) {
    auto first = piece();
    first.resize(1448);
    EXPECT_EQ(judge_framing(first).evidence, FramingEvidence::strong);
    EXPECT_EQ(judge_framing(first).next, 16'397u);
    EXPECT_EQ(evidence(unchoke() + first), FramingEvidence::strong);
}

TEST(JudgeFraming, IsWeakWithAUsualBlockFurtherBehind) {
    const auto bytes = kNoise + Bytes{piece()}.first(200);
    EXPECT_EQ(evidence(bytes), FramingEvidence::weak);
    EXPECT_EQ(judge_framing(bytes).next, 50u + 16'397u);
    EXPECT_TRUE(continues_framing(piece()));
    EXPECT_TRUE(continues_framing(have()));
    EXPECT_FALSE(continues_framing(unchoke())) << "nothing in it can be checked";
    EXPECT_FALSE(continues_framing(kNoise));
    EXPECT_FALSE(continues_framing({}));
}

TEST(JudgeFraming, IsWeakWithTwoPlausibleMessages) {
    EXPECT_EQ(evidence(have() + have_another()), FramingEvidence::weak);
    EXPECT_EQ(evidence(have() + unchoke() + have_another()), FramingEvidence::weak);
    EXPECT_EQ(evidence(have() + have()), FramingEvidence::none) << "a piece is announced once";
    EXPECT_EQ(evidence(have()), FramingEvidence::none);
    EXPECT_EQ(evidence(have() + have_another() + kNoise), FramingEvidence::none);
}

TEST(JudgeFraming, SaysNothingOfBareStates) {
    EXPECT_EQ(evidence(unchoke()), FramingEvidence::none);
    EXPECT_EQ(evidence(unchoke() + interested()), FramingEvidence::none);
    EXPECT_EQ(evidence(keep_alive()), FramingEvidence::none);
    EXPECT_EQ(evidence(std::vector<uint8_t>(1448, 0)), FramingEvidence::none);
    EXPECT_EQ(evidence({}), FramingEvidence::none);
}

TEST(JudgeFraming, HoldsAtEveryTruncation) {
    const auto whole = have() + request();
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(evidence({whole.begin(), whole.begin() + static_cast<ptrdiff_t>(n)}),
                  FramingEvidence::none)
            << n;
}

TEST(JudgeFraming, LiedAboutLengthsRefuteIt) {
    for (size_t i = 0; i < 4; ++i) {
        auto bytes = request();
        bytes[i] ^= 1;
        EXPECT_EQ(evidence(bytes), FramingEvidence::none) << i;
    }
}

TEST(JudgeFraming, IsNotTakenInByOtherFramings) {
    const struct {
        const char* what;
        const char* bytes;
    } others[] = {
        {"TLS", "16030100c8010000c40303"},
        {"PostgreSQL startup", "00000029000300007573657200706f73746772657300646174616261736500"},
        {"PostgreSQL SSL request", "0000000804d2162f"},
        {"PostgreSQL booleans", "440000001e00040000000101000000010000000001010000000101"},
        {"Kafka request", "0000001a 0003 0001 00000007 000a 70726f64756365722d31 00000000"},
        {"Kafka response", "00000010 00000006 00000001 00000000 00000000"},
        {"Thrift, framed", "0000001d 80010001 00000004 70696e67 00000000 00"},
        {"Thrift, compact", "0000000d 82210104 70696e67 00000000 00"},
        {"AMQP method", "01 0001 0000000d 003c0050 0000000000000001 00 ce"},
        {"AMQP heartbeat", "08 0000 00000000 ce"},
        {"MQTT", "300d 0004 61626364 00004000 0000"},
        {"RTMP window", "02 000000 000004 05 00000000 002625a0"},
        {"RTMP bandwidth", "02 000000 000005 06 00000000 002625a0 02"},
        {"HTTP/2", "000012 04 00 00000000 000300000064 000400004000 000200000000"},
        {"HTTP/2 acknowledgement", "000000 04 01 00000000 000004 08 00 00000000 00004000"},
        {"ONC RPC", "80000028 00000006 00000000 00000002 000186a3 00000003 00000000"},
        {"SSH key exchange", "0000013c 07 1e 00000100 aaaaaaaa"},
        {"Oracle TNS", "0000000d 06 00 0000 0000 11690000 0000000d 06 00 0000"},
        {"SMPP", "00000010 00000015 00000000 00000004"},
        {"DICOM", "04 00 0000400d 00004009 07 02 0800050010000a00"},
        {"three small numbers", "0000000d 06 00000005 00000000 00000064"},
        {"the same, over and over", "00000005 04 00000001 00000005 04 00000001"},
    };
    for (const auto& other : others)
        EXPECT_EQ(evidence(hex(other.bytes)), FramingEvidence::none) << other.what;
}

TEST(JudgeFraming, IsNotTakenInByRandomBytes) {
    std::mt19937 random{11};
    for (int round = 0; round < 20'000; ++round) {
        std::vector<uint8_t> bytes(200);
        // Every other round small numbers, as in tables.
        for (size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<uint8_t>(round % 2 == 0 || i % 4 == 3 ? random() : 0);
        ASSERT_EQ(evidence(bytes), FramingEvidence::none) << round;
    }
}

}  // namespace
}  // namespace sluice
