// SPDX-License-Identifier: Apache-2.0
#include "classifier/kad_ids.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

PeerAddress at(uint16_t port) {
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 1}, port};
}

TEST(KadIds, KnowsANodeByWhereItIsForAnHour) {
    KadIds ids(64, 7);
    EXPECT_EQ(ids.find(at(1), 0), nullptr);
    ids.learn(at(1), KadId{1}, 100);
    ASSERT_NE(ids.find(at(1), 100), nullptr);
    EXPECT_EQ(*ids.find(at(1), 100), KadId{1});
    EXPECT_EQ(ids.find(at(2), 100), nullptr);
    ids.learn(at(1), KadId{2}, 200);
    EXPECT_EQ(*ids.find(at(1), 200), KadId{2}) << "the last word counts";
    EXPECT_EQ(ids.find(at(1), 200 + KadIds::kLifetime_s), nullptr);
}

TEST(KadIds, ForgetsTheOldestWhereThereIsNoRoom) {
    KadIds ids(4, 7);  // one set
    for (uint16_t i = 0; i < 5; ++i)
        ids.learn(at(i), KadId{}, 100u + i);
    EXPECT_EQ(ids.find(at(0), 105), nullptr);
    for (uint16_t i = 1; i < 5; ++i)
        EXPECT_NE(ids.find(at(i), 105), nullptr) << i;
}

}  // namespace
}  // namespace sluice
