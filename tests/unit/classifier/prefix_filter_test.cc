// SPDX-License-Identifier: Apache-2.0
#include "classifier/prefix_filter.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// Whether a payload that begins with the text may match the pattern.
bool possible(std::string_view pattern, std::string_view text) {
    PrefixFilter filter;
    filter.add(0, pattern);
    return filter.possible(text_bytes(text)) != 0;
}

TEST(PrefixFilter, RulesOutWhatDiffersInTheFirstBytes) {
    EXPECT_TRUE(possible("^GET /", "GET /x"));
    EXPECT_TRUE(possible("^GET /", "GE"));
    EXPECT_FALSE(possible("^GET /", "PUT /x"));
    EXPECT_FALSE(possible("^\\x13Bit",
                          "\x12"
                          "Bit"));
    EXPECT_TRUE(possible("^\\x13Bit",
                         "\x13"
                         "Bit"));
    EXPECT_TRUE(possible("^a\\.b", "a.b"));
    EXPECT_FALSE(possible("^a\\.b", "axb"));
}

TEST(PrefixFilter, ReadsClassesAndCountedRepeats) {
    EXPECT_TRUE(possible("^[\\x01\\x11][a-c]",
                         "\x11"
                         "b"));
    EXPECT_FALSE(possible("^[\\x01\\x11][a-c]",
                          "\x11"
                          "d"));
    EXPECT_TRUE(possible("^.{3}[xy]", "abcy"));
    EXPECT_FALSE(possible("^.{3}[xy]", "abcz"));
}

TEST(PrefixFilter, RulesOutNothingThatItDoesNotUnderstand) {
    for (const char* pattern : {"abc", "^a|b", "^(?:a|b)", "^a?", "^a*", "^a{1,2}", "^[^b]", "^\\d",
                                "^[[:alpha:]]", "^\\Qa\\E", "^", "", "^[", "^\\", "^\\x1", "^a{2"})
        EXPECT_TRUE(possible(pattern, "b")) << pattern;
    EXPECT_TRUE(possible("^ab?c", "ac"));
    EXPECT_TRUE(possible("^ab+c", "abbc"));
}

TEST(PrefixFilter, KeepsSignaturesApart) {
    PrefixFilter filter;
    filter.add(0, "^ab");
    filter.add(5, "^.b");
    EXPECT_EQ(filter.possible(text_bytes("ab")), 1u | 1u << 5);
    EXPECT_EQ(filter.possible(text_bytes("xb")), 1u << 5);
    EXPECT_EQ(filter.possible(text_bytes("xx")), 0u);
    EXPECT_EQ(PrefixFilter{}.possible(text_bytes("ab")), 0u);
}

TEST(PrefixFilter, IsTheLastWordOnPatternsThatItHoldsAsAWhole) {
    PrefixFilter filter;
    filter.add(0, "^ab[cd]");
    filter.add(1, "^ab.*c");
    filter.add(2, "^a.{30}");
    filter.add(3, "^abcdefghijklm");
    EXPECT_EQ(filter.whole(), 0b0101u);
    EXPECT_EQ(filter.long_enough(0b0101u, 2), 0u);
    EXPECT_EQ(filter.long_enough(0b0101u, 3), 0b0001u);
    EXPECT_EQ(filter.long_enough(0b0101u, 30), 0b0001u);
    EXPECT_EQ(filter.long_enough(0b0101u, 31), 0b0101u);
    filter.add(4, "^a.{18446744073709551615}");  // said at once
    EXPECT_EQ(filter.whole(), 0b0101u);
}

}  // namespace
}  // namespace sluice
