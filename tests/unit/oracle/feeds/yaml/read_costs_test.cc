// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_costs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Pid kA = 0;
constexpr Pid kB = 1;
constexpr Pid kC = 2;
constexpr Pid kElsewhere = 3;

const std::string kPoints = "points_of_presence: { ab: [a, b] }\n";

// The one thing that is said of costs, without its place.
std::string told_of_costs(const std::string& routing) {
    const auto lines = told_of_topology(
        "pids: { a: { prefixes: [198.18.0.0/24] }, b: { default: true } }\n"
        "costs: { routing: " +
        routing + " }\n");
    EXPECT_EQ(lines.size(), 1u);
    for (size_t i = 1; i < lines.size(); ++i)
        ADD_FAILURE() << lines[i];
    return lines.empty() ? "" : lines[0].substr(std::string("t.yaml:2: costs.routing").size());
}

TEST(ReadCosts, AreNothingWithinAPidAndUnknownBetweenTwoUnlessGiven) {
    const CostMap costs = with_costs("{ routing: {} }").routing_cost;
    EXPECT_EQ(costs.cost(kA, kA), 0);
    EXPECT_EQ(costs.cost(kA, kB), CostMap::kUnknown);
}

TEST(ReadCosts, BetweenTwoAreBothWaysAndFromOneToOthersOneWay) {
    const CostMap costs = with_costs(
                              "{ routing: { own: 1, others: 50, pairs: ["
                              "{ between: [a, b], cost: 5 }, "
                              "{ from: a, to: [c, elsewhere], cost: 7.5 }] } }")
                              .routing_cost;
    EXPECT_EQ(costs.cost(kA, kB), 5);
    EXPECT_EQ(costs.cost(kB, kA), 5);
    EXPECT_EQ(costs.cost(kA, kC), 7.5);
    EXPECT_EQ(costs.cost(kA, kElsewhere), 7.5);
    EXPECT_EQ(costs.cost(kC, kA), 50);
    EXPECT_EQ(costs.cost(kC, kC), 1);
}

TEST(ReadCosts, OfTheFirstThatSaysSomethingHold) {
    const CostMap costs = with_costs(
                              "{ routing: { own: 1, pairs: ["
                              "{ between: [a, b], cost: 5 }, "
                              "{ between: [a, \"*\"], cost: 9 }] } }")
                              .routing_cost;
    EXPECT_EQ(costs.cost(kB, kA), 5);
    EXPECT_EQ(costs.cost(kA, kC), 9);
    EXPECT_EQ(costs.cost(kElsewhere, kA), 9);
    EXPECT_EQ(costs.cost(kB, kC), CostMap::kUnknown);
    EXPECT_EQ(costs.cost(kA, kA), 1) << "\"*\" does not mean a PID to itself";
}

TEST(ReadCosts, OfAPidToItselfMayBeItsOwn) {
    const CostMap costs =
        with_costs("{ routing: { own: 1, pairs: [{ between: [a, a], cost: 3 }] } }").routing_cost;
    EXPECT_EQ(costs.cost(kA, kA), 3);
    EXPECT_EQ(costs.cost(kB, kB), 1);
}

TEST(ReadCosts, NamePointsOfPresence) {
    const CostMap costs = with_costs(
                              "{ routing: { own: 0, same_point_of_presence: 2, others: 50, pairs: ["
                              "{ between: [ab, c], cost: 5 }] } }",
                              kPoints)
                              .routing_cost;
    EXPECT_EQ(costs.cost(kA, kB), 2);
    EXPECT_EQ(costs.cost(kB, kC), 5);
    EXPECT_EQ(costs.cost(kC, kA), 5);
    EXPECT_EQ(costs.cost(kA, kElsewhere), 50);
    EXPECT_EQ(costs.cost(kA, kA), 0);
}

TEST(ReadCosts, ForRankingAreThoseToldUnlessGiven) {
    const std::string routing =
        "routing: { own: 1, others: 50, pairs: [{ between: [a, b], cost: 5 }] }";
    const auto topology =
        with_costs("{ " + routing + ", ranking: { pairs: [{ from: a, to: c, cost: 0 }] } }");
    EXPECT_EQ(topology.ranking_cost.cost(kA, kC), 0);
    EXPECT_EQ(topology.ranking_cost.cost(kA, kB), 5);
    EXPECT_EQ(topology.ranking_cost.cost(kC, kA), 50);
    EXPECT_EQ(topology.routing_cost.cost(kA, kC), 50) << "which nobody may see";
    const auto all = with_costs("{ " + routing + ", ranking: { others: 3 } }");
    EXPECT_EQ(all.ranking_cost.cost(kA, kB), 3) << "others are all of which ranking does not speak";
    EXPECT_EQ(all.ranking_cost.cost(kA, kA), 1);
}

TEST(ReadCosts, AreNumbersFromZeroToAMillion) {
    EXPECT_EQ(with_costs("{ routing: { others: 1000000 } }").routing_cost.cost(kA, kB), 1e6F);
    EXPECT_EQ(with_costs("{ routing: { others: 0.25 } }").routing_cost.cost(kA, kB), 0.25F);
    for (const char* const cost : {"-1", "1000001", "cheap", "1e3", "nan", "inf", "0x10", "1,5"})
        EXPECT_EQ(told_of_costs("{ others: " + std::string("\"") + cost + "\" }"),
                  ".others: is no cost: a number from 0 to 1000000, like 10 or 2.5")
            << cost;
}

TEST(ReadCosts, SayWhatWouldBeRight) {
    EXPECT_EQ(told_of_costs("{ pairs: [{ between: [a], cost: 1 }] }"),
              ".pairs[0].between: is no two names, like [north, south]");
    EXPECT_EQ(told_of_costs("{ pairs: [{ between: [a, b], to: b, cost: 1 }] }"),
              ".pairs[0]: 'between' is both ways, 'from' and 'to' one way; write one or the other");
    EXPECT_EQ(told_of_costs("{ pairs: [{ from: a, cost: 1 }] }"), ".pairs[0]: 'to' is missing");
    EXPECT_EQ(told_of_costs("{ pairs: [{ between: [a, b] }] }"), ".pairs[0]: 'cost' is missing");
    EXPECT_EQ(told_of_costs("{ pairs: [{ between: [a, x], cost: 1 }] }"),
              ".pairs[0].between[1]: there is no PID or point of presence 'x'");
    EXPECT_THAT(told_of_costs("{ pairs: [{ between: [a, \"*\"], cost: 1 }, "
                              "{ between: [b, a], cost: 2 }] }"),
                HasSubstr(".pairs[1]: says nothing that is not said above"));
    EXPECT_EQ(told_of_costs("{ same_point_of_presence: 1 }"),
              ".same_point_of_presence: there are no points_of_presence; name them, or leave this "
              "out");
    EXPECT_THAT(told_of_costs("{ default: 1 }"), HasSubstr(": unknown key 'default'"));
}

TEST(ReadCosts, HaveAPidAtOnePointOfPresence) {
    EXPECT_THAT(
        told_of_topology("pids: { a: { prefixes: [198.18.0.0/24] }, b: { default: true } }\n"
                         "costs: { routing: {} }\n"
                         "points_of_presence:\n"
                         "  x: [a, c]\n"
                         "  y: [a]\n"
                         "  b: [b]\n"
                         "  z: [x]\n"),
        ElementsAre("t.yaml:4: points_of_presence.x[1]: there is no PID or point of presence 'c'",
                    "t.yaml:5: points_of_presence.y[0]: 'a' is at a point of presence already",
                    "t.yaml:6: points_of_presence.b: is the name of a PID too; call one of the two "
                    "otherwise",
                    "t.yaml:7: points_of_presence.z[0]: there is no PID or point of presence 'x'"));
}

}  // namespace
}  // namespace sluice
