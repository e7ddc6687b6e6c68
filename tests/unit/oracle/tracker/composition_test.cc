// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/composition.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "oracle/tracker/swarms.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 1'000;
constexpr uint16_t kNoRealm = UINT16_MAX;

// A swarm whose peers are numbered, and a list of them for one asker.
struct Scene {
    void add(uint32_t first, uint32_t count, const PeerPlace& place,
             PeerKind kind = PeerKind::leecher) {
        for (uint32_t i = first; i < first + count; ++i)
            joined = swarms.join(hash_number(1), ipv4_peer(i), {kind, place}, kNow);
    }

    std::vector<uint32_t> list(const Asker& asker, size_t wanted, size_t enough = SIZE_MAX) {
        std::vector<uint8_t> out(wanted * PeerGroup::kCompactIpv4);
        std::optional<CostTiers::From> from;
        if (tiers)
            from = tiers->from(asker.place.pid);
        const size_t count = composition.compose(*swarms.find(hash_number(1)), asker, false, from,
                                                 {wanted, enough}, random, out);
        std::vector<uint32_t> numbers;
        for (size_t i = 0; i < count; ++i) {
            Reader in{Bytes{out}.subspan(i * PeerGroup::kCompactIpv4)};
            numbers.push_back(in.be32() - 0xc6120000);
        }
        EXPECT_EQ(std::set(numbers.begin(), numbers.end()).size(), count) << "nobody twice";
        return numbers;
    }

    Swarms swarms{{.peers_per_swarm = 200'000}, {1, 2}};
    Swarms::Joined joined;
    Composition composition;
    SplitMix64 random{42};
    std::optional<CostTiers> tiers;
};

// Locations 0, 1, 2: home, next door, far away, as home sees them.
CostTiers three_places() {
    CostMap costs(3);
    costs.set(0, 0, 1);
    costs.set(0, 1, 10);
    costs.set(0, 2, 100);
    return CostTiers(costs);
}

size_t between(const std::vector<uint32_t>& numbers, uint32_t first, uint32_t end) {
    return static_cast<size_t>(std::count_if(numbers.begin(), numbers.end(),
                                             [&](uint32_t n) { return n >= first && n < end; }));
}

TEST(Composition, GivesMostlyTheCheapestAndATenthFromElsewhere) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 1'000, {Pid{0}});
    scene.add(1'000, 1'000, {Pid{1}});
    scene.add(2'000, 1'000, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 50);
    ASSERT_EQ(list.size(), 50u);
    EXPECT_EQ(between(list, 0, 1'000), 45u);
    for (size_t i = 0; i < 45; ++i)
        EXPECT_LT(list[i], 1'000u) << "the cheapest first";
    EXPECT_EQ(between(list, 1'000, 3'000), 5u);
}

TEST(Composition, GoesOnWithTheNextTierWhereTheFirstIsSmall) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 5, {Pid{0}});
    scene.add(1'000, 30, {Pid{1}});
    scene.add(2'000, 1'000, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 50);
    EXPECT_EQ(between(list, 0, 1'000), 5u);
    EXPECT_EQ(between(list, 1'000, 2'000), 30u);
    EXPECT_EQ(between(list, 2'000, 3'000), 15u);
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end(),
                               [](uint32_t a, uint32_t b) { return a / 1'000 < b / 1'000; }));
}

TEST(Composition, ASparseSwarmIsGivenWhole) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 3, {Pid{0}});
    scene.add(2'000, 4, {Pid{2}});
    scene.add(3'000, 2, {kNoPid});
    EXPECT_EQ(scene.list({{Pid{0}}}, 50).size(), 9u);
    EXPECT_EQ(scene.list({{Pid{0}}}, 9).size(), 9u);
    EXPECT_EQ(scene.list({{Pid{0}}}, 8).size(), 8u);
    EXPECT_EQ(scene.list({{kNoPid}}, 50).size(), 9u) << "whoever asks";
}

TEST(Composition, WhoHasEnoughNearbyGetsATenthFromElsewhereAndNotTheRestOfTheSwarm) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 90, {Pid{0}});
    scene.add(2'000, 1'000, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 200, 30);
    EXPECT_EQ(between(list, 0, 1'000), 90u);
    EXPECT_EQ(between(list, 2'000, 3'000), 10u);
}

TEST(Composition, WhoHasFewNearbyGetsEnoughWhereverTheyAre) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 4, {Pid{0}});
    scene.add(2'000, 1'000, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 200, 30);
    EXPECT_EQ(between(list, 0, 1'000), 4u);
    EXPECT_EQ(between(list, 2'000, 3'000), 26u);
}

TEST(Composition, EnoughIsNoMoreThanIsWantedOrThanThereIs) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 4, {Pid{0}});
    scene.add(2'000, 9, {Pid{2}});
    EXPECT_EQ(scene.list({{Pid{0}}}, 200, 30).size(), 13u);
    EXPECT_EQ(scene.list({{Pid{0}}}, 8, 30).size(), 8u);
}

TEST(Composition, CachesBesideThePeersNearbyAreNoReasonToTellLess) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 90, {Pid{0}});
    scene.add(1'000, 9, {Pid{2}, kNoRealm, true});
    scene.add(2'000, 1'000, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 200, 30);
    EXPECT_EQ(between(list, 0, 1'000), 90u);
    EXPECT_EQ(between(list, 1'000, 2'000), 9u);
    EXPECT_EQ(between(list, 2'000, 3'000), 11u);
}

// Of 25 two or three, a tenth on the whole.
TEST(Composition, ATenthIsATenthOfListsThatTenDoesNotDivide) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 100, {Pid{0}});
    scene.add(2'000, 100, {Pid{2}});
    size_t far = 0;
    for (int i = 0; i < 1'000; ++i)
        far += between(scene.list({{Pid{0}}}, 25), 2'000, 3'000);
    EXPECT_NEAR(static_cast<double>(far), 2'500, 100);
}

TEST(Composition, NobodyElsewhereLeavesNoPlaceEmpty) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 1'000, {Pid{0}});
    scene.add(2'000, 2, {Pid{2}});
    const auto list = scene.list({{Pid{0}}}, 50);
    EXPECT_EQ(between(list, 0, 1'000), 48u);
    EXPECT_EQ(between(list, 2'000, 2'002), 2u);
}

TEST(Composition, OfOneOrTwoWantedOneIsFromElsewhereNowAndThen) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 100, {Pid{0}});
    scene.add(2'000, 100, {Pid{2}});
    size_t far = 0;
    for (int i = 0; i < 2'000; ++i)
        far += between(scene.list({{Pid{0}}}, 1), 2'000, 3'000);
    EXPECT_GT(far, 120u);
    EXPECT_LT(far, 280u);
}

TEST(Composition, APeerNeverGetsItself) {
    Scene scene;
    scene.add(0, 20, {});
    const Asker last{{}, PeerKind::leecher, scene.joined.group, scene.joined.at};
    for (const size_t wanted : {1u, 5u, 19u, 20u, 50u})
        for (int i = 0; i < 50; ++i) {
            const auto list = scene.list(last, wanted);
            EXPECT_EQ(between(list, 19, 20), 0u);
            EXPECT_EQ(list.size(), std::min<size_t>(wanted, 19));
        }
}

TEST(Composition, SeedsAreNotGivenToWhoHasAll) {
    Scene scene;
    scene.add(0, 10, {}, PeerKind::seed);
    scene.add(100, 10, {}, PeerKind::partial_seed);
    scene.add(200, 10, {});
    EXPECT_EQ(scene.list({{}, PeerKind::leecher}, 50).size(), 30u);
    for (const PeerKind kind : {PeerKind::seed, PeerKind::partial_seed}) {
        const auto list = scene.list({{}, kind}, 50);
        EXPECT_EQ(between(list, 200, 210), 10u);
        EXPECT_EQ(list.size(), 10u);
    }
}

TEST(Composition, AddressesBehindANatAreToldInItsRealmAlone) {
    Scene scene;
    scene.add(0, 10, {Pid{0}, uint16_t{0}});
    scene.add(100, 10, {Pid{0}, uint16_t{1}});
    scene.add(200, 10, {Pid{0}, kNoRealm});
    EXPECT_EQ(scene.list({{Pid{0}, uint16_t{0}}}, 50).size(), 20u);
    EXPECT_EQ(between(scene.list({{Pid{0}, uint16_t{0}}}, 50), 100, 200), 0u);
    const auto outside = scene.list({{Pid{0}, kNoRealm}}, 50);
    EXPECT_EQ(outside.size(), 10u);
    EXPECT_EQ(between(outside, 200, 210), 10u);
}

TEST(Composition, OfCachesTheNearestAloneComeFirst) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 40, {Pid{0}});
    scene.add(1'000, 1, {Pid{1}, kNoRealm, true});
    scene.add(2'000, 500, {Pid{2}});
    scene.add(3'000, 500, {Pid{2}, kNoRealm, true});
    const auto list = scene.list({{Pid{0}}}, 200, 30);
    EXPECT_EQ(list.front(), 1'000u);
    EXPECT_GE(between(list, 0, 40), 39u);
    EXPECT_LE(between(list, 2'000, 4'000), 5u) << "a tenth from elsewhere, caches or not";
}

TEST(Composition, CachesComeFirst) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 500, {Pid{0}});
    scene.add(1'000, 2, {Pid{2}, kNoRealm, true});
    scene.add(2'000, 500, {Pid{2}});
    for (int i = 0; i < 20; ++i) {
        const auto list = scene.list({{Pid{0}}}, 20);
        EXPECT_GE(list[0], 1'000u);
        EXPECT_LT(list[0], 1'002u);
        EXPECT_EQ(between(list, 1'000, 1'002), 2u);
    }
}

TEST(Composition, NobodyIsAloneAtTheTop) {
    Scene scene;
    scene.tiers = three_places();
    scene.add(0, 1, {Pid{0}});
    scene.add(1'000, 100, {Pid{1}});
    std::map<size_t, int> place;
    for (int i = 0; i < 300; ++i) {
        const auto list = scene.list({{Pid{0}}}, 20);
        ++place[static_cast<size_t>(std::find(list.begin(), list.end(), 0u) - list.begin())];
    }
    ASSERT_EQ(place.size(), Composition::kSpread);
    for (const auto& [at, times] : place) {
        EXPECT_LT(at, Composition::kSpread);
        EXPECT_GT(times, 50);
    }
}

// Without costs, and within a tier: each peer as often as another, at each place of the list.
TEST(Composition, IsEvenWherePeersCostTheSame) {
    Scene scene;
    constexpr uint32_t kPeers = 70;
    scene.add(0, 50, {Pid{4}});
    scene.add(50, kPeers - 50, {Pid{5}});
    std::map<uint32_t, int> told, first;
    constexpr int kTimes = 7'000;
    for (int i = 0; i < kTimes; ++i) {
        const auto list = scene.list({}, 50);
        ASSERT_EQ(list.size(), 50u);
        for (const uint32_t peer : list)
            ++told[peer];
        ++first[list[0]];
    }
    for (uint32_t peer = 0; peer < kPeers; ++peer) {
        EXPECT_NEAR(told[peer], kTimes * 50 / kPeers, 250) << peer;
        EXPECT_NEAR(first[peer], kTimes / kPeers, 50) << peer;
    }
}

TEST(Composition, WritesNoMoreThanThereIsRoomFor) {
    Scene scene;
    scene.add(0, 100, {});
    std::vector<uint8_t> out(PeerGroup::kCompactIpv4 * 7 + 5, 0xaa);
    EXPECT_EQ(scene.composition.compose(*scene.swarms.find(hash_number(1)), {}, false, {}, {50},
                                        scene.random, out),
              7u);
    EXPECT_EQ(out.back(), 0xaa);
    EXPECT_EQ(scene.composition.compose(*scene.swarms.find(hash_number(1)), {}, true, {}, {50},
                                        scene.random, out),
              0u)
        << "of the other IP version there is nobody";
}

}  // namespace
}  // namespace sluice
