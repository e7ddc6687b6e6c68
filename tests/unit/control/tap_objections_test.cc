// SPDX-License-Identifier: Apache-2.0
#include "control/tap_objections.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr const char* kBeside = "link tap0 is beside the path: it can observe, reset and refuse";

LinkConfiguration link(const std::string& name, LinkMode mode) {
    LinkConfiguration made;
    made.name = name;
    made.mode = mode;
    return made;
}

DataplaneConfiguration box(bool with_inline, bool with_inject) {
    DataplaneConfiguration made;
    if (with_inline)
        made.links.push_back(link("pop1", LinkMode::in_path));
    LinkConfiguration tap = link("tap0", LinkMode::beside_path);
    if (with_inject)
        tap.inject.emplace();
    made.links.push_back(tap);
    return made;
}

Policy policy(const Action& action, std::vector<std::string> links = {}) {
    Policy made;
    Rule rule{.name = "r", .match = {}, .action = action};
    rule.match.links = std::move(links);
    made.rules.push_back(rule);
    return made;
}

std::string told(const Policy& asked, const DataplaneConfiguration& of) {
    std::string text;
    for (const Complaint& complaint : tap_objections(asked, of))
        text += complaint.field + ": " + complaint.message + "\n";
    return text;
}

TEST(TapObjections, WhatHoldsPacketsIsRefusedByItsName) {
    const auto tap = box(false, true);
    const std::string is_beside = std::string(": ") + kBeside + "\n";
    EXPECT_EQ(told(policy({.drop = true}), tap), "rules[0].action.drop" + is_beside);
    EXPECT_EQ(told(policy({.police = Police{}}), tap), "rules[0].action.police" + is_beside);
    EXPECT_EQ(told(policy({.shape = Shape{}}), tap), "rules[0].action.shape" + is_beside);
    EXPECT_EQ(told(policy({.dscp = 1}), tap), "rules[0].action.dscp" + is_beside);
    EXPECT_EQ(told(policy({.connections = ConnectionCap{.most = 3}}), tap),
              "rules[0].action.connections.beyond" + is_beside);
}

TEST(TapObjections, WhatItCanDoIsNot) {
    const auto tap = box(false, true);
    EXPECT_EQ(told(policy({}), tap), "");
    EXPECT_EQ(told(policy({.reset = ResetEnds::both}), tap), "");
    EXPECT_EQ(told(policy({.refuse = true}), tap), "");
    EXPECT_EQ(
        told(policy({.connections = ConnectionCap{.most = 3, .beyond = BeyondCap::reset}}), tap),
        "");
}

TEST(TapObjections, WithoutAPortToInjectByItCanOnlyObserve) {
    const auto deaf = box(false, false);
    EXPECT_EQ(told(policy({}), deaf), "");
    EXPECT_EQ(told(policy({.reset = ResetEnds::both}), deaf),
              "rules[0].action.reset: link tap0 has no port to inject by: it can only observe; "
              "give the box's configuration inject: { interface: ... }\n");
}

TEST(TapObjections, ARuleForOtherLinksAsksItForNothing) {
    const auto both = box(true, true);
    EXPECT_EQ(told(policy({.drop = true}, {"pop1"}), both), "");
    EXPECT_EQ(told(policy({.drop = true}, {"tap0"}), both),
              std::string("rules[0].action.drop: ") + kBeside +
                  "; for the others alone, add link: [pop1] to its match\n");
    EXPECT_EQ(told(policy({.drop = true}), both),
              std::string("rules[0].action.drop: ") + kBeside +
                  "; for the others alone, add link: [pop1] to its match\n");
}

TEST(TapObjections, WhatIsInShadowTouchesNothingAnyway) {
    const auto tap = box(false, false);
    Policy one = policy({.drop = true});
    one.rules[0].shadow = true;
    EXPECT_EQ(told(one, tap), "");
    Policy all = policy({.police = Police{}});
    all.shadow = true;
    EXPECT_EQ(told(all, tap), "");
}

TEST(TapObjections, ShapingWantsALinkToHoldBack) {
    Policy shaped;
    shaped.shaping.emplace();
    EXPECT_EQ(told(shaped, box(false, true)), std::string("shaping: ") + kBeside + "\n");
    EXPECT_EQ(told(shaped, box(true, true)), "");
}

TEST(TapObjections, ThousandsOfRulesAreNotToldOneByOne) {
    Policy many;
    many.rules.resize(10'000, {.name = "r", .match = {}, .action = {.drop = true}});
    EXPECT_EQ(tap_objections(many, box(false, true)).size(), 100u);
}

}  // namespace
}  // namespace sluice
