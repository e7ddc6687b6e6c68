// SPDX-License-Identifier: Apache-2.0
#include "dataplane/connection_caps.h"

#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Found = ConnectionCaps::Found;

constexpr uint32_t kNone = ConnectionCaps::kNone;
constexpr uint64_t kHome = 7;
constexpr uint64_t kNeighbour = 8;

TEST(ConnectionCaps, OneThatLeavesMakesRoomForAnother) {
    ConnectionCaps caps(16);
    std::vector<uint32_t> places(4, kNone);
    EXPECT_EQ(caps.hold(places[0], kHome, 2), Found::within);
    EXPECT_EQ(caps.hold(places[1], kHome, 2), Found::within);
    EXPECT_EQ(caps.hold(places[2], kHome, 2), Found::beyond);
    EXPECT_EQ(places[2], kNone);
    EXPECT_EQ(caps.hold(places[3], kNeighbour, 2), Found::within) << "another's are another's";
    caps.leave(places[0]);
    EXPECT_EQ(places[0], kNone);
    EXPECT_EQ(caps.hold(places[2], kHome, 2), Found::within);
    for (uint32_t& place : places)
        caps.leave(place);
    EXPECT_EQ(caps.in_use(), 0u);
}

TEST(ConnectionCaps, WhoAsksAgainTakesNoSecondPlace) {
    ConnectionCaps caps(16);
    uint32_t first = kNone;
    uint32_t second = kNone;
    for (int again = 0; again < 5; ++again)
        EXPECT_EQ(caps.hold(first, kHome, 2), Found::within);
    EXPECT_EQ(caps.hold(second, kHome, 2), Found::within);
}

TEST(ConnectionCaps, UnderALoweredCapJustTheSuperfluousLoseTheirPlace) {
    ConnectionCaps caps(16);
    std::vector<uint32_t> places(5, kNone);
    for (uint32_t& place : places)
        EXPECT_EQ(caps.hold(place, kHome, 5), Found::within);
    int within = 0;
    for (int round = 0; round < 2; ++round) {
        within = 0;
        for (uint32_t& place : places)
            within += caps.hold(place, kHome, 2) == Found::within;
    }
    EXPECT_EQ(within, 2);
}

TEST(ConnectionCaps, UnderAnotherRuleTheOldPlaceIsGivenBack) {
    ConnectionCaps caps(16);
    uint32_t moving = kNone;
    uint32_t waiting = kNone;
    EXPECT_EQ(caps.hold(moving, kHome, 1), Found::within);
    EXPECT_EQ(caps.hold(waiting, kHome, 1), Found::beyond);
    EXPECT_EQ(caps.hold(moving, kNeighbour, 1), Found::within);
    EXPECT_EQ(caps.hold(waiting, kHome, 1), Found::within);
}

TEST(ConnectionCaps, ACapOfNoneLetsNobodyIn) {
    ConnectionCaps caps(16);
    uint32_t place = kNone;
    EXPECT_EQ(caps.hold(place, kHome, 0), Found::beyond);
    EXPECT_EQ(caps.in_use(), 0u);
}

TEST(ConnectionCaps, WhoFindsNoRoomIsNotHeldToTheCap) {
    ConnectionCaps caps(1);
    uint32_t home = kNone;
    uint32_t neighbour = kNone;
    EXPECT_EQ(caps.hold(home, kHome, 1), Found::within);
    EXPECT_EQ(caps.hold(neighbour, kNeighbour, 1), Found::no_room);
    EXPECT_EQ(neighbour, kNone);
    caps.leave(home);
    EXPECT_EQ(caps.hold(neighbour, kNeighbour, 1), Found::within);
}

TEST(ConnectionCaps, HoldsWhatASimpleCountHolds) {
    std::mt19937 random(1);
    ConnectionCaps caps(64);
    std::vector<uint32_t> places(200, kNone);
    std::vector<uint64_t> keys(200, 0);
    std::map<uint64_t, uint32_t> counts;
    for (int step = 0; step < 100'000; ++step) {
        const size_t i = random() % places.size();
        const uint64_t key = 1 + random() % 40;
        if (places[i] != kNone && random() % 3 == 0) {
            --counts[keys[i]];
            caps.leave(places[i]);
            continue;
        }
        const bool has = places[i] != kNone && keys[i] == key;
        if (places[i] != kNone && !has)
            --counts[keys[i]];
        const bool within = has || counts[key] < 4;
        EXPECT_EQ(caps.hold(places[i], key, 4) == Found::within, within);
        if (within && !has)
            ++counts[key];
        keys[i] = key;
    }
    uint32_t in_use = 0;
    for (const auto& [key, count] : counts)
        in_use += count != 0 ? 1 : 0;
    EXPECT_EQ(caps.in_use(), in_use);
}

}  // namespace
}  // namespace sluice
