// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/reset_numbers.h"

#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// 700 bytes, of which the receiver has said that it expects them.
constexpr SeenSegment kSegment{
    .sequence = 1'000, .acknowledgement = 5'000, .payload_bytes = 700, .has_acknowledgement = true};

FollowedNumbers followed(uint32_t next_sequence, uint32_t acknowledged) {
    return {.next_sequence = next_sequence,
            .acknowledged = acknowledged,
            .known = true,
            .has_acknowledged = true};
}

std::vector<uint32_t> sequences(const ResetLadder& ladder) {
    std::vector<uint32_t> all;
    for (const ResetNumbers& numbers : ladder.all())
        all.push_back(numbers.sequence);
    return all;
}

using Sequences = std::vector<uint32_t>;

TEST(ResetNumbers, InlineTheReceiverIsToldWhereTheLastPacketThatPassedEnded) {
    const ResetScene scene{
        .segment = kSegment, .onward = followed(1'000, 5'000), .back = followed(5'000, 1'000)};
    const ResetLadder ladder = reset_ladder(scene, Way::onward);
    EXPECT_EQ(sequences(ladder), Sequences{1'000});
    EXPECT_EQ(ladder.all()[0].acknowledgement, 5'000u);
    EXPECT_TRUE(ladder.all()[0].has_acknowledgement);
}

TEST(ResetNumbers, InlineTheSenderIsToldWhatItAcknowledged) {
    const ResetScene scene{
        .segment = kSegment, .onward = followed(1'000, 5'000), .back = followed(5'000, 1'000)};
    const ResetLadder ladder = reset_ladder(scene, Way::back);
    EXPECT_EQ(sequences(ladder), Sequences{5'000});
    EXPECT_EQ(ladder.all()[0].acknowledgement, 1'000u) << "the segment did not get there";
}

// What has passed the box on its way to the sender arrives before the reset does.
TEST(ResetNumbers, InlineWhatIsOnItsWayToTheSenderCounts) {
    const ResetScene scene{
        .segment = kSegment, .onward = followed(1'000, 5'000), .back = followed(6'400, 1'000)};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::back)), (Sequences{6'400, 5'000}));
}

// Then nothing is on its way any more, and its own word is exact.
TEST(ResetNumbers, AChallengeAckIsAnsweredWithTheNumberThatItCarries) {
    const SeenSegment challenge{
        .sequence = 1'700, .acknowledgement = 4'300, .has_acknowledgement = true};
    const ResetScene scene{.segment = challenge,
                           .onward = followed(1'700, 5'000),
                           .back = followed(5'000, 1'700),
                           .again = true};
    EXPECT_EQ(reset_ladder(scene, Way::back).all()[0].sequence, 4'300u);
}

TEST(ResetNumbers, BytesLostBehindTheBoxAreWhatTheReceiverStillExpects) {
    const ResetScene scene{
        .segment = kSegment, .onward = followed(1'000, 5'000), .back = followed(5'000, 300)};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward)), (Sequences{1'000, 300}));
}

TEST(ResetNumbers, OfAFlowPickedUpOnItsWayTheSegmentItselfTells) {
    const ResetScene scene{.segment = kSegment};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward)), Sequences{1'000});
    EXPECT_EQ(sequences(reset_ladder(scene, Way::back)), Sequences{5'000});
}

TEST(ResetNumbers, NumbersWrapAsTcpsDo) {
    SeenSegment segment = kSegment;
    segment.sequence = 0xffffff00;
    const ResetScene tap{.segment = segment,
                         .onward = followed(0xffffff00, 5'000),
                         .back = followed(5'000, 0xffffff00),
                         .passes = true};
    EXPECT_EQ(reset_ladder(tap, Way::onward).all()[0].sequence, 444u);
}

// RFC 9293, section 3.10.7.1 and 3.10.7.3: who has sent a SYN believes a reset that acknowledges
// it.
TEST(ResetNumbers, ASynIsAnsweredWithItsAcknowledgement) {
    const ResetScene scene{.segment = {.sequence = 77, .syn = true}};
    EXPECT_TRUE(reset_ladder(scene, Way::onward).empty()) << "there is no connection yet";
    const ResetLadder ladder = reset_ladder(scene, Way::back);
    ASSERT_EQ(sequences(ladder), Sequences{0});
    EXPECT_EQ(ladder.all()[0].acknowledgement, 78u);
}

TEST(ResetNumbers, ASynAckIsAnsweredToBothEnds) {
    const ResetScene scene{.segment = {.sequence = 9'000,
                                       .acknowledgement = 78,
                                       .has_acknowledgement = true,
                                       .syn = true},
                           .back = {.next_sequence = 78, .known = true}};
    const ResetLadder to_server = reset_ladder(scene, Way::back);
    ASSERT_EQ(sequences(to_server), Sequences{78});
    EXPECT_EQ(to_server.all()[0].acknowledgement, 9'001u);
    const ResetLadder to_client = reset_ladder(scene, Way::onward);
    ASSERT_EQ(sequences(to_client), Sequences{9'000});
    EXPECT_EQ(to_client.all()[0].acknowledgement, 78u);
}

// The segment gets there all the same, and perhaps some more before the reset does.
TEST(ResetNumbers, OnATapALadderLeadsFromTheSegmentsEnd) {
    const ResetScene scene{.segment = kSegment,
                           .onward = followed(1'000, 5'000),
                           .back = followed(5'000, 1'000),
                           .passes = true};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward)),
              (Sequences{1'700, 1'000, 2'400, 3'100, 4'500}));
    const ResetLadder back = reset_ladder(scene, Way::back);
    EXPECT_EQ(sequences(back), Sequences{5'000});
    EXPECT_EQ(back.all()[0].acknowledgement, 1'700u) << "as who has got it would say";
}

TEST(ResetNumbers, OnATapAnAckAloneHasTwoRungsAtMost) {
    const SeenSegment ack{.sequence = 1'000, .acknowledgement = 5'000, .has_acknowledgement = true};
    const ResetScene scene{.segment = ack,
                           .onward = followed(1'000, 5'000),
                           .back = followed(6'400, 800),
                           .passes = true};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward)), (Sequences{1'000, 800}));
    EXPECT_EQ(sequences(reset_ladder(scene, Way::back)), (Sequences{6'400, 5'000}));
}

TEST(ResetNumbers, OnATapASegmentSentAgainStartsFromTheFarthest) {
    const ResetScene scene{.segment = kSegment,
                           .onward = followed(8'000, 5'000),
                           .back = followed(5'000, 1'000),
                           .passes = true};
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward))[0], 8'000u);
    EXPECT_EQ(sequences(reset_ladder(scene, Way::onward))[1], 1'000u);
}

}  // namespace
}  // namespace sluice
