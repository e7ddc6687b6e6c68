// SPDX-License-Identifier: Apache-2.0
#include "classifier/attributes.h"

#include <set>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Attributes, EachMessageKindHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (size_t i = 0; i < kMessageKindCount; ++i)
        names.insert(name(MessageKind(i)));
    EXPECT_EQ(names.size(), kMessageKindCount);
    EXPECT_EQ(name(MessageKind::handshake), "handshake");
    EXPECT_EQ(name(MessageKind::dht_port), "dht_port");
    EXPECT_EQ(name(MessageKind::suggest_piece), "suggest_piece");
    EXPECT_EQ(name(MessageKind::cdn_response), "cdn_response");
}

TEST(Attributes, EachPeerRoleHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (size_t i = 0; i < kPeerRoleCount; ++i)
        names.insert(name(PeerRole(i)));
    EXPECT_EQ(names.size(), kPeerRoleCount);
    EXPECT_EQ(name(PeerRole::leech), "leech");
    EXPECT_EQ(name(PeerRole::superseeder), "superseeder");
}

TEST(Attributes, DirectionsAreOpposite) {
    EXPECT_EQ(name(Direction::up), "up");
    EXPECT_EQ(name(opposite(Direction::up)), "down");
    EXPECT_EQ(opposite(opposite(Direction::up)), Direction::up);
}

}  // namespace
}  // namespace sluice
