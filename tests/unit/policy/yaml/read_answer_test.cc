// SPDX-License-Identifier: Apache-2.0
// Actions that answer, cap or mark, and what cannot stand beside what.
#include "policy/yaml/read_answer.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/yaml/rule_text.h"

namespace sluice {
namespace {

TEST(ReadAction, ResetsBothEndsOrOne) {
    EXPECT_EQ(action_of("{ reset: both }"), (Action{.reset = ResetEnds::both}));
    EXPECT_EQ(action_of("{ reset: subscriber }"), (Action{.reset = ResetEnds::subscriber}));
    EXPECT_EQ(action_of("{ reset: remote }"), (Action{.reset = ResetEnds::remote}));
    EXPECT_EQ(told_of_action("{ reset: all }"),
              "action.reset: 'all' is not subscriber, remote or both");
    EXPECT_EQ(told_of_action("reset"),
              "action: 'reset' needs to be told whom; write { reset: both }");
}

TEST(ReadAction, RefusesAsAWordOrBesideAReset) {
    EXPECT_EQ(action_of("refuse"), (Action{.refuse = true}));
    EXPECT_EQ(action_of("{ refuse: true }"), (Action{.refuse = true}));
    EXPECT_EQ(rule_of("{ label: bittorrent }", "{ reset: both, refuse: true }").action,
              (Action{.reset = ResetEnds::both, .refuse = true}));
    EXPECT_EQ(told_of_action("{ refuse: both }"),
              "action.refuse: 'both' is neither true nor false");
}

TEST(ReadAction, CapsConnections) {
    EXPECT_EQ(action_of("{ connections: { most: 40 } }"),
              (Action{.connections = ConnectionCap{40, BeyondCap::drop}}));
    EXPECT_EQ(action_of("{ connections: { most: 1, beyond: reset }, dscp: le }"),
              (Action{.dscp = 1, .connections = ConnectionCap{1, BeyondCap::reset}}));
    EXPECT_TRUE(
        action_of("{ connections: { most: 40, beyond: refuse }, police: { rate: 1mbps } }").police);
    EXPECT_EQ(told_of_action("{ connections: {} }"), "action.connections: 'most' is missing");
    EXPECT_EQ(told_of_action("{ connections: { most: 0 } }"),
              "action.connections.most: '0' is no whole number from 1 to 16777216");
    EXPECT_EQ(told_of_action("{ connections: { most: 40, beyond: shape } }"),
              "action.connections.beyond: 'shape' is not drop, reset or refuse");
    EXPECT_EQ(told_of_action("connections"),
              "action: 'connections' needs to be told how many; write { connections: { most: 40 } "
              "}");
}

TEST(ReadAction, MarksTheHeaderThatItIsTold) {
    EXPECT_EQ(action_of("{ dscp: le }"), (Action{.dscp = 1}));
    EXPECT_EQ(action_of("{ dscp: { mark: cs1 } }"), (Action{.dscp = 8}));
    EXPECT_EQ(action_of("{ dscp: { mark: le, header: inner } }"),
              (Action{.dscp = 1, .marked_headers = MarkedHeaders::inner}));
    EXPECT_EQ(action_of("{ dscp: { mark: 63, header: both } }"),
              (Action{.dscp = 63, .marked_headers = MarkedHeaders::both}));
    EXPECT_EQ(told_of_action("{ dscp: { header: outer } }"), "action.dscp: 'mark' is missing");
    EXPECT_EQ(told_of_action("{ dscp: { mark: le, header: middle } }"),
              "action.dscp.header: 'middle' is not outer, inner or both");
}

TEST(ReadAction, DoesNothingToWhatDoesNotGoOn) {
    const std::string reason =
        "action: what is reset or refused does not go on, so it can be neither forwarded, policed, "
        "shaped nor marked; leave that out, or 'reset' and 'refuse'";
    EXPECT_EQ(told_of_action("{ reset: both, dscp: le }"), reason);
    EXPECT_EQ(told_of_action("{ reset: both, forward: true }"), reason);
    EXPECT_EQ(told_of_action("{ refuse: true, police: { rate: 1mbps } }"), reason);
    EXPECT_EQ(told_of_action("{ refuse: true, shape: { rate: 1mbps } }"), reason);
    const std::string dropped =
        "action: what is dropped can be neither forwarded, policed, shaped, marked nor answered; "
        "leave 'drop' alone or leave it out";
    EXPECT_EQ(told_of_action("{ drop: true, reset: both }"), dropped);
    EXPECT_EQ(told_of_action("{ drop: true, refuse: true }"), dropped);
    EXPECT_EQ(told_of_action("{ drop: true, connections: { most: 40 } }"), dropped);
}

TEST(ReadAction, CapsNoneOfWhatIsAllEnded) {
    const std::string reason =
        "action: a cap says itself what happens beyond it; write connections: { most: 40, beyond: "
        "reset }, or leave out 'connections'";
    EXPECT_EQ(told_of_action("{ connections: { most: 40 }, reset: both }"), reason);
    EXPECT_EQ(told_of_action("{ connections: { most: 40 }, refuse: true }"), reason);
}

TEST(ReadRules, WatchesARuleOrAllOfThemInShadow) {
    const Policy one = policy_of(
        "rules: [{ name: a, match: {}, action: drop, shadow: true }, "
        "{ name: b, match: {}, action: drop, shadow: false }]");
    EXPECT_TRUE(one.in_shadow(one.rules.at(0)));
    EXPECT_FALSE(one.in_shadow(one.rules.at(1)));
    const Policy all = policy_of("shadow: true\nrules: [{ name: a, match: {}, action: drop }]");
    EXPECT_TRUE(all.in_shadow(all.rules.at(0)));
    EXPECT_EQ(told_of("shadow: 1\n"),
              std::vector<std::string>{"p.yaml:1: shadow: '1' is neither true nor false"});
}

}  // namespace
}  // namespace sluice
