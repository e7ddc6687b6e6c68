// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_pairs.h"

#include <array>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(PeerPairs, KnowsTwoHostsThatMetAndNeitherWithAnother) {
    const std::array<uint8_t, 16> one{1};
    const std::array<uint8_t, 16> two{2};
    const std::array<uint8_t, 16> three{3};
    PeerPairs pairs(64, 7);
    pairs.note(one.data(), two.data(), 100);
    EXPECT_TRUE(pairs.knows(one.data(), two.data(), 100 + PeerPairs::kLifetime_s - 1));
    EXPECT_FALSE(pairs.knows(one.data(), two.data(), 100 + PeerPairs::kLifetime_s));
    EXPECT_FALSE(pairs.knows(one.data(), three.data(), 100));
    EXPECT_FALSE(pairs.knows(three.data(), two.data(), 100));
}

}  // namespace
}  // namespace sluice
