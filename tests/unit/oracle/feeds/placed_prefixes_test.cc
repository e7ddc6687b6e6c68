// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/placed_prefixes.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/feeds/address_bits.h"
#include "oracle/feeds/pid_selection.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

// Feeds: routes (MRT), places (a geofeed), table (IP-to-AS).
TopologyDefinition definition(const std::string& pids) {
    return topology_of(std::string(kSomeNeighbours) + "pids:\n" + pids +
                       "  elsewhere: { default: true }\n"
                       "costs: { routing: {} }\n" +
                       std::string(kFeedsOfEachFormat));
}

std::vector<std::string> lines(const TopologyDefinition& topology, const PlacedPrefixes& placed) {
    std::vector<std::string> lines;
    for (const auto& [prefix, pid] : placed.prefixes)
        lines.push_back(prefix.to_string() + " " + topology.pids[pid].name);
    return lines;
}

std::vector<std::string> placed(const std::string& pids, const std::vector<FeedEntry>& routes,
                                const std::vector<FeedEntry>& places = {},
                                const std::vector<FeedEntry>& table = {}) {
    const TopologyDefinition topology = definition(pids);
    const FeedTable tables[] = {table_with(routes), table_with(places), table_with(table)};
    const FeedTable* const given[] = {&tables[0], &tables[1], &tables[2]};
    return lines(topology, place_prefixes(topology, given));
}

const std::string kPeersAndCustomers =
    "  customers: { relation: customer }\n"
    "  peers: { relation: peer }\n";

TEST(PlacedPrefixes, AreCompleteWithNothingButADefault) {
    EXPECT_THAT(placed("", {}), ElementsAre("0.0.0.0/0 elsewhere", "::/0 elsewhere"));
}

TEST(PlacedPrefixes, AreThoseThatAreWrittenWhateverFeedsSayInside) {
    EXPECT_THAT(
        placed(
            "  home: { prefixes: [198.18.0.0/16, \"2001:db8::/32\"] }\n"
            "  lab: { prefixes: [198.18.5.0/24] }\n" +
                kPeersAndCustomers,
            {of_path("198.18.0.0/15", 1, 64498, 64498), of_path("198.18.0.0/16", 1, 64497, 64497),
             of_path("198.18.4.0/24", 1, 64497, 64497), of_path("198.18.5.128/25", 1, 64497, 64497),
             of_path("198.19.0.0/16", 1, 64497, 64497)}),
        ElementsAre("0.0.0.0/0 elsewhere", "198.18.0.0/15 peers", "198.18.0.0/16 home",
                    "198.18.5.0/24 lab", "198.19.0.0/16 customers", "::/0 elsewhere",
                    "2001:db8::/32 home"));
}

TEST(PlacedPrefixes, AreWhereTheMostSpecificRouteSays) {
    EXPECT_THAT(placed(kPeersAndCustomers, {of_path("192.0.2.0/24", 1, 64498, 64498),
                                            of_path("192.0.2.0/25", 2, 64499, 64510),
                                            of_path("192.0.2.64/26", 1, 64497, 64497)}),
                ElementsAre("0.0.0.0/0 elsewhere", "192.0.2.0/24 peers", "192.0.2.0/25 elsewhere",
                            "192.0.2.64/26 customers", "::/0 elsewhere"));
}

TEST(PlacedPrefixes, LeaveOutWhatIsThereAnyway) {
    EXPECT_THAT(placed(kPeersAndCustomers, {of_path("192.0.2.0/24", 1, 64498, 64498),
                                            of_path("192.0.2.0/25", 2, 64498, 64510),
                                            of_path("198.51.100.0/24", 2, 64499, 64510),
                                            of_path("198.51.100.0/25", 1, 64497, 64497),
                                            of_path("198.51.100.0/26", 2, 64497, 64511)}),
                ElementsAre("0.0.0.0/0 elsewhere", "192.0.2.0/24 peers",
                            "198.51.100.0/25 customers", "::/0 elsewhere"));
}

TEST(PlacedPrefixes, TakeEachPartFromTheFirstFeedThatSaysIt) {
    const std::string pids =
        "  peers-de: { relation: peer, country: DE }\n"
        "  peers: { relation: peer }\n"
        "  cdn: { origin: 64510 }\n";
    EXPECT_THAT(placed(pids,
                       // Of half of the block a route is known,
                       {of_path("192.0.2.0/25", 1, 64498, 64498)},
                       // of its second quarter, that it is in Germany, and of the rest nothing,
                       {of_place("192.0.2.0/24", ""), of_place("192.0.2.64/26", "DE")},
                       // and a table says of it all what it says last.
                       {of_origin("192.0.2.0/24", 64510, "DE")}),
                ElementsAre("0.0.0.0/0 elsewhere", "192.0.2.0/24 cdn", "192.0.2.0/25 peers",
                            "192.0.2.64/26 peers-de", "::/0 elsewhere"));
}

TEST(PlacedPrefixes, TakeATablesCountryWhereNoGeofeedSpeaks) {
    EXPECT_THAT(placed("  de: { country: DE }\n", {}, {of_place("192.0.2.0/25", "")},
                       {of_origin("192.0.2.0/24", 64510, "DE")}),
                ElementsAre("0.0.0.0/0 elsewhere", "192.0.2.0/24 de", "192.0.2.0/25 elsewhere",
                            "::/0 elsewhere"));
}

TEST(PlacedPrefixes, NeverMixTheFamilies) {
    // Kept as ::ffff:192.0.2.0, IPv4 lies between these two.
    EXPECT_THAT(placed(kPeersAndCustomers,
                       {of_path("::/8", 1, 64498, 64498), of_path("192.0.2.0/24", 2, 64499, 64510),
                        of_path("255.255.255.0/24", 1, 64497, 64497),
                        of_path("64:ff9b::/96", 2, 64498, 64510)}),
                ElementsAre("0.0.0.0/0 elsewhere", "255.255.255.0/24 customers", "::/0 elsewhere",
                            "::/8 peers"));
}

TEST(PlacedPrefixes, CountWhatAnOperatorWouldAskAbout) {
    const TopologyDefinition topology =
        definition("  home: { prefixes: [198.18.0.0/16] }\n" + kPeersAndCustomers);
    const FeedTable routes =
        table_with({of_path("198.18.5.0/24", 0, 0, 0), of_path("192.0.2.0/24", 1, 64498, 64498),
                    of_path("203.0.113.0/24", 1, 64777, 64777)});
    const FeedTable* const tables[] = {&routes, nullptr, nullptr};
    const PlacedPrefixes placed = place_prefixes(topology, tables);
    EXPECT_EQ(placed.of_feeds, 3u);
    EXPECT_EQ(placed.inside_written, 1u);
    EXPECT_EQ(placed.of_no_neighbour, 1u);
}

TEST(PlacedPrefixes, TellWhichAsAnAddressIsOfAndByWhichFeed) {
    const TopologyDefinition topology = definition("  home: { prefixes: [198.18.0.0/16] }\n");
    const FeedTable routes =
        table_with({of_path("198.18.0.0/16", 0, 0, 0), of_path("192.0.2.0/24", 2, 64498, 64510),
                    of_path("203.0.113.0/24", 2, 64498, 0)});
    const FeedTable table =
        table_with({of_origin("192.0.2.0/25", 64511), of_origin("203.0.113.0/25", 64512)});
    const FeedTable* const tables[] = {&routes, nullptr, &table};
    const OriginTable origins = place_prefixes(topology, tables).origins;
    const auto of = [&](const char* address) { return origins.find(*IpAddress::parse(address)); };
    EXPECT_EQ(of("198.18.5.1"), (OriginTable::Origin{64496, "routes"})) << "our own";
    EXPECT_EQ(of("192.0.2.1"), (OriginTable::Origin{64510, "routes"})) << "the first that says";
    EXPECT_EQ(of("203.0.113.1"), (OriginTable::Origin{64512, "table"})) << "several: says nothing";
    EXPECT_FALSE(of("203.0.113.200"));
    EXPECT_FALSE(of("100.64.0.1"));
}

TEST(PlacedPrefixes, AnotherNetworksOracleIsBelievedAboutThatNetworkAlone) {
    const TopologyDefinition topology =
        topology_of(std::string(kSomeNeighbours) +
                    "pids:\n"
                    "  home: { prefixes: [198.18.0.0/16] }\n"
                    "  near: { alto_cost: 0-10 }\n"
                    "  far: { alto_cost: 10-99 }\n"
                    "  peers: { relation: peer }\n"
                    "  elsewhere: { default: true }\n"
                    "costs: { routing: {} }\n"
                    "feeds:\n"
                    "  - { name: routes, format: mrt, file: /r }\n"
                    "  - { name: north, format: alto, url: \"http://x/\", from: 198.18.0.1,\n"
                    "      for_origin: 64498, for: 203.0.113.0/24 }\n");
    const FeedTable routes = table_with(
        {of_path("192.0.2.0/24", 1, 64498, 64498), of_path("192.0.2.128/25", 2, 64498, 64510),
         of_path("198.51.100.0/24", 1, 64498, 64498), of_path("198.19.0.0/16", 0, 0, 0),
         of_path("203.0.113.128/25", 0, 0, 0)});
    const auto of_cost = [](const char* prefix, uint8_t cost) {
        FeedEntry entry;
        entry.prefix = *Prefix::parse(prefix);
        entry.alto_cost = cost;
        return entry;
    };
    FeedTable north = table_with({of_cost("128.0.0.0/1", 1), of_cost("192.0.2.0/26", 0),
                                  of_cost("198.18.0.0/15", 0), of_cost("203.0.113.0/24", 0),
                                  of_cost("198.51.100.0/25", FeedEntry::kNoCost)});
    north.alto_costs = {5, 50};
    const FeedTable* const tables[] = {&routes, &north};
    EXPECT_THAT(lines(topology, place_prefixes(topology, tables)),
                ElementsAre("0.0.0.0/0 elsewhere",
                            "192.0.2.0/24 far",            // theirs, by the /1 around it
                            "192.0.2.0/26 near",           // theirs
                            "192.0.2.128/25 peers",        // another's behind it
                            "198.18.0.0/16 home",          // ours, as it is written
                            "198.51.100.0/24 far",         // theirs,
                            "198.51.100.0/25 peers",       // of which it says nothing
                            "203.0.113.0/24 near",         // as we believe it
                            "203.0.113.128/25 elsewhere",  // but for what is ours
                            "::/0 elsewhere"));
}

// The longest of a table that holds the address, found by looking at all.
const FeedEntry* longest(const FeedTable& table, const IpAddress& address) {
    const FeedEntry* found = nullptr;
    for (const FeedEntry& entry : table.entries)
        if (entry.prefix.contains(address) &&
            (found == nullptr || entry.prefix.length > found->prefix.length))
            found = &entry;
    return found;
}

TEST(PlacedPrefixes, PutAnyAddressWhereLookingAtEverythingPutsIt) {
    const TopologyDefinition topology = definition(
        "  home: { prefixes: [198.18.0.0/20, \"2001:db8::/36\"] }\n"
        "  lab: { prefixes: [198.18.4.0/24] }\n"
        "  own: { relation: own }\n"
        "  customers-de: { relation: customer, country: DE }\n"
        "  cdn: { origin: [64510, 64512] }\n"
        "  far: { as_hops: 3-9 }\n"
        "  hamburg: { region: DE-HH }\n"
        "  peers: { relation: [peer, transit] }\n");
    std::mt19937_64 random(7);
    const auto address = [&] {
        return random() % 2 == 0
                   ? IpAddress::from_ipv4(0xc6120000u | static_cast<uint32_t>(random() % 0x2000))
                   : address_of(AddressBits{0x20010db8'00000000u | random() % 0x4000'0000} << 64);
    };
    const auto some_prefix = [&] {
        const IpAddress at = address();
        const unsigned length = at.is_ipv4() ? 16 + random() % 17 : 30 + random() % 35;
        return Prefix::covering(at, static_cast<uint8_t>(length));
    };
    for (int round = 0; round < 40; ++round) {
        std::vector<FeedEntry> routes;
        std::vector<FeedEntry> places;
        std::vector<FeedEntry> table;
        for (int i = 0; i < 60; ++i) {
            routes.push_back(of_path("192.0.2.0/24", static_cast<uint8_t>(random() % 5),
                                     static_cast<uint32_t>(64496 + random() % 5),
                                     static_cast<uint32_t>(64496 + random() % 18)));
            routes.back().prefix = some_prefix();
            constexpr std::string_view kPlaces[] = {"", "DE", "DE-HH", "AT"};
            places.push_back(of_place("192.0.2.0/24", kPlaces[random() % 4]));
            places.back().prefix = some_prefix();
            table.push_back(of_origin("192.0.2.0/24", static_cast<uint32_t>(64508 + random() % 5),
                                      random() % 2 == 0 ? "DE" : ""));
            table.back().prefix = some_prefix();
        }
        const FeedTable tables[] = {table_with(routes), table_with(places), table_with(table)};
        const FeedTable* const given[] = {&tables[0], &tables[1], &tables[2]};
        const PlacedPrefixes placed = place_prefixes(topology, given);
        PidSelection selection(topology);
        for (int i = 0; i < 500; ++i) {
            const IpAddress at = address();
            FeedEntry said;
            const FeedEntry* const route = longest(tables[0], at);
            const FeedEntry* const place = longest(tables[1], at);
            const FeedEntry* const row = longest(tables[2], at);
            if (route != nullptr)
                said = *route;
            if (said.origin_as == 0 && row != nullptr)
                said.origin_as = row->origin_as;
            said.place = place != nullptr ? place->place : row != nullptr ? row->place : Place{};
            Pid expected = selection.select(said);
            uint8_t written = 0;
            for (size_t pid = 0; pid < topology.pids.size(); ++pid)
                for (const Prefix& prefix : topology.pids[pid].prefixes)
                    if (prefix.contains(at) && prefix.length > written) {
                        expected = static_cast<Pid>(pid);
                        written = prefix.length;
                    }
            Pid found = kNoPid;
            int length = -1;
            for (const auto& [prefix, pid] : placed.prefixes)
                if (prefix.contains(at) && prefix.length > length) {
                    found = pid;
                    length = prefix.length;
                }
            ASSERT_EQ(found, expected) << at.to_string() << " in round " << round;
            const uint32_t of_route = route == nullptr      ? 0
                                      : route->as_hops == 0 ? 64496
                                                            : route->origin_as;
            const auto origin = placed.origins.find(at);
            ASSERT_EQ(origin ? origin->as : 0, of_route != 0    ? of_route
                                               : row != nullptr ? row->origin_as
                                                                : 0)
                << at.to_string() << " in round " << round;
        }
        ASSERT_TRUE(std::is_sorted(
            placed.prefixes.begin(), placed.prefixes.end(),
            [](const auto& a, const auto& b) { return comes_before(a.first, b.first); }));
    }
}

}  // namespace
}  // namespace sluice
