// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/alto/alto_maps.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/feeds/alto/alto_table.h"
#include "tests/unit/oracle/feeds/alto/alto_samples.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

const AltoTag kTag{"my-default-network-map", "da65eca2eb7a10ce8b059740"};

std::string replaced(std::string_view in, std::string_view what, std::string_view by) {
    std::string text(in);
    const size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

TEST(AltoMaps, ADirectoryTellsWhereTheDefaultMapAndItsCostsAre) {
    std::string why;
    const AltoDirectory found = AltoMaps::directory(kDirectory, why);
    EXPECT_EQ(why, "");
    EXPECT_EQ(found.map_id, "my-default-network-map");
    EXPECT_EQ(found.map_uri, "/networkmap");
    EXPECT_EQ(found.costs_uri, "/costmap");
}

TEST(AltoMaps, ANetworkMapTellsWhatIsWhere) {
    std::string why;
    const AltoNetworkMap map = AltoMaps::network_map(kNetworkMap, why);
    EXPECT_EQ(why, "");
    EXPECT_EQ(map.tag, kTag);
    EXPECT_THAT(map.pids, ElementsAre("PID1", "PID2", "PID3"));
    EXPECT_EQ(map.prefixes.size(), 6u);
    EXPECT_EQ(pid_at(map, *IpAddress::parse("198.51.100.200")), "PID2");
    EXPECT_EQ(pid_at(map, *IpAddress::parse("203.0.113.1")), "PID3");
    EXPECT_EQ(pid_at(map, *IpAddress::parse("2001:db8:2::1")), "PID2");
    EXPECT_EQ(map.wrong, 0u);
}

TEST(AltoMaps, WrongPrefixesAndPidsAreCounted) {
    std::string why;
    const AltoNetworkMap map = AltoMaps::network_map(
        R"({"meta":{"vtag":{"resource-id":"m","tag":"t"}},"network-map":{
            "a":{"ipv4":["192.0.2.1","192.0.2.1/24","2001:db8::/32",7,null,"192.0.2.0/24"],
                 "ipv6":"2001:db8::/32"},
            "no.pid":{"ipv4":["198.51.100.0/24"]}, "b":[]}})",
        why);
    EXPECT_EQ(why, "");
    EXPECT_THAT(map.prefixes, ElementsAre(Pair(*Prefix::parse("192.0.2.0/24"), 0u)));
    EXPECT_EQ(map.wrong, 7u);
}

TEST(AltoMaps, ACostMapTellsOneRow) {
    std::string why;
    const AltoCosts costs = AltoMaps::costs(kCostMap, "PID3", why);
    EXPECT_EQ(why, "");
    EXPECT_EQ(costs.of, kTag);
    EXPECT_THAT(costs.to, UnorderedElementsAre(Pair("PID1", 20.0F), Pair("PID2", 15.5F)));
    const AltoCosts wrong = AltoMaps::costs(replaced(kCostMap, "\"PID1\": 20, \"PID2\": 15.5",
                                                     R"("PID1": -1, "PID2": "1", "PID3": 1e300)"),
                                            "PID3", why);
    EXPECT_EQ(wrong.wrong, 3u);
    EXPECT_TRUE(wrong.to.empty());
}

TEST(AltoMaps, WhatIsAnotherDocumentIsSaid) {
    const auto why_not = [](auto read, std::string_view text) {
        std::string why;
        read(text, why);
        return why;
    };
    for (const char* text :
         {"", "[]", "{", "null", "<html>", "{}", R"({"meta":7,"resources":[]})",
          R"({"meta":{},"network-map":{},"cost-map":{},"resources":{}})", "{\"meta\":\"\xff\"}"}) {
        EXPECT_NE(why_not(AltoMaps::directory, text), "") << text;
        EXPECT_NE(why_not(AltoMaps::network_map, text), "") << text;
        EXPECT_NE(why_not([](auto json, auto& why) { AltoMaps::costs(json, "PID1", why); }, text),
                  "")
            << text;
    }
    const std::string deep(5'000, '[');
    EXPECT_NE(why_not(AltoMaps::directory, deep), "");
    EXPECT_EQ(why_not(AltoMaps::directory,
                      replaced(kDirectory, "\"/costmap\"", "\"/costmap\", \"accepts\": \"x\"")),
              "its directory tells of no numerical cost map of that network map");
    EXPECT_EQ(why_not(AltoMaps::directory, replaced(kDirectory, "\"default-alto", "\"alto")),
              "its directory tells of no default network map");
    EXPECT_EQ(why_not([](auto json, auto& why) { AltoMaps::costs(json, "PID9", why); }, kCostMap),
              "it tells no costs from PID PID9, where it has us");
    EXPECT_EQ(why_not([](auto json, auto& why) { AltoMaps::costs(json, "PID1", why); },
                      replaced(kCostMap, "numerical", "ordinal")),
              "it is no map of numerical routingcost");
}

TEST(AltoMaps, EveryTruncationIsSaid) {
    for (size_t n = 0; n < kNetworkMap.size(); ++n) {
        std::string why;
        AltoMaps::network_map(kNetworkMap.substr(0, n), why);
        EXPECT_NE(why, "") << n << " bytes";
    }
}

class AltoTable : public testing::Test {
 protected:
    static FeedTable table(const AltoFeedSource& source, std::string_view from = "PID3") {
        std::string why;
        return alto_table(source, AltoMaps::network_map(kNetworkMap, why),
                          AltoMaps::costs(kCostMap, from, why));
    }
    static std::vector<std::string> lines(const FeedTable& table) {
        std::vector<std::string> lines;
        for (const FeedEntry& entry : table.entries)
            lines.push_back(entry.prefix.to_string() + " " +
                            (entry.alto_cost == FeedEntry::kNoCost
                                 ? "-"
                                 : std::to_string(table.alto_costs[entry.alto_cost])));
        return lines;
    }
};

TEST_F(AltoTable, HasWhatEachPrefixCostsFromUs) {
    const FeedTable of_all = table({.for_prefixes = {}, .for_origins = {64499}});
    EXPECT_THAT(lines(of_all),
                ElementsAre("192.0.2.0/24 20.000000", "198.51.100.0/25 20.000000",
                            "198.51.100.128/25 15.500000", "2001:db8:2::/48 15.500000"));
    EXPECT_EQ(of_all.counts.default_routes, 2u);
}

TEST_F(AltoTable, LeavesOutWhatItIsNotBelievedAboutAndCutsWhatIsWider) {
    EXPECT_THAT(lines(table({.for_prefixes = {*Prefix::parse("192.0.2.64/26"),
                                              *Prefix::parse("198.51.100.0/24"),
                                              *Prefix::parse("203.0.113.0/24")},
                             .for_origins = {}})),
                ElementsAre("192.0.2.64/26 20.000000", "198.51.100.0/25 20.000000",
                            "198.51.100.128/25 15.500000"));
}

TEST_F(AltoTable, HasNoMoreCostsThanEntriesCanName) {
    AltoNetworkMap map;
    AltoCosts costs;
    for (uint32_t i = 0; i < 1'000; ++i) {
        map.pids.push_back("p" + std::to_string(i));
        map.prefixes.emplace_back(Prefix{IpAddress::from_ipv4(0xc6120000U + 256 * i), 24}, i);
        costs.to[map.pids.back()] = static_cast<float>(i);
    }
    const FeedTable all = alto_table({.for_prefixes = {}, .for_origins = {64499}}, map, costs);
    ASSERT_EQ(all.entries.size(), 1'000u);
    EXPECT_EQ(all.alto_costs.size(), 255u);
    for (size_t i = 0; i < all.entries.size(); ++i) {
        const float cost = all.alto_costs.at(all.entries[i].alto_cost);
        EXPECT_GE(cost, static_cast<float>(i));
        EXPECT_LT(cost, static_cast<float>(i + 4));
    }
    EXPECT_EQ(all.alto_costs.back(), 999.0F);
}

}  // namespace
}  // namespace sluice
