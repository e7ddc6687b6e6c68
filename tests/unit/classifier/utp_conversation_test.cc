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
    EXPECT_FALSE(conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp, 0));
    EXPECT_TRUE(conversation.observe(packet(UtpType::state, 100, 900, 7), kDown, 0));
}

TEST(UtpConversation, AgreesInTheMiddleOnceBothEndsAcknowledge) {
    for (const int apart : {1, -1}) {
        UtpConversation conversation;
        const auto other = static_cast<uint16_t>(100 + apart);
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 100, 50, 899), kUp, 0));
        EXPECT_FALSE(conversation.observe(packet(UtpType::state, other, 900, 50), kDown, 0));
        EXPECT_TRUE(conversation.observe(packet(UtpType::data, 100, 51, 899), kUp, 0));
    }
}

// One direction: packets a step apart, the sender's clock and ours.
struct OneWay {
    uint16_t step = 1;
    uint32_t sender_us = 4'000;
    uint32_t ours_us = 4'000;
    UtpType type = UtpType::data;
    uint16_t id_step = 0;
    uint16_t acknowledged_step = 0;

    bool proves(uint16_t packets = 60) const {
        UtpConversation conversation;
        bool proven = false;
        for (uint16_t i = 1; i <= packets; ++i)
            proven |= conversation.observe(
                packet(type, static_cast<uint16_t>(100 + i * id_step),
                       static_cast<uint16_t>(65'520 + i * step),
                       static_cast<uint16_t>(500 + i * acknowledged_step), 90'000 + i * sender_us),
                kDown, 0xfffffff0 + i * ours_us);
        return proven;
    }
};

TEST(UtpConversation, BelievesOneDirectionThatKeepsCountAndTime) {
    EXPECT_TRUE(OneWay{}.proves());
    EXPECT_FALSE(OneWay{}.proves(11)) << "too few";
    EXPECT_TRUE((OneWay{.sender_us = 4'200}.proves()));
    EXPECT_TRUE((OneWay{.step = 0, .type = UtpType::state, .acknowledged_step = 2}.proves()))
        << "the receiver's side";
}

TEST(UtpConversation, BelievesNoOneDirectionWithoutThem) {
    EXPECT_FALSE((OneWay{.step = 0}.proves())) << "a number that stands";
    EXPECT_FALSE((OneWay{.step = 3}.proves())) << "another step";
    EXPECT_FALSE((OneWay{.id_step = 1}.proves())) << "another connection each time";
    EXPECT_FALSE((OneWay{.sender_us = 4}.proves())) << "a clock of milliseconds";
    EXPECT_FALSE((OneWay{.sender_us = 400'000}.proves())) << "no clock";
    EXPECT_FALSE((OneWay{.ours_us = 0}.proves())) << "all at once says nothing of a clock";
    EXPECT_FALSE((OneWay{.type = UtpType::syn}.proves()));
}

// What one direction shows alone is not enough where the other one contradicts it.
TEST(UtpConversation, BelievesNoDirectionWhoseOtherHasAnotherConnection) {
    for (const uint16_t other : {101, 500}) {
        UtpConversation conversation;
        bool proven = false;
        for (uint16_t i = 1; i <= 40; ++i) {
            const auto lagging = static_cast<uint16_t>(900 + i);  // behind what is remembered
            proven |= conversation.observe(
                packet(UtpType::data, 100, i, lagging, 90'000 + i * 4'000), kUp, i * 4'000);
            proven |=
                conversation.observe(packet(UtpType::state, other, 2'000,
                                            static_cast<uint16_t>(i + 60'000), 5'000 + i * 4'000),
                                     kDown, i * 4'000);
        }
        EXPECT_EQ(proven, other == 101) << other;
    }
}

TEST(UtpConversation, RejectsConnectionIdsThatAreNoPair) {
    for (const uint16_t id : {99, 102, 0, 5'000}) {
        UtpConversation conversation;
        conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp, 0);
        EXPECT_FALSE(conversation.observe(packet(UtpType::state, id, 900, 7), kDown, 0)) << id;
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, id, 8, 900), kUp, 0)) << id;
    }
}

TEST(UtpConversation, RejectsAnAnswerToASynThatAcknowledgesSomethingElse) {
    UtpConversation conversation;
    conversation.observe(packet(UtpType::syn, 100, 7, 0), kUp, 0);
    EXPECT_FALSE(conversation.observe(packet(UtpType::state, 100, 900, 9), kDown, 0));
}

TEST(UtpConversation, RejectsFieldsOfZeros) {
    UtpConversation conversation;
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 0, 0, 0), kUp, 0));
        EXPECT_FALSE(conversation.observe(packet(UtpType::data, 1, 0, 0), kDown, 0));
    }
}

TEST(UtpConversation, RejectsAClockThatStandsAtZeroOrRunsBackwards) {
    UtpConversation none;
    none.observe(packet(UtpType::syn, 100, 7, 0, 0), kUp, 0);
    EXPECT_FALSE(none.observe(packet(UtpType::state, 100, 900, 7, 0), kDown, 0));

    UtpConversation backwards;
    backwards.observe(packet(UtpType::data, 100, 50, 899, 500'000'000), kUp, 0);
    backwards.observe(packet(UtpType::state, 101, 900, 50), kDown, 0);
    EXPECT_FALSE(backwards.observe(packet(UtpType::data, 100, 51, 899, 100'000'000), kUp, 0));
}

}  // namespace
}  // namespace sluice
