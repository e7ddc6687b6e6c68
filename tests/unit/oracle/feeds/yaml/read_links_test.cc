// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

enum : Pid { kA, kB, kC, kElsewhere };

std::string with_links(const std::string& links) {
    return "pids:\n"
           "  a: { prefixes: [198.18.0.0/24] }\n"
           "  b: { prefixes: [198.18.1.0/24] }\n"
           "  c: { prefixes: [198.18.2.0/24] }\n"
           "  elsewhere: { default: true }\n"
           "points_of_presence: { here: [a, b] }\n"
           "costs: { routing: { others: 10 } }\n"
           "links:\n" +
           links + "\n";
}

std::vector<MeasuredLink> links_of(const std::string& links) {
    return topology_of(with_links(links)).links;
}

std::string told_of(const std::string& links) {
    const auto told = told_of_topology(with_links(links));
    return told.empty() ? "" : told[0];
}

TEST(ReadLinks, ALinkSaysWhoIsOnItsSides) {
    const auto links = links_of(
        "  - { name: transit-1, box: \"unix:/run/s.sock\", link: core1, towards: elsewhere, "
        "unit: 10 }");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0].name, "transit-1");
    EXPECT_EQ(links[0].box, "unix:/run/s.sock");
    EXPECT_EQ(links[0].link, "core1");
    EXPECT_THAT(links[0].towards, ElementsAre(kElsewhere));
    EXPECT_THAT(links[0].from, ElementsAre(kA, kB, kC)) << "everybody else";
    EXPECT_EQ(links[0].load.unit, 10);
    EXPECT_EQ(links[0].back, 0.25);
    EXPECT_EQ(links[0].load.rise_ns, LinkLoadSettings{}.rise_ns);
}

TEST(ReadLinks, SidesAreNamedAsInCosts) {
    const auto links = links_of(
        "  - { name: x, box: \"unix:/s\", link: l, from: here, towards: [c, elsewhere], unit: 2.5,"
        " back: 100%, forget_after: 10m, damping: { rise: 2s, fall: 6s, hold: 0s } }\n"
        "  - { name: y, box: \"unix:/s\", link: l, from: a, towards: \"*\", unit: 1 }");
    ASSERT_EQ(links.size(), 2u);
    EXPECT_THAT(links[0].from, ElementsAre(kA, kB));
    EXPECT_THAT(links[0].towards, ElementsAre(kC, kElsewhere));
    EXPECT_EQ(links[0].back, 1);
    EXPECT_EQ(links[0].forget_after_ns, 600'000'000'000u);
    EXPECT_EQ(links[0].load.fall_ns, 6'000'000'000u);
    EXPECT_EQ(links[0].load.hold_ns, 0u);
    EXPECT_EQ(links[0].load.unit, 2.5F);
    EXPECT_THAT(links[1].from, ElementsAre(kA));
    EXPECT_THAT(links[1].towards, ElementsAre(kB, kC, kElsewhere));
}

TEST(ReadLinks, WhatIsOnBothSidesIsOnTheFarOne) {
    const auto links =
        links_of("  - { name: x, box: \"unix:/s\", link: l, from: \"*\", towards: c, unit: 1 }");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_THAT(links[0].from, ElementsAre(kA, kB, kElsewhere));
    EXPECT_THAT(links[0].towards, ElementsAre(kC));
}

TEST(ReadLinks, MistakesAreToldWithTheirPlace) {
    const auto link = [](const std::string& rest) {
        return "  - { name: x, box: \"unix:/s\", link: l, " + rest + " }";
    };
    EXPECT_EQ(told_of(link("towards: c")), "t.yaml:9: links[0]: 'unit' is missing");
    EXPECT_EQ(told_of(link("towards: c, unit: 0")),
              "t.yaml:9: links[0].unit: would add nothing; write what the idle link costs, about");
    EXPECT_EQ(told_of(link("towards: cc, unit: 1")),
              "t.yaml:9: links[0].towards: there is no PID or point of presence 'cc'; did you mean "
              "'c'?");
    EXPECT_EQ(told_of(link("from: c, towards: c, unit: 1")),
              "t.yaml:9: links[0]: no two locations are on different sides of it: 'towards' is "
              "what is reached over it, 'from' who reaches it");
    EXPECT_EQ(told_of(link("towards: c, unit: 1, forget_after: 1s")),
              "t.yaml:9: links[0].forget_after: must be from 10s to 1h");
    EXPECT_EQ(told_of(link("towards: c, unit: 1, damping: { rise: 0s }")),
              "t.yaml:9: links[0].damping.rise: must be from 1s to 1h");
    EXPECT_EQ(told_of(link("towards: c, unit: 1") + "\n" + link("towards: b, unit: 1")),
              "t.yaml:10: links[1]: there is a link 'x' already, on line 9");
    EXPECT_EQ(told_of("  - { name: x, box: \"192.0.2.1:50051\", link: l, towards: c, unit: 1 }"),
              "t.yaml:9: links[0].box: '192.0.2.1:50051' is no socket of sluiced's on this host, "
              "like \"unix:/run/sluice/sluiced.sock\"; sluiced listens on no other yet");
}

}  // namespace
}  // namespace sluice
