// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/document.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string complaint_about(const std::string& text) {
    Complaints complaints;
    EXPECT_FALSE(read_yaml(text, "p.yaml", complaints));
    EXPECT_EQ(complaints.size(), 1u);
    return complaints.empty() ? "" : complaints[0].to_string();
}

TEST(YamlDocument, KeepsLinesOrderAndDuplicates) {
    Complaints complaints;
    const auto root = read_yaml("a: 1\nb: [x, ~]\na: {c: 'd'}\n", "p.yaml", complaints);
    ASSERT_TRUE(root);
    ASSERT_EQ(root->kind, YamlNode::Kind::mapping);
    ASSERT_EQ(root->children.size(), 6u);
    EXPECT_EQ(root->children[2].text, "b");
    EXPECT_EQ(root->children[2].line, 2);
    EXPECT_EQ(root->children[3].kind, YamlNode::Kind::list);
    EXPECT_EQ(root->children[3].children[1].kind, YamlNode::Kind::null);
    EXPECT_EQ(root->children[4].text, "a");
    EXPECT_EQ(root->children[5].children[1].text, "d");
}

TEST(YamlDocument, OfNothingIsNull) {
    Complaints complaints;
    for (const char* text : {"", "\n\n", "# only a comment\n", "---\n"}) {
        const auto root = read_yaml(text, "p.yaml", complaints);
        ASSERT_TRUE(root) << text;
        EXPECT_EQ(root->kind, YamlNode::Kind::null);
    }
}

TEST(YamlDocument, CopiesWhatAnAliasNames) {
    Complaints complaints;
    const auto root = read_yaml("a: &x [1, 2]\nb: *x\n", "p.yaml", complaints);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->children[3].children[1].text, "2");
}

TEST(YamlDocument, RefusesABombOfAliases) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
        for (int j = 0; j < 9; ++j)
            text += ", " + last;
        text += "]\n";
    }
    EXPECT_EQ(complaint_about(text),
              "p.yaml:5: aliases multiply this document beyond 100000 nodes; write the parts out");
}

TEST(YamlDocument, RefusesAnAliasOfWhatItIsIn) {
    EXPECT_EQ(complaint_about("a: &a [ *a ]"),
              "p.yaml:1: an alias inside what it names never ends");
}

TEST(YamlDocument, RefusesWhatIsNestedTooDeep) {
    const std::string deep = "p.yaml:1: nested deeper than 32 levels";
    EXPECT_EQ(complaint_about(std::string(100'000, '[')), deep);
    EXPECT_EQ(complaint_about(std::string(100'000, '{')), deep);
    std::string dashes;
    for (int i = 0; i < 20'000; ++i)
        dashes += "- ";
    EXPECT_EQ(complaint_about(dashes), deep);
}

TEST(YamlDocument, RefusesASecondDocument) {
    EXPECT_EQ(complaint_about("a: 1\n---\nb: 2\n"),
              "p.yaml:3: a second document begins here; write one only");
}

TEST(YamlDocument, RefusesWhatIsTooLarge) {
    EXPECT_EQ(complaint_about(std::string((64u << 20) + 1, ' ')), "p.yaml: is larger than 64 MiB");
}

TEST(YamlDocument, SaysWhereTextIsNoYaml) {
    EXPECT_EQ(complaint_about("a: 1\nb: [1, 2\n").substr(0, 24), "p.yaml:3: is not YAML: e");
    EXPECT_EQ(complaint_about("a: 1\n\tb: 2\n").substr(0, 22), "p.yaml:2: is not YAML:");
}

}  // namespace
}  // namespace sluice
