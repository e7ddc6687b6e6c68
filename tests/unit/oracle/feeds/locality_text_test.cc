// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/locality_text.h"

#include <gtest/gtest.h>

#include "oracle/feeds/topology_parts.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

constexpr std::string_view kFirstLine =
    "# Where addresses are, for sluiced; what is nowhere here is transit.\n";

const std::string kPids =
    "pids:\n"
    "  home: { prefixes: [198.18.0.0/16, \"2001:db8::/32\"] }\n"
    "  office: { prefixes: [198.18.7.0/24] }\n"
    "  leased: { prefixes: [198.18.9.0/24, \"2001:db8:9::/48\"] }\n"
    "  peers: { relation: peer }\n"
    "  elsewhere: { default: true }\n"
    "costs: { routing: { others: 10 } }\n";

std::string text_of(const std::string& locality) {
    const TopologyDefinition definition =
        topology_of(std::string(kSomeNeighbours) + kPids +
                    "feeds: [{ name: routes, format: mrt, file: /r }]\n" + locality);
    const FeedTable routes = table_with({of_path("192.0.2.0/24", 1, 64498, 64498)});
    const FeedTable* const tables[] = {&routes};
    const auto parts = merge_topology(definition, tables).parts;
    return locality_text(*parts.map, definition.localities);
}

TEST(LocalityText, SaysWhatIsNotTransitAndWhatIsWithinThat) {
    EXPECT_EQ(text_of("locality: { local: [home, office], peering: peers }\n"),
              std::string(kFirstLine) +
                  "192.0.2.0/24,peering\n"
                  "198.18.0.0/16,local\n"
                  "198.18.9.0/24,transit\n"
                  "2001:db8::/32,local\n"
                  "2001:db8:9::/48,transit\n");
}

TEST(LocalityText, ADefaultThatIsNotTransitIsSaid) {
    EXPECT_EQ(text_of("locality: { local: [home, office, leased], peering: elsewhere }\n"),
              std::string(kFirstLine) +
                  "0.0.0.0/0,peering\n"
                  "192.0.2.0/24,transit\n"
                  "198.18.0.0/16,local\n"
                  "::/0,peering\n"
                  "2001:db8::/32,local\n");
}

TEST(LocalityText, ALocationIsOneOrTheOther) {
    const std::string whole = kPids;
    const auto told = told_of_topology(
        std::string(kSomeNeighbours) + "feeds: [{ name: routes, format: mrt, file: /r }]\n" +
        whole + "locality: { local: home, peering: [peers, home] }\n");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told[0].find("locality.peering[1]: is in 'local' already"), std::string::npos)
        << told[0];
}

}  // namespace
}  // namespace sluice
