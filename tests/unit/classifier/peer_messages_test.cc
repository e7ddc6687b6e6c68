// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_messages.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/walk_under_test.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

TEST(PeerMessages, CountsEachKindInItsDirection) {
    WalkUnderTest flow;
    flow.shake_hands();
    flow.says(kUp, message(0x0e, {}) + message(9, hex("1ae1")) + unchoke());
    flow.says(kDown, message(0x0f, {}) + interested() + request() + request());
    flow.says(kUp, piece());
    EXPECT_EQ(flow.count(kUp, MessageKind::have_all), 1u);
    EXPECT_EQ(flow.count(kUp, MessageKind::dht_port), 1u);
    EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u);
    EXPECT_EQ(flow.count(kUp, MessageKind::piece), 1u);
    EXPECT_EQ(flow.count(kDown, MessageKind::have_none), 1u);
    EXPECT_EQ(flow.count(kDown, MessageKind::piece_request), 2u);
    EXPECT_EQ(flow.count(kDown, MessageKind::piece), 0u);
    const PeerDescription description = flow.walker.describe(flow.walk);
    EXPECT_EQ(description.pieces[0], 1u);
    EXPECT_EQ(description.requests[1], 2u);
    EXPECT_EQ(flow.counts.walker_gaps.get(), 0u);
}

TEST(PeerMessages, CountsStayAtTheirGreatestValueAndRequestsGoOn) {
    WalkUnderTest flow;
    flow.shake_hands();
    std::vector<uint8_t> many;
    for (int i = 0; i < 10'000; ++i)
        many = std::move(many) + request();
    for (int i = 0; i < 7; ++i)
        flow.says(kUp, many);
    EXPECT_EQ(flow.count(kUp, MessageKind::piece_request), 65'535u);
    EXPECT_EQ(flow.walker.describe(flow.walk).requests[0], 70'000u);
}

TEST(PeerMessages, TakesABitfieldOnlyAtTheStart) {
    const auto bitfield = message(5, hex("ff80"));
    for (const auto& before : {std::vector<uint8_t>{}, keep_alive(), extended(0, "de"),
                               extended(0, "de") + message(9, hex("1ae1"))}) {
        WalkUnderTest flow;
        flow.shake_hands();
        flow.says(kUp, before + bitfield + have());
        EXPECT_EQ(flow.count(kUp, MessageKind::bitfield), 1u);
        EXPECT_EQ(flow.counts.walker_gaps.get(), 1u) << "piece 23 of at most 16";
    }
    for (const auto& before : {unchoke(), have(), bitfield, message(0x0e, {})}) {
        WalkUnderTest flow;
        flow.shake_hands();
        flow.says(kUp, before + bitfield);
        EXPECT_EQ(flow.counts.walker_gaps.get(), 1u);
    }
}

TEST(PeerMessages, TakesTheFastExtensionsMessagesOnlyWhereBothEndsOfferIt) {
    for (const uint8_t id : {0x0e, 0x0f}) {
        WalkUnderTest flow;
        flow.shake_hands(false);
        flow.says(kUp, message(id, {}));
        EXPECT_EQ(flow.counts.walker_gaps.get(), 1u) << int{id};
    }
    for (const uint8_t id : {0x0d, 0x11}) {
        WalkUnderTest flow;
        flow.shake_hands(false);
        flow.says(kUp, message(id, hex("00000001")));
        EXPECT_EQ(flow.counts.walker_gaps.get(), 1u) << int{id};
    }
    WalkUnderTest one_sided;
    one_sided.says(kUp, offering(true));
    one_sided.says(kUp, message(0x0e, {}));
    EXPECT_EQ(one_sided.counts.walker_gaps.get(), 0u) << "the other may offer it too";
}

TEST(PeerMessages, BothEndsSpeakOfTheSameTorrent) {
    WalkUnderTest flow;
    flow.shake_hands();
    flow.says(kUp, message(5, hex("ff80")));
    flow.says(kDown, message(5, hex("ff")));
    EXPECT_EQ(flow.counts.walker_gaps.get(), 1u) << "a bitfield of another length";
    flow.says(kUp, message(4, hex("0000000f")));
    EXPECT_EQ(flow.counts.walker_gaps.get(), 1u);
    flow.says(kUp, message(4, hex("00000010")));
    EXPECT_EQ(flow.counts.walker_gaps.get(), 2u) << "a piece past the bitfield's end";
}

TEST(PeerMessages, LosesItsPlaceAtARequestThatNobodyWouldServe) {
    WalkUnderTest flow;
    flow.shake_hands();
    flow.says(kUp, hex("0000000d 06 00000017 00004000 00020001"));
    EXPECT_EQ(flow.counts.walker_gaps.get(), 1u);
    EXPECT_EQ(flow.count(kUp, MessageKind::piece_request), 0u);
}

TEST(PeerMessages, ReadsContentHoweverTheStreamIsCut) {
    const auto stream = offering(true) + extended(0, "d1:md6:ut_pexi5e11:upload_onlyi3eee") +
                        message(5, std::vector<uint8_t>(100, 0xff)) + have() + unchoke();
    for (const size_t size : {1u, 2u, 3u, 5u, 17u, 74u, 75u, 4'000u}) {
        WalkUnderTest flow;
        flow.says(kDown, offering(true));
        flow.says(kUp, stream, size);
        flow.says(kDown, extended(5, "d5:added0:e") + extended(3, "\x01") + extended(9, "x"));
        EXPECT_EQ(flow.count(kUp, MessageKind::extension_handshake), 1u) << size;
        EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u) << size;
        EXPECT_EQ(flow.count(kDown, MessageKind::peer_exchange), 1u) << size;
        EXPECT_EQ(flow.count(kDown, MessageKind::upload_only), 1u) << size;
        EXPECT_EQ(flow.count(kDown, MessageKind::other_extension), 1u) << size;
        EXPECT_EQ(flow.role(kUp), "seed") << size;
        EXPECT_EQ(flow.role(kDown), "partial_seed") << size;
        EXPECT_EQ(flow.counts.walker_gaps.get(), 0u) << size;
        EXPECT_EQ(flow.counts.contents_unread.get(), 0u) << size;
        EXPECT_EQ(flow.buffers.in_use(), 0u) << size;
    }
}

TEST(PeerMessages, PassesOverContentThatItHasNoRoomFor) {
    const auto pex = "d5:added3000:" + std::string(3'000, 'x') + "e";
    for (const size_t size : {1'000u, 4'000u}) {
        WalkUnderTest flow;
        flow.shake_hands();
        flow.says(kDown, extended(0, "d1:md6:ut_pexi5eee"));
        flow.says(kUp, extended(5, pex) + unchoke(), size);
        EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u);
        EXPECT_EQ(flow.counts.contents_unread.get(), size == 1'000u ? 1u : 0u)
            << "in one segment it needs no room";
    }
    WalkUnderTest without{0};
    without.shake_hands();
    without.says(kUp, extended(0, "d1:md6:ut_pexi5eee") + unchoke(), 20);
    EXPECT_EQ(without.count(kUp, MessageKind::unchoke), 1u);
    EXPECT_EQ(without.counts.contents_unread.get(), 1u);
    EXPECT_EQ(without.counts.held_exhausted.get(), 1u);
}

TEST(PeerMessages, PassesOverContentThatACaptureCutOff) {
    WalkUnderTest flow;
    flow.shake_hands();
    const auto handshake = extended(0, "d1:md6:ut_pexi5eee");
    flow.observe(kUp, Bytes{handshake}.first(9), static_cast<uint32_t>(handshake.size() - 9));
    flow.says(kUp, unchoke());
    EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u);
    EXPECT_EQ(flow.counts.contents_unread.get(), 1u);
    EXPECT_EQ(flow.counts.walker_gaps.get(), 0u);
}

TEST(PeerMessages, PassesOverContentThatIsMalformed) {
    for (const size_t size : {10u, 4'000u}) {
        WalkUnderTest flow;
        flow.shake_hands();
        flow.says(kUp, extended(0, "d1:mi1ee") + unchoke(), size);
        EXPECT_EQ(flow.count(kUp, MessageKind::unchoke), 1u);
        EXPECT_EQ(flow.counts.contents_unread.get(), 1u);
        EXPECT_EQ(flow.buffers.in_use(), 0u);
    }
}

TEST(PeerMessages, GivesBackWhatItCollectedWhenBytesAreMissedOrTheFlowEnds) {
    const auto handshake = extended(0, "d1:md6:ut_pexi5eee");
    WalkUnderTest flow;
    flow.shake_hands();
    flow.says(kUp, Bytes{handshake}.first(12));
    EXPECT_EQ(flow.buffers.in_use(), 1u);
    flow.walker.miss(flow.walk, kUp);
    EXPECT_EQ(flow.buffers.in_use(), 0u);
    EXPECT_EQ(flow.counts.walker_gaps.get(), 1u);
    flow.says(kUp, request());
    EXPECT_EQ(flow.count(kUp, MessageKind::piece_request), 1u) << "goes on at a boundary";

    flow.says(kDown, Bytes{handshake}.first(12));
    EXPECT_EQ(flow.buffers.in_use(), 1u);
    flow.end();
    EXPECT_EQ(flow.buffers.in_use(), 0u);
}

}  // namespace
}  // namespace sluice
