// SPDX-License-Identifier: Apache-2.0
// bench-rank: putting a full table's topology together, and ranking by it, as one line of JSON.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/core_time.h"
#include "bench/full_table.h"
#include "oracle/rank/origin_table.h"
#include "oracle/rank/ranking.h"
#include "oracle/rank/topology.h"

namespace sluice::bench {
namespace {

using Table = std::vector<std::pair<Prefix, Pid>>;

constexpr Pid kLocations = 500;
constexpr uint32_t kAses = 85'000;      // about as many as the internet's tables have
constexpr size_t kAddresses = 1 << 20;  // to ask for: more than stays in a cache
constexpr size_t kFew = 50;
constexpr size_t kMany = Ranking::kMostCandidates;

std::vector<std::string> names() {
    std::vector<std::string> names;
    for (Pid pid = 0; pid < kLocations; ++pid)
        names.push_back("location-" + std::to_string(pid));
    return names;
}

// Of one family, or of both as the table has them.
std::vector<IpAddress> addresses(const Table& table, std::mt19937_64& random,
                                 bool (*wanted)(const IpAddress&)) {
    std::vector<IpAddress> addresses;
    while (addresses.size() < kAddresses) {
        const Prefix& prefix = table[random() % table.size()].first;
        if (wanted(prefix.address))
            addresses.push_back(address_in(prefix, random));
    }
    return addresses;
}

// Each prefix is of an AS of its own choice, in the order in which feeds are put together.
std::vector<std::pair<Prefix, uint32_t>> origins_of(const Table& table, std::mt19937_64& random) {
    std::vector<std::pair<Prefix, uint32_t>> origins;
    origins.reserve(table.size());
    for (const auto& [prefix, pid] : table)
        origins.emplace_back(prefix, static_cast<uint32_t>(1 + random() % kAses));
    std::ranges::sort(origins);  // in this table IPv4 comes first so
    return origins;
}

OriginTable origin_table(std::span<const std::pair<Prefix, uint32_t>> origins) {
    OriginTableBuilder builder({"routes"});
    for (const auto& [prefix, as] : origins)
        builder.add(prefix, as, 0);
    return builder.finish();
}

// What an operator would have: few distinct costs, caches, and inside addresses of two realms.
Topology topology_of(std::shared_ptr<const NetworkMap> map,
                     std::shared_ptr<const OriginTable> origins, const Table& table,
                     std::mt19937_64& random) {
    CostMap costs(kLocations);
    for (Pid from = 0; from < kLocations; ++from) {
        for (Pid to = 0; to < kLocations; ++to)
            costs.set(from, to, from == to ? 0.0F : static_cast<float>(1 + random() % 40));
    }
    std::vector<Prefix> caches;
    for (size_t i = 0; i < 20; ++i) {
        const IpAddress cache = address_in(table[i].first, random);
        caches.push_back(Prefix::covering(cache, cache.is_ipv4() ? 32 : 128));
    }
    std::vector<Topology::Realm> realms = {{"north", {*Prefix::parse("100.64.0.0/11")}},
                                           {"south", {*Prefix::parse("100.96.0.0/11")}}};
    return Topology({.map = std::move(map),
                     .routing_cost = costs,
                     .ranking_cost = costs,
                     .caches = std::move(caches),
                     .realms = std::move(realms),
                     .tag = "bench",
                     .origins = std::move(origins)});
}

double build_ms(const Table& table, unsigned runs) {
    std::vector<double> ms;
    for (unsigned run = 0; run < runs; ++run) {
        Table given = table;
        ms.push_back(core_time_of([&] { NetworkMap(names(), std::move(given)); }) / 1e6);
    }
    return median(ms);
}

double origins_ms(std::span<const std::pair<Prefix, uint32_t>> origins, unsigned runs) {
    std::vector<double> ms;
    for (unsigned run = 0; run < runs; ++run)
        ms.push_back(core_time_of([&] { origin_table(origins); }) / 1e6);
    return median(ms);
}

// Whose an address is, one at a time.
double origin_ns(const OriginTable& table, std::span<const IpAddress> addresses, unsigned runs) {
    std::vector<double> ns;
    for (unsigned run = 0; run < runs; ++run) {
        const double taken = core_time_of([&] {
            for (const IpAddress& address : addresses)
                if (!table.find(address))
                    throw std::runtime_error("an address of a prefix is of no AS");
        });
        ns.push_back(taken / static_cast<double>(addresses.size()));
    }
    return median(ns);
}

double mib(size_t bytes) {
    return static_cast<double>(bytes) / (1 << 20);
}

// A look-up, of 64 at a time.
double find_ns(const NetworkMap& map, std::span<const IpAddress> addresses, unsigned runs) {
    std::vector<double> ns;
    std::vector<Pid> pids(addresses.size());
    for (unsigned run = 0; run < runs; ++run) {
        const double taken = core_time_of([&] { map.find(addresses, pids); });
        if (std::ranges::count(pids, kNoPid) != 0)
            throw std::runtime_error("an address of a prefix is in no location");
        ns.push_back(taken / static_cast<double>(addresses.size()));
    }
    return median(ns);
}

// For an asker, other candidates each time.
double rank_us(const Topology& topology, std::span<const IpAddress> addresses, size_t count,
               const RankOptions& options, unsigned runs) {
    Ranking ranking;
    SplitMix64 random(1);
    std::vector<double> us;
    const size_t askers = addresses.size() / count;
    for (unsigned run = 0; run < runs; ++run) {
        size_t ranked = 0;
        const double taken = core_time_of([&] {
            for (size_t i = 0; i < askers; ++i)
                ranked += ranking
                              .rank(topology, addresses[i], addresses.subspan(i * count, count),
                                    options, random)
                              .size();
        });
        if (ranked < askers * count * 9 / 10)
            throw std::runtime_error("candidates were lost");
        us.push_back(taken / 1e3 / static_cast<double>(askers));
    }
    return median(us);
}

void measure(size_t prefixes, unsigned runs) {
    std::mt19937_64 random(1);
    const size_t ipv6 = prefixes * 3 / 20;
    const Table table = full_table(prefixes - ipv6, ipv6, kLocations, random);
    const double built_ms = build_ms(table, runs);
    const auto map = std::make_shared<const NetworkMap>(names(), table);
    const auto told = origins_of(table, random);
    const auto origins = std::make_shared<const OriginTable>(origin_table(told));
    const Topology topology = topology_of(map, origins, table, random);
    const auto ipv4s =
        addresses(table, random, [](const IpAddress& address) { return address.is_ipv4(); });
    const auto ipv6s =
        addresses(table, random, [](const IpAddress& address) { return !address.is_ipv4(); });
    const auto both = addresses(table, random, [](const IpAddress&) { return true; });
    constexpr RankOptions kRotate = {.shared_address = SharedAddress::rotate, .spread = 3};
    std::printf(
        "{\"build_ms\": %.1f, \"memory_mib\": %.2f, \"origins_ms\": %.1f, "
        "\"topology_mib\": %.2f, \"ipv4_ns\": %.2f, \"ipv6_ns\": %.2f, \"origin_ns\": %.1f, "
        "\"few_us\": %.3f, \"few_rotated_us\": %.3f, \"many_us\": %.1f}\n",
        built_ms, mib(map->memory_bytes()), origins_ms(told, runs), mib(topology.memory_bytes()),
        find_ns(*map, ipv4s, runs), find_ns(*map, ipv6s, runs), origin_ns(*origins, both, runs),
        rank_us(topology, both, kFew, {}, runs), rank_us(topology, both, kFew, kRotate, runs),
        rank_us(topology, both, kMany, {}, runs));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    CLI::App app{"A full table's topology, and ranking by it, on one core.", "bench-rank"};
    size_t prefixes = 1'000'000;
    unsigned runs = 7;
    app.add_option("--prefixes", prefixes)->check(CLI::Range(1'000u, 4'000'000u));
    app.add_option("--runs", runs)->check(CLI::Range(1u, 1'000u));
    CLI11_PARSE(app, argc, argv);
    try {
        sluice::bench::measure(prefixes, runs);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-rank: %s\n", error.what());
        return 1;
    }
}
