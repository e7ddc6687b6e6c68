// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_role.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Start = PeerSigns::Start;

TEST(JudgeRole, FollowsWhatPeersSayAndDo) {
    const struct {
        const char* what;
        PeerSigns self;
        PeerSigns other;
        PeerRole role;
    } cases[] = {
        {"nothing was said", {}, {}, PeerRole::unknown},
        {"an empty bitfield alone", {.start = Start::nothing}, {}, PeerRole::unknown},
        {"a bitfield with bits missing alone", {.start = Start::some}, {}, PeerRole::unknown},
        {"a full bitfield", {.start = Start::everything}, {}, PeerRole::seed},
        {"a full bitfield, and blocks go out",
         {.start = Start::everything, .pieces = 9},
         {.was_interested = true, .requests = 9},
         PeerRole::seed},
        {"a bitfield that only looked full, since it asks",
         {.start = Start::everything, .interested = true, .was_interested = true, .requests = 3},
         {.start = Start::everything, .pieces = 3},
         PeerRole::leech},
        {"a lazy bitfield that haves filled",
         {.start = Start::some, .complete = true, .haves = 30, .haves_at_once = 30},
         {},
         PeerRole::seed},
        {"it took the last piece, and wants no more",
         {.start = Start::some, .complete = true, .was_interested = true, .requests = 50},
         {.start = Start::everything, .pieces = 50},
         PeerRole::seed},
        {"it is interested", {.interested = true, .was_interested = true}, {}, PeerRole::leech},
        {"an empty bitfield, and it asks",
         {.start = Start::nothing, .requests = 1},
         {},
         PeerRole::leech},
        {"blocks come in", {.start = Start::some}, {.pieces = 1}, PeerRole::leech},
        {"blocks go both ways",
         {.start = Start::some, .interested = true, .pieces = 4},
         {.start = Start::some, .interested = true, .pieces = 5},
         PeerRole::both},
        {"it wants some and gives some",
         {.start = Start::some, .was_interested = true, .pieces = 4},
         {},
         PeerRole::both},
        {"it gives here, and gets elsewhere",
         {.start = Start::some, .haves = 5, .haves_at_once = 3, .pieces = 4},
         {},
         PeerRole::both},
        {"upload only", {.start = Start::some, .upload_only = true}, {}, PeerRole::partial_seed},
        {"upload only, after it had taken what it wanted",
         {.start = Start::some, .was_interested = true, .upload_only = true, .requests = 4},
         {.pieces = 4},
         PeerRole::partial_seed},
        {"upload only with everything",
         {.start = Start::everything, .upload_only = true},
         {},
         PeerRole::seed},
        {"upload only, yet interested",
         {.start = Start::some, .interested = true, .was_interested = true, .upload_only = true},
         {},
         PeerRole::leech},
        {"one piece shown at a time, blocks one way",
         {.start = Start::nothing, .haves = 3, .haves_at_once = 1, .pieces = 40},
         {.start = Start::nothing, .interested = true, .requests = 40},
         PeerRole::superseeder},
        {"two at first, as libtorrent does",
         {.start = Start::nothing, .haves = 2, .haves_at_once = 2, .pieces = 1},
         {.start = Start::some, .interested = true, .requests = 5},
         PeerRole::superseeder},
        {"many haves at once come from elsewhere",
         {.start = Start::nothing, .haves = 9, .haves_at_once = 5, .pieces = 40},
         {.interested = true},
         PeerRole::both},
        {"one at a time, but blocks come in too",
         {.start = Start::nothing, .haves = 3, .haves_at_once = 1, .pieces = 40},
         {.pieces = 40},
         PeerRole::both},
        {"haves and no block yet",
         {.start = Start::nothing, .haves = 2, .haves_at_once = 2},
         {.interested = true},
         PeerRole::unknown},
        {"picked up later, and many blocks one way", {.pieces = 16}, {}, PeerRole::seed},
        {"picked up later, and few blocks", {.pieces = 15}, {}, PeerRole::unknown},
        {"picked up later, gives, and gets elsewhere",
         {.haves = 1, .pieces = 99},
         {},
         PeerRole::both},
        {"some pieces, and gives without a word more",
         {.start = Start::some, .pieces = 99},
         {},
         PeerRole::unknown},
    };
    for (const auto& c : cases)
        EXPECT_EQ(name(judge_role(c.self, c.other)), name(c.role)) << c.what;
}

}  // namespace
}  // namespace sluice
