// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_shape.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

Action action(const std::string& text) {
    const Policy policy = policy_of("rules: [{ name: a, match: {}, action: " + text + " }]");
    return policy.rules.empty() ? Action{} : policy.rules[0].action;
}

Shape shape(const std::string& text) {
    return action("{ shape: " + text + " }").shape.value_or(Shape{});
}

// The one complaint about an action, without its place.
std::string of_action(const std::string& text) {
    const auto lines = told_of("rules: [{ name: a, match: {}, action: " + text + " }]");
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: rules[0].action").size());
}

std::string of_shape(const std::string& text) {
    const std::string complaint = of_action("{ shape: " + text + " }");
    EXPECT_EQ(complaint.substr(0, 6), ".shape");
    return complaint.substr(std::min<size_t>(6, complaint.size()));
}

TEST(ReadShape, GivesARuleARateAWeightOrAClass) {
    EXPECT_EQ(shape("{ rate: 2mbps }"), (Shape{.rate_bps = 2'000'000}));
    EXPECT_EQ(shape("{ per: subscriber, weight: 20% }"), (Shape{.weight_permille = 200}));
    EXPECT_EQ(shape("{ class: interactive }"), (Shape{.traffic_class = TrafficClass::interactive}));
    EXPECT_EQ(shape("{ class: standard }"), (Shape{.traffic_class = TrafficClass::standard}));
    EXPECT_EQ(shape("{ class: low-priority, rate: 1mbps, weight: 50% }"),
              (Shape{.traffic_class = TrafficClass::low_priority,
                     .rate_bps = 1'000'000,
                     .weight_permille = 500}));
    EXPECT_EQ(shape("{ guaranteed: 128kbps }"), (Shape{.guaranteed_bps = 128'000}));
}

TEST(ReadShape, StandsBesideAMark) {
    const Action both = action("{ shape: { class: low-priority }, dscp: le }");
    EXPECT_TRUE(both.shape);
    EXPECT_EQ(both.dscp, 1);
}

TEST(ReadShape, RefusesWhatSaysNothing) {
    EXPECT_EQ(of_action("shape"),
              ": 'shape' needs to be told how much; write { shape: { rate: 2mbps } }");
    EXPECT_EQ(of_shape("{}"), ": says nothing; write rate, class, weight or guaranteed");
    EXPECT_EQ(of_shape("{ per: subscriber }"),
              ": says nothing; write rate, class, weight or guaranteed");
    EXPECT_EQ(of_shape("2mbps"), ": expected a mapping, found a single value");
}

TEST(ReadShape, RefusesWhatMakesNoSenseTogether) {
    EXPECT_EQ(of_action("{ drop: true, shape: { rate: 2mbps } }"),
              ": what is dropped can be neither forwarded, policed, shaped, marked nor "
              "answered; leave 'drop' alone or leave it out");
    EXPECT_EQ(of_action("{ police: { rate: 2mbps }, shape: { rate: 2mbps } }"),
              ": what is shaped waits for its rate, what is policed is dropped above it; leave out "
              "'police' or 'shape'");
    const std::string alone =
        ": a service flow has its guaranteed rate before all classes and no more; leave out rate, "
        "class and weight, or 'guaranteed'";
    EXPECT_EQ(of_shape("{ guaranteed: 1mbps, rate: 2mbps }"), alone);
    EXPECT_EQ(of_shape("{ guaranteed: 1mbps, class: interactive }"), alone);
    EXPECT_EQ(of_shape("{ guaranteed: 1mbps, weight: 20% }"), alone);
}

TEST(ReadShape, RefusesValuesThatCannotBe) {
    EXPECT_EQ(of_shape("{ rate: 0bps }"),
              ".rate: a rate of zero lets nothing pass; write 'drop' as the action");
    EXPECT_EQ(of_shape("{ guaranteed: 0bps }"),
              ".guaranteed: a guarantee of nothing; leave it out if there is none");
    EXPECT_EQ(of_shape("{ rate: 11tbps }"), ".rate: is more than 10tbps");
    EXPECT_EQ(of_shape("{ weight: 0.5% }"), ".weight: is no share from 1% to 100%");
    EXPECT_EQ(of_shape("{ weight: 20 }"), ".weight: '20' has no unit; write 20%");
    EXPECT_EQ(of_shape("{ class: low }"),
              ".class: 'low' is not interactive, standard or low-priority");
    EXPECT_EQ(of_shape("{ per: flow, rate: 1mbps }"),
              ".per: a queue is within one subscriber; 'police' limits a flow");
    EXPECT_EQ(of_shape("{ per: subsriber, rate: 1mbps }"),
              ".per: 'subsriber' is not subscriber; did you mean 'subscriber'?");
}

}  // namespace
}  // namespace sluice
