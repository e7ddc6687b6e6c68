// SPDX-License-Identifier: Apache-2.0
#include "classifier/utp_conversation.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

UtpHeader packet(UtpType type, uint16_t connection_id, uint16_t sequence, uint16_t acknowledged,
                 uint32_t timestamp_us = 1'000) {
    return {type, connection_id, timestamp_us, sequence, acknowledged, {}};
}

TEST(UtpConversation, AgreesWhenASynIsAnswered) {
    UtpConversation conversation;
    EXPECT_FALSE(conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp));
    EXPECT_TRUE(conversation.observe(packet(UtpType::state, 100, 900, 7), kDown));
}

TEST(UtpConversation, AgreesInTheMiddleOnceBothEndsAcknowledge) {
    for (const int apart : {1, -1}) {
        UtpConversation conversation;
        const auto other = static_cast<uint16_t>(100 + apart);
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 100, 50, 899), kUp));
        EXPECT_FALSE(conversation.observe(packet(UtpType::state, other, 900, 50), kDown));
        EXPECT_TRUE(conversation.observe(packet(UtpType::data, 100, 51, 899), kUp));
    }
}

TEST(UtpConversation, NeverAgreesOneWay) {
    UtpConversation conversation;
    for (uint16_t i = 1; i < 100; ++i)
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 100, i, i), kUp));
}

TEST(UtpConversation, RejectsConnectionIdsThatAreNoPair) {
    for (const uint16_t id : {99, 102, 0, 5'000}) {
        UtpConversation conversation;
        conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp);
        EXPECT_FALSE(conversation.observe(packet(UtpType::state, id, 900, 7), kDown)) << id;
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, id, 8, 900), kUp)) << id;
    }
}

TEST(UtpConversation, RejectsAnAnswerToASynThatAcknowledgesSomethingElse) {
    UtpConversation conversation;
    conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp);
    EXPECT_FALSE(conversation.observe(packet(UtpType::state, 100, 900, 9), kDown));
}

TEST(UtpConversation, RejectsFieldsOfZeros) {
    UtpConversation conversation;
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 0, 0, 0), kUp));
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 1, 0, 0), kDown));
    }
}

TEST(UtpConversation, RejectsAClockThatStandsAtZeroOrRunsBackwards) {
    UtpConversation none;
    none.observe(packet(UtpType::syn, 100, 7, 0, 0), kUp);
    EXPECT_FALSE(none.observe(packet(UtpType::state, 100, 900, 7, 0), kDown));

    UtpConversation backwards;
    backwards.observe(packet(UtpType::data, 100, 50, 899, 500'000'000), kUp);
    backwards.observe(packet(UtpType::state, 101, 900, 50), kDown);
    EXPECT_FALSE(backwards.observe(packet(UtpType::data, 100, 51, 899, 100'000'000), kUp));
}

}  // namespace
}  // namespace sluice
