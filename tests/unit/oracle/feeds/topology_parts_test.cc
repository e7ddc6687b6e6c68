// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_parts.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

constexpr std::string_view kPids =
    "pids:\n"
    "  home: { prefixes: [198.18.0.0/16] }\n"
    "  peers: { relation: peer }\n"
    "  elsewhere: { default: true }\n";

Topology::Parts parts_of(const std::string& rest, const FeedTable* routes = nullptr) {
    const TopologyDefinition definition =
        topology_of(std::string(kSomeNeighbours) + std::string(kPids) + rest +
                    "feeds: [{ name: routes, format: mrt, file: /r }]\n");
    const FeedTable* const tables[] = {routes};
    return merge_topology(definition, tables).parts;
}

const std::string kCosts = "costs: { routing: { others: 10 } }\n";

TEST(TopologyParts, MakeATopologyThatKnowsWhereAddressesAre) {
    const FeedTable routes = table_with({of_path("192.0.2.0/24", 1, 64498, 64498)});
    const Topology topology(parts_of(kCosts + "caches: [198.18.0.10]\n"
                                              "realms: { cgn: [100.64.0.0/10] }\n",
                                     &routes));
    const auto name_of = [&](const char* address) {
        return topology.map().names()[topology.map().find(*IpAddress::parse(address))];
    };
    EXPECT_EQ(name_of("198.18.1.2"), "home");
    EXPECT_EQ(name_of("192.0.2.77"), "peers");
    EXPECT_EQ(name_of("203.0.113.1"), "elsewhere");
    EXPECT_EQ(name_of("2001:db8::1"), "elsewhere");
    EXPECT_EQ(topology.routing_cost().cost(0, 1), 10);
    EXPECT_TRUE(topology.is_cache(*IpAddress::parse("198.18.0.10")));
    EXPECT_EQ(topology.realm(*IpAddress::parse("100.64.1.1")), 0u);
}

TEST(TopologyParts, HaveAnotherTagWhenWhatMayBeToldIsAnother) {
    const FeedTable routes = table_with({of_path("192.0.2.0/24", 1, 64498, 64498)});
    const std::string tag = parts_of(kCosts, &routes).tag;
    EXPECT_EQ(parts_of(kCosts, &routes).tag, tag);
    EXPECT_NE(parts_of(kCosts).tag, tag);
    EXPECT_NE(parts_of("costs: { routing: { others: 11 } }\n", &routes).tag, tag);
}

TEST(TopologyParts, HaveTheSameTagWhenOnlyWhatIsConfidentialIsAnother) {
    const FeedTable routes = table_with({of_path("192.0.2.0/24", 1, 64498, 64498)});
    const std::string tag = parts_of(kCosts, &routes).tag;
    EXPECT_EQ(parts_of("costs: { routing: { others: 10 }, ranking: { others: 3 } }\n", &routes).tag,
              tag);
    // A route that puts nothing elsewhere says nothing new.
    const FeedTable more = table_with(
        {of_path("192.0.2.0/24", 1, 64498, 64498), of_path("192.0.2.0/25", 2, 64498, 64510)});
    EXPECT_EQ(parts_of(kCosts, &more).tag, tag);
}

}  // namespace
}  // namespace sluice
