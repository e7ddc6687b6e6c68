// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_target.h"

#include <array>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(HttpTarget, PartsPathAndQueryAndLeavesOutTheHost) {
    EXPECT_EQ(HttpTarget{"/a/b?c=d?e"}.path, "/a/b");
    EXPECT_EQ(HttpTarget{"/a/b?c=d?e"}.query, "c=d?e");
    EXPECT_EQ(HttpTarget{"http://h:1/a?b"}.path, "/a");
    EXPECT_EQ(HttpTarget{"http://h"}.path, "");
    EXPECT_EQ(HttpTarget{"/x?u=http://h/y"}.path, "/x");
    EXPECT_EQ(HttpTarget{"/http://h/y"}.path, "/http://h/y");
}

TEST(QueryParameters, StepsThroughThem) {
    QueryParameters parameters{"a=1&b&=c&d=e=f"};
    const std::array<std::array<std::string_view, 2>, 4> expected{
        {{"a", "1"}, {"b", ""}, {"", "c"}, {"d", "e=f"}}};
    for (const auto& [key, value] : expected) {
        ASSERT_TRUE(parameters.next());
        EXPECT_EQ(parameters.key(), key);
        EXPECT_EQ(parameters.value(), value);
    }
    EXPECT_FALSE(parameters.next());
    EXPECT_FALSE(QueryParameters{""}.next());
}

TEST(DecodeInto, DecodesWhatHasRoom) {
    std::array<char, 4> room;
    EXPECT_EQ(decode_into(room, "%5Ba%5d"), "[a]");
    EXPECT_EQ(decode_into(room, "abcd"), "abcd");
    EXPECT_EQ(decode_into(room, ""), "");
    for (const char* wrong : {"abcde", "%5", "%", "a%zz", "%%%%"})
        EXPECT_FALSE(decode_into(room, wrong)) << wrong;
}

}  // namespace
}  // namespace sluice
