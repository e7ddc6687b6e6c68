// SPDX-License-Identifier: Apache-2.0
#include "control/config/policy_lines.h"

#include <gtest/gtest.h>

#include "policy/policy_yaml.h"

namespace sluice {
namespace {

std::optional<SplitText> split(const std::string& text) {
    Complaints complaints;
    const auto root = read_yaml(text, "box.yaml", complaints);
    return split_config_text(text, root.value(), kBoxKeys);
}

TEST(PolicyLines, ThePolicyKeepsItsCommentsAndTheBoxItsOwn) {
    const auto parts = split(
        "# the box\n"
        "links: []\n"
        "\n"
        "# who pays for what\n"
        "tiers:\n"
        "  gold: { up: 1mbps, down: 1mbps }  # much\n"
        "store: { path: x }\n"
        "rules: []\n");
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->box, "# the box\nlinks: []\n\nstore: { path: x }\n");
    EXPECT_EQ(parts->policy,
              "# who pays for what\n"
              "tiers:\n"
              "  gold: { up: 1mbps, down: 1mbps }  # much\n"
              "rules: []\n");
}

TEST(PolicyLines, ALastLineNeedsNoEnd) {
    EXPECT_EQ(split("links: []\nrules: []")->policy, "rules: []");
}

TEST(PolicyLines, KeysMayBeQuoted) {
    EXPECT_EQ(split("\"links\": []\n'rules': []\n")->policy, "'rules': []\n");
}

TEST(PolicyLines, AFlowMappingCannotBeTakenApart) {
    EXPECT_FALSE(split("{ links: [], rules: [] }\n"));
    EXPECT_FALSE(split("{ links: [],\n rules: [] }\n"));
}

}  // namespace
}  // namespace sluice
