// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/json_members.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::vector<std::string> read(std::string_view text) {
    std::vector<std::string> found;
    JsonMembers members{text};
    while (members.next())
        found.push_back(std::string(members.name()) + "=" + std::string(members.value()));
    found.push_back(members.broken() ? "broken" : members.cut() ? "cut" : "whole");
    return found;
}

TEST(JsonMembers, StepsThroughMembers) {
    EXPECT_EQ(read(R"( { "a" : 1 , "b":"x,}\"", "c":{"d":[1,{"e":"]"}]}, "f":[ ] , "g":true})"),
              (std::vector<std::string>{"a=1", R"(b="x,}\"")", R"(c={"d":[1,{"e":"]"}]})", "f=[ ]",
                                        "g=true", "whole"}));
    EXPECT_EQ(read("{}"), std::vector<std::string>{"whole"});
}

TEST(JsonMembers, IsCutAtEveryTruncation) {
    const std::string_view text = R"({"a":{"b":[1,2]},"c":"d\"","e":12})";
    for (size_t n = 0; n < text.size(); ++n)
        EXPECT_EQ(read(text.substr(0, n)).back(), "cut") << n;
}

TEST(JsonMembers, RefusesWhatIsNoObject) {
    for (const auto* const text : {"[1]", "x", R"({"a" 1})", R"({"a":1 "b":2})", R"({a:1})",
                                   R"({"a":})", R"({"a":]})", "{\"a\nb\":1}"})
        EXPECT_EQ(read(text).back(), "broken") << text;
    std::string deep = R"({"a":)";
    deep.append(17, '[');
    EXPECT_EQ(read(deep).back(), "broken") << "nested too deeply";
}

}  // namespace
}  // namespace sluice
