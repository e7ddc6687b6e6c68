// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/tracker.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 10'000;

// Two locations, 198.18.0.0/16 and 198.19.0.0/16, and one NAT.
std::shared_ptr<const Topology> two_places(std::shared_ptr<const NetworkMap> map = nullptr) {
    if (map == nullptr)
        map = std::make_shared<const NetworkMap>(
            std::vector<std::string>{"home", "away"},
            std::vector<std::pair<Prefix, Pid>>{{*Prefix::parse("198.18.0.0/16"), Pid{0}},
                                                {*Prefix::parse("100.64.0.0/10"), Pid{0}},
                                                {*Prefix::parse("198.19.0.0/16"), Pid{1}}});
    CostMap costs(map->names().size(), 100);
    costs.set(0, 0, 1);
    costs.set(1, 1, 1);
    return std::make_shared<const Topology>(
        Topology::Parts{map, costs, costs, {}, {{"cgn", {*Prefix::parse("100.64.0.0/10")}}}, "1"});
}

struct Scene {
    AnnounceAnswer announce(const std::string& from, AnnounceRequest request = {}) {
        request.hash = hash_number(1);
        if (request.port == 0)
            request.port = 6'881;
        ipv4.assign(6 * 200, 0);
        const auto answer = tracker.announce(request, address(from), kNow, {ipv4, {}});
        told.clear();
        for (size_t i = 0; i < answer.ipv4_peers; ++i) {
            const uint8_t* at = ipv4.data() + 6 * i;
            told.push_back(IpAddress::from_ipv4(static_cast<uint32_t>(at[0]) << 24 | at[1] << 16 |
                                                at[2] << 8 | at[3])
                               .to_string());
        }
        return answer;
    }
    size_t told_of(const std::string& beginning) const {
        return static_cast<size_t>(std::count_if(told.begin(), told.end(), [&](const auto& peer) {
            return peer.starts_with(beginning);
        }));
    }

    Tracker tracker{TrackerSettings{}, {1, 2}, 3};
    std::vector<uint8_t> ipv4;
    std::vector<std::string> told;
};

TEST(Tracker, TellsOfNeighboursFirst) {
    Scene scene;
    scene.tracker.use(two_places());
    for (int i = 1; i <= 200; ++i) {
        scene.announce("198.18.0." + std::to_string(i));
        scene.announce("198.19.0." + std::to_string(i));
    }
    scene.announce("198.19.1.1");
    EXPECT_EQ(scene.told_of("198.19."), 45u);
    EXPECT_EQ(scene.told_of("198.18."), 5u);
    EXPECT_EQ(scene.told.back().substr(0, 7), "198.18.");
}

TEST(Tracker, FillsNoListWithPeersFromAfarWhereEnoughAreNear) {
    Scene scene;
    scene.tracker.use(two_places());
    for (int i = 1; i <= 200; ++i)
        scene.announce("198.18.0." + std::to_string(i));
    AnnounceRequest request;
    request.wanted = 200;
    for (int i = 1; i <= 90; ++i)
        scene.announce("198.19.0." + std::to_string(i), request);
    EXPECT_EQ(scene.told_of("198.19."), 89u);
    EXPECT_NEAR(static_cast<double>(scene.told_of("198.18.")), 10, 1);
    scene.tracker.use(std::shared_ptr<const Topology>());
    scene.announce("198.19.0.1", request);
    EXPECT_EQ(scene.told.size(), 200u) << "all are as near";
}

TEST(Tracker, WhoIsTheFirstOfItsPlaceIsToldOfEnough) {
    Scene scene;
    scene.tracker.use(two_places());
    for (int i = 1; i <= 200; ++i)
        scene.announce("198.18.0." + std::to_string(i));
    AnnounceRequest request;
    request.wanted = 200;
    scene.announce("198.19.0.1", request);
    EXPECT_EQ(scene.told_of("198.18."), 30u);
    scene.announce("198.19.0.2", request);
    EXPECT_EQ(scene.told_of("198.19."), 1u);
    EXPECT_EQ(scene.told_of("198.18."), 29u);
}

TEST(Tracker, WithoutATopologyPeersAreChosenAtRandom) {
    Scene scene;
    for (int i = 1; i <= 200; ++i) {
        scene.announce("198.18.0." + std::to_string(i));
        scene.announce("198.19.0." + std::to_string(i));
    }
    scene.announce("198.19.1.1");
    EXPECT_GT(scene.told_of("198.18."), 10u);
    EXPECT_GT(scene.told_of("198.19."), 10u);
}

TEST(Tracker, ATopologyThatComesLaterHoldsForPeersThatAreThere) {
    Scene scene;
    for (int i = 1; i <= 200; ++i) {
        scene.announce("198.18.0." + std::to_string(i));
        scene.announce("198.19.0." + std::to_string(i));
    }
    scene.tracker.use(two_places());
    scene.announce("198.19.1.1");
    EXPECT_EQ(scene.told_of("198.19."), 45u);
    const auto other_way_round = std::make_shared<const NetworkMap>(
        std::vector<std::string>{"a", "b", "c"},
        std::vector<std::pair<Prefix, Pid>>{{*Prefix::parse("198.0.0.0/8"), Pid{2}}});
    scene.tracker.use(two_places(other_way_round));
    const auto answer = scene.announce("198.19.1.1");
    EXPECT_EQ(answer.counts.leechers, 401u);
    EXPECT_GT(scene.told_of("198.18."), 10u) << "all are in one place now";
    scene.tracker.use(std::shared_ptr<const Topology>());
    scene.announce("198.19.1.1");
    EXPECT_GT(scene.told_of("198.18."), 10u);
    EXPECT_EQ(std::count(scene.told.begin(), scene.told.end(), "198.19.1.1"), 0)
        << "never itself, also when it has been moved";
}

TEST(Tracker, AddressesBehindTheOperatorsNatAreTakenAndToldInside) {
    Scene scene;
    EXPECT_EQ(scene.announce("100.64.0.1").refusal, Refusal::address);
    scene.tracker.use(two_places());
    EXPECT_EQ(scene.announce("100.64.0.1").refusal, Refusal::none);
    scene.announce("198.18.0.1");
    EXPECT_EQ(scene.told_of("100.64."), 0u);
    scene.announce("100.64.0.2");
    EXPECT_EQ(scene.told_of("100.64."), 1u);
    EXPECT_EQ(scene.told_of("198.18."), 1u);
}

TEST(Tracker, ASourceThatHasTooManyIsToldSo) {
    TrackerSettings settings;
    settings.limits.peers_per_source = 2;
    Tracker tracker(settings, {1, 2}, 3);
    const auto ask = [&](uint32_t hash) {
        return tracker.announce({hash_number(hash), 1, {}, false}, address("198.18.0.1"), kNow, {})
            .refusal;
    };
    EXPECT_EQ(ask(1), Refusal::none);
    EXPECT_EQ(ask(2), Refusal::none);
    EXPECT_EQ(ask(3), Refusal::source_full);
    EXPECT_EQ(ask(2), Refusal::none);
}

TEST(Tracker, AFullTrackerSaysSoAndStillTellsOfSwarmsItHas) {
    TrackerSettings settings;
    settings.limits.peers = 1;
    Tracker tracker(settings, {1, 2}, 3);
    std::array<uint8_t, 60> room;
    const auto ask = [&](uint32_t hash, const char* from) {
        return tracker.announce({hash_number(hash), 1, {}, false}, address(from), kNow, {room, {}});
    };
    EXPECT_EQ(ask(1, "198.18.0.1").refusal, Refusal::none);
    EXPECT_EQ(ask(2, "198.18.0.2").refusal, Refusal::full);
    const auto known = ask(1, "198.18.0.2");
    EXPECT_EQ(known.refusal, Refusal::none);
    EXPECT_EQ(known.ipv4_peers, 1u);
}

TEST(Tracker, WhoIsSilentForTwoIntervalsIsForgotten) {
    TrackerSettings settings;
    settings.interval_s = 60;
    Tracker tracker(settings, {1, 2}, 3);
    tracker.announce({hash_number(1), 1, {}, false}, address("198.18.0.1"), kNow, {});
    for (uint32_t second = 0; second <= 120; ++second)
        tracker.sweep(kNow + second);
    EXPECT_EQ(tracker.scrape(hash_number(1)).leechers, 1u);
    for (uint32_t second = 121; second <= 181; ++second)
        tracker.sweep(kNow + second);
    EXPECT_EQ(tracker.scrape(hash_number(1)).leechers, 0u);
}

TEST(Tracker, WhatIsNotServedIsNotScrapedEither) {
    Scene scene;
    scene.announce("198.18.0.1");
    EXPECT_EQ(scene.tracker.scrape(hash_number(1)).leechers, 1u);
    scene.tracker.use(
        std::make_shared<const HashList>(HashList::Meaning::deny, std::vector{hash_number(1)}));
    EXPECT_EQ(scene.tracker.scrape(hash_number(1)).leechers, 0u);
}

double core_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double announce_ns(uint32_t peers) {
    Tracker tracker(TrackerSettings{}, {1, 2}, 3);
    std::array<uint8_t, 6 * 50> room;
    const auto announce = [&](uint32_t peer) {
        return tracker.announce({hash_number(1), 6'881, {}, false}, ipv4_peer(peer).address, kNow,
                                {room, {}});
    };
    for (uint32_t i = 0; i < peers; ++i)
        announce(i);
    constexpr uint32_t kTimes = 5'000;
    const double began = core_ns();
    for (uint32_t i = 0; i < kTimes; ++i)
        EXPECT_EQ(announce(i * 7 % peers).ipv4_peers, 50u);
    return (core_ns() - began) / kTimes;
}

TEST(Tracker, AnswersInASwarmOf100000WithoutWalkingIt) {
    // Colder memory costs something; a walk would take a hundred times as long.
    EXPECT_LT(announce_ns(100'000), 10 * announce_ns(1'000));
}

}  // namespace
}  // namespace sluice
