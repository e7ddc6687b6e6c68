// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/swarms.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr SipKey kKey{1, 2};
constexpr uint32_t kNow = 1'000'000;
using Outcome = Swarms::Outcome;

SwarmLimits small() {
    return {.swarms = 4, .peers = 8, .peers_per_swarm = 5, .peers_per_source = 3, .silence_s = 100};
}

// What the groups hold is what the counts say, and each peer once.
std::set<std::pair<std::string, int>> peers_of(const Swarm& swarm) {
    std::set<std::pair<std::string, int>> found;
    uint32_t peers = 0;
    for (const PeerGroup& group : swarm.groups)
        for (uint32_t at = 0; at < group.size(); ++at, ++peers) {
            const Bytes compact = group.compact(at);
            const size_t bytes = compact.size() - 2;
            IpAddress address = IpAddress::from_ipv4(0);
            std::copy_n(compact.begin(), bytes, address.bytes.end() - static_cast<long>(bytes));
            found.emplace(address.to_string(), compact[bytes] << 8 | compact[bytes + 1]);
        }
    EXPECT_EQ(found.size(), peers);
    EXPECT_EQ(swarm.peers, peers);
    EXPECT_EQ(swarm.counts.seeds + swarm.counts.incomplete(), peers);
    return found;
}

TEST(Swarms, CountSeedsLeechersAndPartialSeedsApart) {
    Swarms swarms(small(), kKey);
    swarms.join(hash_number(1), ipv4_peer(1), {PeerKind::seed}, kNow);
    swarms.join(hash_number(1), ipv4_peer(2), {PeerKind::leecher}, kNow);
    swarms.join(hash_number(1), ipv6_peer(3), {PeerKind::partial_seed}, kNow);
    const Swarm* swarm = swarms.find(hash_number(1));
    ASSERT_NE(swarm, nullptr);
    EXPECT_EQ(swarm->counts.seeds, 1u);
    EXPECT_EQ(swarm->counts.leechers, 1u);
    EXPECT_EQ(swarm->counts.partial_seeds, 1u);
    EXPECT_EQ(swarm->counts.incomplete(), 2u);
    EXPECT_EQ(peers_of(*swarm).size(), 3u);
    EXPECT_EQ(swarms.peers(PeerKind::seed), 1u);
    EXPECT_EQ(swarms.find(hash_number(2)), nullptr);
}

TEST(Swarms, APeerIsItsAddressAndPort) {
    Swarms swarms(small(), kKey);
    swarms.join(hash_number(1), ipv4_peer(1, 1'000), {}, kNow);
    swarms.join(hash_number(1), ipv4_peer(1, 1'001), {}, kNow);
    swarms.join(hash_number(1), ipv4_peer(1, 1'000), {}, kNow);
    EXPECT_EQ(
        peers_of(*swarms.find(hash_number(1))),
        (std::set<std::pair<std::string, int>>{{"198.18.0.1", 1'000}, {"198.18.0.1", 1'001}}));
}

TEST(Swarms, ALeecherThatCompletesBecomesASeedAndIsCountedOnce) {
    Swarms swarms(small(), kKey);
    swarms.join(hash_number(1), ipv4_peer(1), {PeerKind::leecher}, kNow);
    for (int i = 0; i < 3; ++i)
        swarms.join(hash_number(1), ipv4_peer(1), {PeerKind::seed, {}, true}, kNow);
    const SwarmCounts counts = swarms.find(hash_number(1))->counts;
    EXPECT_EQ(counts.seeds, 1u);
    EXPECT_EQ(counts.leechers, 0u);
    EXPECT_EQ(counts.completed, 1u);
}

TEST(Swarms, TheLastPeerThatLeavesTakesItsSwarmAlong) {
    Swarms swarms(small(), kKey);
    swarms.join(hash_number(1), ipv4_peer(1), {}, kNow);
    swarms.join(hash_number(1), ipv4_peer(2), {}, kNow);
    EXPECT_NE(swarms.leave(hash_number(1), ipv4_peer(1)), nullptr);
    EXPECT_NE(swarms.leave(hash_number(1), ipv4_peer(1)), nullptr) << "has left already";
    EXPECT_EQ(swarms.leave(hash_number(1), ipv4_peer(2)), nullptr);
    EXPECT_EQ(swarms.find(hash_number(1)), nullptr);
    EXPECT_EQ(swarms.count(), 0u);
    EXPECT_EQ(swarms.leave(hash_number(1), ipv4_peer(2)), nullptr);
}

TEST(Swarms, ASourceThatAnnouncesTenThousandHashesIsStoppedAtItsLimit) {
    Swarms swarms({.swarms = 20'000, .peers = 20'000, .peers_per_source = 1'000}, kKey);
    for (uint32_t i = 0; i < 10'000; ++i) {
        const auto joined = swarms.join(hash_number(i), ipv4_peer(1), {}, kNow);
        EXPECT_EQ(joined.outcome, i < 1'000 ? Outcome::kept : Outcome::source_is_full);
    }
    EXPECT_EQ(swarms.count(), 1'000u);
    EXPECT_EQ(swarms.join(hash_number(1), ipv4_peer(2), {}, kNow).outcome, Outcome::kept)
        << "others are not in its way";
    EXPECT_EQ(swarms.join(hash_number(1), ipv4_peer(1), {}, kNow).outcome, Outcome::kept)
        << "what it has it keeps";
    swarms.leave(hash_number(2), ipv4_peer(1));
    EXPECT_EQ(swarms.join(hash_number(5'000), ipv4_peer(1), {}, kNow).outcome, Outcome::kept);
}

TEST(Swarms, OfIpv6TheSlash64IsTheSource) {
    Swarms swarms(small(), kKey);
    for (uint32_t i = 1; i <= 4; ++i) {
        PeerEndpoint peer = ipv6_peer(7);
        peer.address.bytes[15] = static_cast<uint8_t>(i);
        EXPECT_EQ(swarms.join(hash_number(1), peer, {}, kNow).outcome,
                  i <= 3 ? Outcome::kept : Outcome::source_is_full);
    }
}

TEST(Swarms, AFullSwarmIsStillTold) {
    Swarms swarms(small(), kKey);
    for (uint32_t i = 0; i < 5; ++i)
        swarms.join(hash_number(1), ipv4_peer(i), {}, kNow);
    const auto joined = swarms.join(hash_number(1), ipv4_peer(9), {}, kNow);
    EXPECT_EQ(joined.outcome, Outcome::swarm_is_full);
    ASSERT_NE(joined.swarm, nullptr);
    EXPECT_EQ(joined.swarm->peers, 5u);
}

TEST(Swarms, AFullTrackerTakesNobodyNewAndKeepsWhomItHas) {
    Swarms swarms(small(), kKey);
    for (uint32_t i = 0; i < 8; ++i)
        EXPECT_EQ(swarms.join(hash_number(i / 2), ipv4_peer(i), {}, kNow).outcome, Outcome::kept);
    const auto another = swarms.join(hash_number(1), ipv4_peer(99), {}, kNow);
    EXPECT_EQ(another.outcome, Outcome::tracker_is_full);
    EXPECT_NE(another.swarm, nullptr);
    EXPECT_EQ(swarms.join(hash_number(77), ipv4_peer(99), {}, kNow).swarm, nullptr);
    EXPECT_EQ(swarms.join(hash_number(1), ipv4_peer(2), {}, kNow).outcome, Outcome::kept);
    swarms.leave(hash_number(0), ipv4_peer(0));
    EXPECT_EQ(swarms.join(hash_number(1), ipv4_peer(99), {}, kNow).outcome, Outcome::kept);
}

TEST(Swarms, WhoIsSilentIsForgottenWithinAMinute) {
    Swarms swarms(small(), kKey);
    swarms.sweep(kNow);
    swarms.join(hash_number(1), ipv4_peer(1), {}, kNow);
    swarms.join(hash_number(1), ipv4_peer(2), {}, kNow);
    for (uint32_t second = 1; second <= 170; ++second) {
        if (second == 90)
            swarms.join(hash_number(1), ipv4_peer(2), {}, kNow + second);
        swarms.sweep(kNow + second);
        if (second == 100) {
            EXPECT_EQ(swarms.find(hash_number(1))->peers, 2u);
        }
    }
    EXPECT_EQ(peers_of(*swarms.find(hash_number(1))),
              (std::set<std::pair<std::string, int>>{{"198.18.0.2", 6'881}}));
    EXPECT_EQ(swarms.forgotten(), 1u);
    swarms.sweep(kNow + 10'000);
    EXPECT_EQ(swarms.count(), 0u) << "also after a long pause";
}

TEST(Swarms, AnotherNetworkMapPutsEachPeerWhereItSays) {
    Swarms swarms(small(), kKey);
    for (uint32_t i = 0; i < 5; ++i)
        swarms.join(hash_number(1), ipv4_peer(i), {PeerKind::leecher, {Pid{3}}}, kNow);
    Swarm& swarm =
        *swarms.join(hash_number(1), ipv4_peer(0), {PeerKind::leecher, {Pid{3}}}, kNow).swarm;
    const auto before = peers_of(swarm);
    swarms.place_anew(
        swarm, [](const IpAddress& at) { return PeerPlace{static_cast<Pid>(at.bytes[15] % 2)}; });
    EXPECT_EQ(peers_of(swarm), before);
    ASSERT_EQ(swarm.groups.size(), 2u);
    EXPECT_EQ(swarm.groups[0].size() + swarm.groups[1].size(), 5u);
    for (uint32_t i = 0; i < 5; ++i)
        swarms.leave(hash_number(1), ipv4_peer(i));
    EXPECT_EQ(swarms.count(), 0u);
}

// Any order of coming, changing and going: the swarms are what a plain map says.
TEST(Swarms, AreWhatAPlainMapSays) {
    Swarms swarms({.swarms = 20, .peers = 400, .peers_per_swarm = 400, .peers_per_source = 400},
                  kKey);
    std::map<std::pair<uint32_t, uint32_t>, PeerKind> plain;
    std::mt19937 random(7);
    for (int step = 0; step < 50'000; ++step) {
        const uint32_t hash = random() % 20;
        const uint32_t number = random() % 20;
        const PeerEndpoint peer = number % 2 == 0 ? ipv4_peer(number) : ipv6_peer(number);
        if (random() % 3 == 0) {
            swarms.leave(hash_number(hash), peer);
            plain.erase({hash, number});
            continue;
        }
        const auto kind = PeerKind(random() % kPeerKinds);
        const auto pid = static_cast<Pid>(random() % 4);
        const auto joined = swarms.join(hash_number(hash), peer, {kind, {pid}}, kNow);
        plain[{hash, number}] = kind;
        ASSERT_EQ(joined.outcome, Outcome::kept);
        const PeerGroup& group = joined.swarm->groups[joined.group];
        ASSERT_TRUE(group.is({pid}, kind, number % 2 != 0));
        ASSERT_EQ(group.compact(joined.at)[group.ipv6() ? 15 : 3], peer.address.bytes[15]);
    }
    std::array<uint32_t, kPeerKinds> kinds{};
    for (uint32_t hash = 0; hash < 20; ++hash) {
        std::set<std::pair<std::string, int>> expected;
        for (const auto& [key, kind] : plain)
            if (key.first == hash) {
                const uint32_t n = key.second;
                expected.emplace((n % 2 == 0 ? ipv4_peer(n) : ipv6_peer(n)).address.to_string(),
                                 6'881);
                ++kinds[static_cast<size_t>(kind)];
            }
        const Swarm* const swarm = swarms.find(hash_number(hash));
        ASSERT_EQ(swarm == nullptr, expected.empty());
        if (swarm != nullptr) {
            EXPECT_EQ(peers_of(*swarm), expected);
        }
    }
    for (size_t kind = 0; kind < kPeerKinds; ++kind)
        EXPECT_EQ(swarms.peers(PeerKind(kind)), kinds[kind]);
}

}  // namespace
}  // namespace sluice
