// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_conduct.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/walk_under_test.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

std::vector<uint8_t> have(uint8_t index) {
    return message(4, std::vector<uint8_t>{0, 0, 0, index});
}
std::vector<uint8_t> block(uint8_t index) {
    return message(
        7, std::vector<uint8_t>{0, 0, 0, index, 0, 0, 0, 0} + std::vector<uint8_t>(0x4000, 0x99));
}

class Conduct : public testing::Test {
 protected:
    Conduct() { flow_.shake_hands(); }
    std::string_view up() { return flow_.role(kUp); }
    std::string_view down() { return flow_.role(kDown); }

    WalkUnderTest flow_;
};

TEST_F(Conduct, ADownloadFromASeed) {
    flow_.says(kUp, message(0x0f, {}));
    flow_.says(kDown, message(5, hex("ffc0")));
    EXPECT_EQ(up(), "unknown") << "nothing but an empty start";
    EXPECT_EQ(down(), "seed");
    flow_.says(kUp, interested());
    EXPECT_EQ(up(), "leech");
    flow_.says(kDown, unchoke() + block(0));
    EXPECT_EQ(up(), "leech");
    EXPECT_EQ(down(), "seed");
}

TEST_F(Conduct, WhoCompletesBecomesASeed) {
    flow_.says(kDown, message(5, hex("ffc0")));
    flow_.says(kUp, interested());
    for (uint8_t i = 0; i < 10; ++i) {
        flow_.says(kDown, block(i));
        flow_.says(kUp, have(i));
    }
    EXPECT_EQ(up(), "leech") << "while it still wants something";
    flow_.says(kUp, message(3, {}));
    EXPECT_EQ(up(), "seed");
}

TEST_F(Conduct, ALazyBitfieldIsFilledByHaves) {
    flow_.says(kDown, message(5, hex("fdc0")));
    EXPECT_EQ(down(), "unknown");
    flow_.says(kDown, have(6));
    EXPECT_EQ(down(), "seed");
}

TEST_F(Conduct, SpareBitsThatSomebodyHasAreNoSpareBits) {
    flow_.says(kDown, message(5, hex("ff80")));
    EXPECT_EQ(down(), "seed") << "nine pieces, as far as is known";
    flow_.says(kUp, message(5, hex("0040")));
    EXPECT_EQ(down(), "unknown") << "there is a tenth";
}

TEST_F(Conduct, APeerThatTradesIsBoth) {
    flow_.says(kUp, message(5, hex("f000")) + interested() + block(0));
    flow_.says(kDown, message(5, hex("0f00")) + interested() + block(5));
    EXPECT_EQ(up(), "both");
    EXPECT_EQ(down(), "both");
}

TEST_F(Conduct, ASuperseederShowsPiecesOneAtATime) {
    flow_.says(kUp, message(0x0f, {}) + have(3) + have(4) + unchoke());
    flow_.says(kDown, message(0x0f, {}) + interested());
    EXPECT_EQ(up(), "unknown");
    flow_.says(kUp, block(3) + have(7) + block(4));
    EXPECT_EQ(up(), "superseeder");
    EXPECT_EQ(down(), "leech");
}

TEST_F(Conduct, ASuperseederMaySendNoBitfieldAtAll) {
    flow_.says(kUp, extended(0, "de") + have(3) + block(3) + have(4) + block(4));
    EXPECT_EQ(up(), "superseeder");
}

TEST_F(Conduct, APartialSeedSaysSoInItsHandshake) {
    flow_.says(kUp, extended(0, "d1:mde11:upload_onlyi1ee") + message(5, hex("f000")));
    EXPECT_EQ(up(), "partial_seed");
    flow_.says(kUp, extended(0, "d1:mde11:upload_onlyi0ee"));
    EXPECT_EQ(up(), "unknown");
}

TEST_F(Conduct, ASeedThatLosesAPieceIsNone) {
    flow_.says(kDown, extended(0, "d1:md11:lt_donthavei7eee"));
    flow_.says(kUp, message(0x0e, {}));
    EXPECT_EQ(up(), "seed");
    flow_.says(kUp, extended(7, Bytes{hex("00000003")}));
    EXPECT_EQ(up(), "unknown");
    EXPECT_EQ(flow_.count(kUp, MessageKind::dont_have), 1u);
}

TEST(ConductOfALateFlow, IsJudgedByWhichWayBlocksRun) {
    WalkUnderTest flow;
    flow.walker.miss(flow.walk, kUp);
    flow.walker.miss(flow.walk, kDown);
    for (uint8_t i = 0; i < 16; ++i) {
        flow.says(kDown, request());
        flow.says(kUp, block(i));
    }
    EXPECT_EQ(flow.role(kUp), "seed");
    EXPECT_EQ(flow.role(kDown), "leech");
}

}  // namespace
}  // namespace sluice
