// SPDX-License-Identifier: Apache-2.0
// Several homes behind one address, and one address that speaks on many ports.
#include <array>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "oracle/tracker/tracker.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 10'000;

struct Scene {
    using Told = std::multiset<std::pair<std::string, uint16_t>>;

    Told announce(const PeerEndpoint& from, bool has_all = false,
                  AnnounceEvent event = AnnounceEvent::none) {
        std::array<uint8_t, 6 * 200> ipv4;
        std::array<uint8_t, 18 * 200> ipv6;
        const auto answer = tracker.announce({hash_number(1), from.port, event, has_all},
                                             from.address, kNow, {ipv4, ipv6});
        EXPECT_EQ(answer.refusal, Refusal::none);
        counts = answer.counts;
        Told told;
        Reader in{Bytes{ipv4}};
        for (size_t i = 0; i < answer.ipv4_peers; ++i) {
            const IpAddress at = IpAddress::from_ipv4(in.be32());
            told.emplace(at.to_string(), in.be16());
        }
        Reader in6{Bytes{ipv6}};
        for (size_t i = 0; i < answer.ipv6_peers; ++i) {
            const IpAddress at = IpAddress::from_ipv6(in6.take(16).data());
            told.emplace(at.to_string(), in6.be16());
        }
        return told;
    }

    Tracker tracker{TrackerSettings{}, {1, 2}, 3};
    SwarmCounts counts;
};

size_t of_address(const Scene::Told& told, const std::string& text) {
    size_t count = 0;
    for (const auto& [at, port] : told)
        count += at == text ? 1 : 0;
    return count;
}

TEST(SharedAddresses, OneAddressOnManyPortsFillsNobodysList) {
    Scene scene;
    for (uint16_t port = 1'000; port < 1'900; ++port)
        scene.announce(ipv4_peer(1, port));
    for (uint32_t home = 2; home < 12; ++home)
        scene.announce(ipv4_peer(home));
    const auto told = scene.announce(ipv4_peer(100));
    EXPECT_EQ(of_address(told, "198.18.0.1"), ToldPorts::kMost);
    EXPECT_EQ(told.size(), ToldPorts::kMost + 10) << "and everybody else is there";
    EXPECT_EQ(scene.counts.leechers, 911u) << "all of them are counted";
}

TEST(SharedAddresses, OfIpv6TheAddressesOfOneSlash64AreTheSameSource) {
    Scene scene;
    for (uint8_t i = 1; i <= 100; ++i) {
        PeerEndpoint peer = ipv6_peer(7);
        peer.address.bytes[15] = i;
        scene.announce(peer);
    }
    EXPECT_EQ(scene.announce(ipv6_peer(8)).size(), ToldPorts::kMost);
}

TEST(SharedAddresses, AllHomesBehindOneAddressAreToldOverSomeAnnounces) {
    Scene scene;
    std::set<uint16_t> told_ports;
    for (int round = 0; round < 3; ++round)
        for (uint16_t home = 0; home < 40; ++home) {
            scene.announce(ipv4_peer(1, static_cast<uint16_t>(2'000 + home)));
            if (home % 4 != 0)
                continue;
            const auto told = scene.announce(ipv4_peer(2));
            EXPECT_LE(of_address(told, "198.18.0.1"), ToldPorts::kMost);
            for (const auto& [at, port] : told)
                told_ports.insert(port);
        }
    EXPECT_EQ(told_ports.size(), 40u);
}

TEST(SharedAddresses, TheOneSeedAmongThemStaysTold) {
    Scene scene;
    scene.announce(ipv4_peer(1, 5'000), true);
    for (uint16_t home = 0; home < 40; ++home)
        scene.announce(ipv4_peer(1, static_cast<uint16_t>(2'000 + home)));
    EXPECT_EQ(scene.announce(ipv4_peer(2)).count({"198.18.0.1", 5'000}), 1u);
    scene.announce(ipv4_peer(1, 5'000), false);
    EXPECT_EQ(scene.counts.seeds, 0u);
}

TEST(SharedAddresses, WhoseTurnItIsNotGoesLikeOthers) {
    Scene scene;
    for (uint16_t home = 0; home < 20; ++home)
        scene.announce(ipv4_peer(1, static_cast<uint16_t>(2'000 + home)));
    for (uint16_t home = 0; home < 20; ++home)
        scene.announce(ipv4_peer(1, static_cast<uint16_t>(2'000 + home)), false,
                       AnnounceEvent::stopped);
    EXPECT_EQ(scene.tracker.swarms().count(), 0u);
    EXPECT_EQ(scene.tracker.swarms().peers(PeerKind::leecher), 0u);
    scene.announce(ipv4_peer(1, 2'000));
    EXPECT_EQ(scene.announce(ipv4_peer(2)).size(), 1u);
}

TEST(SharedAddresses, WhoseTurnItIsNotIsForgottenInSilenceToo) {
    Scene scene;
    for (uint16_t home = 0; home < 20; ++home)
        scene.announce(ipv4_peer(1, static_cast<uint16_t>(2'000 + home)));
    for (uint32_t second = 0; second < 3'700; second += 10)
        scene.tracker.sweep(kNow + second);
    EXPECT_EQ(scene.tracker.swarms().count(), 0u);
    EXPECT_EQ(scene.tracker.swarms().forgotten(), 20u);
}

}  // namespace
}  // namespace sluice
