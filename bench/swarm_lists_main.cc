// SPDX-License-Identifier: Apache-2.0
// bench-swarm-lists: whom sluice-tracker tells to the peers of large swarms, as lines of JSON.
// Everything but the time is the same each time.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/as_spread.h"
#include "bench/core_time.h"
#include "oracle/rank/ranking.h"
#include "oracle/tracker/tracker.h"

namespace sluice::bench {
namespace {

constexpr std::array<uint32_t, 4> kSwarms = {9'984, 3'944, 2'561, 2'023};
constexpr double kInLarge = 0.57;
constexpr uint32_t kAsBits = 20;  // prefix length of an AS
constexpr uint32_t kFirst = 16u << 24;
constexpr uint16_t kPort = 6'881;

struct Peer {
    IpAddress address;
    Pid as;
};

struct Swarm {
    std::vector<uint32_t> sizes;  // by AS
    std::vector<Peer> peers;      // in the order in which they joined
};

Swarm swarm_of(uint32_t peers, SplitMix64& random) {
    Swarm swarm{as_spread(peers, kInLarge), {}};
    for (size_t as = 0; as < swarm.sizes.size(); ++as) {
        const uint32_t first = kFirst + (static_cast<uint32_t>(as) << (32 - kAsBits));
        for (uint32_t i = 0; i < swarm.sizes[as]; ++i)
            swarm.peers.push_back({IpAddress::from_ipv4(first + 1 + i), static_cast<Pid>(as)});
    }
    for (auto left = static_cast<uint32_t>(swarm.peers.size()); left > 1; --left)
        std::swap(swarm.peers[left - 1], swarm.peers[random.below(left)]);
    return swarm;
}

// An AS is a location, and all others are equally far.
std::shared_ptr<const Topology> topology_of(const Swarm& swarm) {
    std::vector<std::string> names;
    std::vector<std::pair<Prefix, Pid>> prefixes;
    CostMap costs(swarm.sizes.size(), 100);
    for (size_t as = 0; as < swarm.sizes.size(); ++as) {
        const auto pid = static_cast<Pid>(as);
        names.push_back("as-" + std::to_string(as));
        const uint32_t first = kFirst + (static_cast<uint32_t>(as) << (32 - kAsBits));
        prefixes.emplace_back(Prefix::covering(IpAddress::from_ipv4(first), kAsBits), pid);
        costs.set(pid, pid, 0);
    }
    return std::make_shared<const Topology>(Topology::Parts{
        .map = std::make_shared<const NetworkMap>(std::move(names), std::move(prefixes)),
        .routing_cost = costs,
        .ranking_cost = costs,
        .caches = {},
        .realms = {},
        .tag = "bench"});
}

struct Lists {
    uint64_t told = 0;
    uint64_t near = 0;  // in the asker's AS
    uint64_t told_in_large = 0;
    uint64_t near_in_large = 0;  // of askers that are in large ASes
    double announce_us = 0;
};

// Everybody joins; then everybody asks.
Lists lists_of(const Swarm& swarm, std::shared_ptr<const Topology> topology, uint32_t wanted) {
    TrackerSettings settings;
    settings.limits = {.swarms = 1, .peers = 20'000};
    Tracker tracker(settings, {1, 2}, 3);
    const auto map = topology_of(swarm);
    tracker.use(std::move(topology));
    AnnounceRequest request{.hash = {}, .port = kPort, .event = AnnounceEvent::started};
    std::vector<uint8_t> out(wanted * PeerGroup::kCompactIpv4);
    request.wanted = 0;
    for (const Peer& peer : swarm.peers)
        tracker.announce(request, peer.address, 1, {});
    request.wanted = wanted;
    Lists lists;
    double ns = 0;
    for (const Peer& peer : swarm.peers) {
        AnnounceAnswer answer;
        ns += core_time_of([&] {
            answer = tracker.announce(request, peer.address, 2, {.ipv4 = out, .ipv6 = {}});
        });
        if (answer.ipv4_peers == 0)
            throw std::runtime_error("a peer was told of nobody");
        uint64_t near = 0;
        for (size_t i = 0; i < answer.ipv4_peers; ++i) {
            Reader in{Bytes{out}.subspan(i * PeerGroup::kCompactIpv4)};
            near += map->map().find(IpAddress::from_ipv4(in.be32())) == peer.as ? 1 : 0;
        }
        const bool large = swarm.sizes[peer.as] > kLarge;
        lists.told += answer.ipv4_peers;
        lists.near += near;
        lists.told_in_large += large ? answer.ipv4_peers : 0;
        lists.near_in_large += large ? near : 0;
    }
    lists.announce_us = ns / 1e3 / static_cast<double>(swarm.peers.size());
    return lists;
}

// The whole swarm ranked for one asker.
double rank_us(const Swarm& swarm, const Topology& topology) {
    std::vector<IpAddress> all;
    for (const Peer& peer : swarm.peers)
        all.push_back(peer.address);
    Ranking ranking;
    SplitMix64 random(4);
    std::vector<double> us;
    for (size_t i = 0; i < 101; ++i)
        us.push_back(core_time_of([&] { ranking.rank(topology, all[i], all, {}, random); }) / 1e3);
    return median(us);
}

double share(uint64_t part, uint64_t all) {
    return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

void measure(uint32_t peers) {
    SplitMix64 random(peers);
    const Swarm swarm = swarm_of(peers, random);
    const auto topology = topology_of(swarm);
    const double ranked_us = rank_us(swarm, *topology);
    for (const uint32_t wanted : {50u, 200u}) {
        const Lists any = lists_of(swarm, nullptr, wanted);
        const Lists guided = lists_of(swarm, topology, wanted);
        std::printf(
            "{\"peers\": %u, \"ases\": %zu, \"in_large\": %.4f, \"wanted\": %u, "
            "\"told\": %.1f, \"random_near\": %.5f, \"random_near_in_large\": %.5f, "
            "\"near\": %.5f, \"near_in_large\": %.5f, \"random_announce_us\": %.2f, "
            "\"announce_us\": %.2f, \"rank_all_us\": %.1f}\n",
            peers, swarm.sizes.size(), share_in_large(swarm.sizes), wanted,
            static_cast<double>(guided.told) / peers, share(any.near, any.told),
            share(any.near_in_large, any.told_in_large), share(guided.near, guided.told),
            share(guided.near_in_large, guided.told_in_large), any.announce_us, guided.announce_us,
            ranked_us);
    }
}

}  // namespace
}  // namespace sluice::bench

int main() {
    try {
        for (const uint32_t peers : sluice::bench::kSwarms)
            sluice::bench::measure(peers);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-swarm-lists: %s\n", error.what());
        return 1;
    }
}
