// SPDX-License-Identifier: Apache-2.0
#include "control/policy_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

YamlNode parse(const std::string& text) {
    Complaints complaints;
    return read_yaml(text, "test.yaml", complaints).value();
}

// A line each: kind, path, before, after.
std::vector<std::string> differences(const std::string& before, const std::string& after) {
    constexpr const char* kSigns = "+-~>";
    std::vector<std::string> lines;
    for (const PolicyDifference& one : policy_differences(parse(before), parse(after)))
        lines.push_back(std::string(1, kSigns[static_cast<size_t>(one.kind)]) + " " + one.path +
                        " | " + one.before + " | " + one.after);
    return lines;
}

constexpr const char* kThree =
    "rules:\n"
    "  - { name: a, match: { port: 1 }, action: drop }\n"
    "  - { name: b, match: { port: [2] }, action: { dscp: le } }\n"
    "  - { name: c, match: {}, action: forward }\n";

TEST(PolicyDifference, LayoutAndCommentsAreNone) {
    EXPECT_THAT(differences(kThree,
                            "# the same\n"
                            "rules:\n"
                            "  - name: a\n"
                            "    action: { drop: true }\n"
                            "    match: { port: [1] }\n"
                            "  - { name: b, match: { port: 2 }, action: { dscp: le } }\n"
                            "  - { name: c, match: {}, action: { forward: true } }\n"),
                IsEmpty());
}

TEST(PolicyDifference, ARuleIsAddedRemovedOrChangedByItsName) {
    EXPECT_THAT(
        differences(kThree,
                    "rules:\n"
                    "  - { name: b, match: { port: 2 }, action: { dscp: cs1 } }\n"
                    "  - { name: c, match: {}, action: drop, shadow: true }\n"
                    "  - { name: d, match: { label: bittorrent }, action: drop }\n"),
        ElementsAre("~ rules.b.action.dscp | le | cs1", "+ rules.c.action.drop |  | true",
                    "- rules.c.action.forward | true | ", "+ rules.c.shadow |  | true",
                    "+ rules.d |  | { name: d, match: { label: bittorrent }, action: drop }",
                    "- rules.a | { name: a, match: { port: 1 }, action: drop } | "));
}

TEST(PolicyDifference, TheOrderOfRulesCountsAndFewAreNamed) {
    EXPECT_THAT(differences(kThree,
                            "rules:\n"
                            "  - { name: c, match: {}, action: forward }\n"
                            "  - { name: a, match: { port: 1 }, action: drop }\n"
                            "  - { name: b, match: { port: 2 }, action: { dscp: le } }\n"),
                ElementsAre("> rules.c | after b | first"));
}

TEST(PolicyDifference, TheOrderOfSubscribersDoesNot) {
    EXPECT_THAT(differences("subscribers: [{ id: a, addresses: 192.0.2.1 }, "
                            "{ id: b, addresses: 192.0.2.2 }]",
                            "subscribers: [{ id: b, addresses: 192.0.2.2 }, "
                            "{ id: a, addresses: 192.0.2.9 }]"),
                ElementsAre("~ subscribers.a.addresses | 192.0.2.1 | 192.0.2.9"));
}

TEST(PolicyDifference, WhatHasNamesAsKeysIsComparedByThem) {
    EXPECT_THAT(
        differences("tiers: { gold: { up: 1gbps, down: 1gbps }, old: { up: 1mbps, down: 1mbps } }",
                    "tiers: { gold: { up: 2gbps, down: 1gbps } }\nshadow: true\n"),
        ElementsAre("~ tiers.gold.up | 1gbps | 2gbps",
                    "- tiers.old | { up: 1mbps, down: 1mbps } | ", "+ shadow |  | true"));
}

TEST(PolicyDifference, AnEmptyPolicyIsOneWithoutAnything) {
    EXPECT_THAT(differences("", ""), IsEmpty());
    EXPECT_THAT(differences("", "rules: [{ name: a, match: {}, action: drop }]"),
                ElementsAre("+ rules.a |  | { name: a, match: {  }, action: drop }"));
    EXPECT_THAT(differences("never_touch: [{ port: 179 }]", ""),
                ElementsAre("- never_touch | [{ port: 179 }] | "));
}

}  // namespace
}  // namespace sluice
