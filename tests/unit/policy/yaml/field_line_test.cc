// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/field_line.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(FieldLine, IsWhereThePartOfTheDocumentBegins) {
    Complaints none;
    const auto document = read_yaml(
        "shaping: {}\n"           // 1
        "rules:\n"                // 2
        "  - name: a\n"           // 3
        "  - name: b\n"           // 4
        "    action:\n"           // 5
        "      connections:\n"    // 6
        "        beyond: drop\n"  // 7
        "links: { name: x }\n",   // 8
        "test", none);
    ASSERT_TRUE(document);
    const auto line = [&](std::string_view path) { return line_of_field(*document, path); };
    EXPECT_EQ(line("shaping"), 1);
    EXPECT_EQ(line("rules[0]"), 3);
    EXPECT_EQ(line("rules[1].action"), 5);
    EXPECT_EQ(line("rules[1].action.connections.beyond"), 7);
    EXPECT_EQ(line("rules[1].action.police.rate"), 5) << "as far as there is something";
    EXPECT_EQ(line("rules[7].action"), 2);
    EXPECT_EQ(line("links[0].name"), 8) << "one stands for a list of itself";
    EXPECT_EQ(line("nothing"), 0);
    EXPECT_EQ(line("shaping.rate"), 1);
    EXPECT_EQ(line(""), 0);
    EXPECT_EQ(line("rules[1"), 4) << "no path, and no crash";
}

}  // namespace
}  // namespace sluice
