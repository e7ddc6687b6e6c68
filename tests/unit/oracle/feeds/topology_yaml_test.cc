// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_yaml.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string example() {
    std::ifstream in(std::string(std::getenv("SLUICE_SOURCE_ROOT")) +
                     "/deploy/topology.example.yaml");
    return {std::istreambuf_iterator<char>(in), {}};
}

Pid pid_of(const TopologyDefinition& topology, std::string_view name) {
    for (size_t i = 0; i < topology.pids.size(); ++i)
        if (topology.pids[i].name == name)
            return static_cast<Pid>(i);
    ADD_FAILURE() << "no PID " << name;
    return kNoPid;
}

TEST(TopologyFile, OfTheExampleIsWhatItSays) {
    const TopologyDefinition topology = topology_of(example());
    ASSERT_EQ(topology.pids.size(), 10u);
    const auto cost = [&](std::string_view from, std::string_view to) {
        return topology.routing_cost.cost(pid_of(topology, from), pid_of(topology, to));
    };
    EXPECT_EQ(cost("hamburg-dsl", "hamburg-dsl"), 0);
    EXPECT_EQ(cost("hamburg-dsl", "hamburg-ftth"), 1);
    EXPECT_EQ(cost("munich-dsl", "hamburg-ftth"), 5);
    EXPECT_EQ(cost("munich-dsl", "peers-abroad"), 40);
    EXPECT_EQ(cost("munich-dsl", "elsewhere"), 100);
    EXPECT_EQ(topology.ranking_cost.cost(pid_of(topology, "munich-dsl"),
                                         pid_of(topology, "peers-abroad")),
              25);
    EXPECT_EQ(topology.ranking_cost.cost(pid_of(topology, "peers-abroad"),
                                         pid_of(topology, "munich-dsl")),
              40);
    EXPECT_EQ(topology.default_pid(), pid_of(topology, "elsewhere"));
    EXPECT_THAT(topology.caches,
                ElementsAre(*Prefix::parse("198.18.0.10"), *Prefix::parse("2001:db8:1000::10")));
    ASSERT_EQ(topology.realms.size(), 2u);
    EXPECT_EQ(topology.realms[1].name, "cgn-munich");
    EXPECT_THAT(topology.realms[1].inside, ElementsAre(*Prefix::parse("100.65.0.0/16")));
    EXPECT_THAT(
        topology.feeds,
        ElementsAre(
            FeedSource{
                "routes", FeedFormat::mrt, "/var/lib/sluice/rib.mrt.gz", {}, 86'400'000'000'000},
            FeedSource{"places",
                       FeedFormat::geofeed,
                       "/var/lib/sluice/geofeed.csv",
                       {},
                       14 * 86'400'000'000'000},
            FeedSource{"the-rest",
                       FeedFormat::ip_to_as,
                       "/var/lib/sluice/ip2asn-combined.tsv.gz",
                       {},
                       {}}));
    EXPECT_EQ(topology.neighbours, (Neighbours{{64496}, {64497, 64498}, {64499, 64500}, {64501}}));
}

TEST(TopologyFile, MayBeShort) {
    const TopologyDefinition topology = topology_of(
        "pids:\n"
        "  home: { prefixes: 198.18.0.0/15 }\n"
        "  elsewhere: { default: true }\n"
        "costs: { routing: { others: 10 } }\n");
    EXPECT_EQ(topology.routing_cost.cost(0, 0), 0);
    EXPECT_EQ(topology.routing_cost.cost(0, 1), 10);
    EXPECT_EQ(topology.ranking_cost.cost(1, 0), 10);
}

TEST(TopologyFile, IsRefusedWithEveryMistakeAtOnce) {
    EXPECT_THAT(
        told_of_topology("own_as: AS0\n"
                         "pids:\n"
                         "  home.1: { prefixes: [198.18.0.0/15] }\n"
                         "  elswhere: { default: true }\n"
                         "costs:\n"
                         "  routing:\n"
                         "    pairs:\n"
                         "      - { between: [home.1, elsewhere], cost: 10 }\n"
                         "prefixes: []\n"),
        ElementsAre(
            HasSubstr("t.yaml:9: unknown key 'prefixes'; known are own_as"),
            "t.yaml:1: own_as: 'AS0' is no AS number: a number from 1 to 4294967295, like 64496",
            HasSubstr("t.yaml:3: pids.home.1: 'home.1' is no PID's name (RFC 7285, section 10.1)"),
            "t.yaml:8: costs.routing.pairs[0].between[1]: there is no PID or point of presence "
            "'elsewhere'; did you mean 'elswhere'?"));
}

TEST(TopologyFile, NeedsPidsAndCosts) {
    EXPECT_THAT(told_of_topology("own_as: 64496\n"),
                ElementsAre("t.yaml:1: 'pids' is missing", "t.yaml:1: 'costs' is missing"));
    EXPECT_THAT(told_of_topology(""), ElementsAre(HasSubstr("expected a mapping, found nothing")));
    EXPECT_THAT(told_of_topology("pids: { a: { default: true } }\ncosts: {}\n"),
                ElementsAre("t.yaml:2: costs: 'routing' is missing"));
}

TEST(TopologyFile, SaysThatAStarWantsQuotes) {
    // YAML takes it for an alias, so it never gets as far as a name.
    EXPECT_THAT(told_of_topology("pids: { a: { default: true } }\n"
                                 "costs: { routing: { pairs: [{ between: [a, *], cost: 1 }] } }\n"),
                ElementsAre(HasSubstr("t.yaml:2: is not YAML")));
}

TEST(TopologyFile, NamesWhatFeedsAreLike) {
    EXPECT_THAT(
        told_of_topology("pids: { a: { default: true } }\n"
                         "costs: { routing: {} }\n"
                         "feeds:\n"
                         "  - { name: x, format: mrtg, file: /r }\n"
                         "  - { name: y, format: geofeed, file: geo.csv, only_peers: [64500] }\n"
                         "  - { name: y, format: mmdb, file: /m, stale_after: 2 }\n"
                         "  - { format: mmdb, path: /m }\n"),
        ElementsAre(
            "t.yaml:4: feeds[0].format: 'mrtg' is not mrt, ip-to-as, mmdb, geofeed, gobgp or alto; "
            "did you mean "
            "'mrt'?",
            "t.yaml:5: feeds[1].file: 'geo.csv' depends on where it is read; write a path from /",
            "t.yaml:5: feeds[1].only_peers: only a table of format mrt has peers; leave it out",
            HasSubstr("t.yaml:6: feeds[2].stale_after: '2' has no unit"),
            "t.yaml:6: feeds[2]: there is a feed 'y' already, on line 5",
            HasSubstr("t.yaml:7: feeds[3]: unknown key 'path'"),
            "t.yaml:7: feeds[3]: 'name' is missing", "t.yaml:7: feeds[3]: 'file' is missing"));
}

TEST(TopologyFile, MayHaveFeedsOfTheNetwork) {
    const TopologyDefinition topology = topology_of(
        "own_as: 64496\n"
        "pids: { near: { origin: 64499, alto_cost: 0-12.5 }, a: { default: true } }\n"
        "costs: { routing: {} }\n"
        "feeds:\n"
        "  - { name: bgp, format: gobgp, address: \"127.0.0.1:50051\", stale_after: 10m }\n"
        "  - { name: local, format: gobgp, address: \"unix:/run/gobgpd.sock\", every: 5s }\n"
        "  - { name: north, format: alto, url: \"https://alto.north.example/d\", ca: /ca.pem,\n"
        "      certificate: /c.pem, key: /k.pem, from: 198.18.0.1, for: 203.0.113.0/24,\n"
        "      for_origin: [64500, 64499] }\n");
    ASSERT_EQ(topology.feeds.size(), 3u);
    EXPECT_EQ(topology.feeds[0].address, "127.0.0.1:50051");
    EXPECT_EQ(topology.feeds[0].every_ns, 60'000'000'000u);
    EXPECT_EQ(topology.feeds[0].stale_after_ns, 600'000'000'000u);
    EXPECT_EQ(topology.feeds[1].address, "unix:/run/gobgpd.sock");
    EXPECT_EQ(topology.feeds[1].every_ns, 5'000'000'000u);
    EXPECT_EQ(topology.feeds[2].every_ns, 600'000'000'000u);
    EXPECT_EQ(topology.feeds[2].alto,
              (AltoFeedSource{.url = "https://alto.north.example/d",
                              .ca_file = "/ca.pem",
                              .certificate_file = "/c.pem",
                              .key_file = "/k.pem",
                              .from = *IpAddress::parse("198.18.0.1"),
                              .for_prefixes = {*Prefix::parse("203.0.113.0/24")},
                              .for_origins = {64499, 64500}}));
    EXPECT_EQ(topology.pids[0].alto_cost, (PidDefinition::AltoCost{0, 12.5}));
}

TEST(TopologyFile, SaysWhatAFeedOfTheNetworkNeeds) {
    EXPECT_THAT(
        told_of_topology(
            "own_as: 64496\n"
            "pids: { a: { default: true } }\n"
            "costs: { routing: {} }\n"
            "feeds:\n"
            "  - { name: a, format: gobgp, address: localhost, every: 1ms, file: /f }\n"
            "  - { name: b, format: gobgp }\n"
            "  - { name: c, format: alto, url: alto.example, from: 198.18.0.0/24, key: /k }\n"
            "  - { name: d, format: mrt, file: /f, every: 1m, url: \"http://x/\" }\n"
            "  - { name: e, format: alto, url: \"http://x/\", from: 198.18.0.1,\n"
            "      for: 0.0.0.0/0, for_origin: 64496 }\n"),
        ElementsAre(
            "t.yaml:5: feeds[0].every: must be from 1s to 24h",
            HasSubstr("t.yaml:5: feeds[0].address: 'localhost' is no address of a GoBGP API"),
            HasSubstr("t.yaml:5: feeds[0].file: a feed of the network has no file"),
            "t.yaml:6: feeds[1]: 'address' is missing",
            HasSubstr("t.yaml:7: feeds[2].url: is no URL of a directory"),
            HasSubstr("t.yaml:7: feeds[2]: has one of certificate and key"),
            HasSubstr("t.yaml:7: feeds[2].from: is no single address"),
            HasSubstr("t.yaml:7: feeds[2]: needs what it is believed about"),
            HasSubstr("t.yaml:8: feeds[3].every: files are read at the start"),
            HasSubstr("t.yaml:8: feeds[3].url: only a feed of format alto has that"),
            HasSubstr("t.yaml:10: feeds[4].for: is everything"),
            HasSubstr("feeds[4].for_origin: AS 64496 is ours")));
}

TEST(TopologyFile, HasACacheAndAPrefixOfARealmOnce) {
    EXPECT_THAT(
        told_of_topology("pids: { a: { default: true } }\n"
                         "costs: { routing: {} }\n"
                         "caches: [198.18.0.1, 198.18.0.1/32, 198.18.0.1/24]\n"
                         "realms:\n"
                         "  x: [100.64.0.0/10]\n"
                         "  y: [100.64.0.0/10]\n"),
        ElementsAre("t.yaml:3: caches[1]: is here twice; the first is on line 3",
                    HasSubstr("t.yaml:3: caches[2]: '198.18.0.1/24' has bits beyond its length"),
                    "t.yaml:6: realms.y[0]: is in realm 'x' already; an address tells which realm "
                    "it is in"));
}

TEST(TopologyFile, HasAnAsInOneOfTheListsAlone) {
    EXPECT_THAT(
        told_of_topology("own_as: [64496, 64496]\n"
                         "neighbours: { customers: [64497], peers: [64496, AS64497] }\n"
                         "pids: { a: { default: true } }\n"
                         "costs: { routing: {} }\n"),
        ElementsAre("t.yaml:1: own_as: AS 64496 is here twice",
                    "t.yaml:2: neighbours.peers: AS 64496 is in own_as too; it is one thing "
                    "or the other",
                    "t.yaml:2: neighbours.peers: AS 64497 is in neighbours.customers too; "
                    "it is one thing or the other"));
}

}  // namespace
}  // namespace sluice
