// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/json_text.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string members(const std::vector<std::pair<std::string, float>>& costs) {
    std::string out = "{";
    {
        JsonCostMembers members(out);
        for (const auto& [name, cost] : costs)
            members.add(name, cost);
    }
    return out + "}";
}

TEST(JsonCostMembers, AreWhatOneAfterTheOtherWouldBe) {
    EXPECT_EQ(members({}), "{}");
    EXPECT_EQ(members({{"a", 1}}), R"({"a":1})");
    EXPECT_EQ(members({{"a", 0}, {"", 0.5F}, {"c", 999'999}}), R"({"a":0,"":0.5,"c":999999})");
    EXPECT_EQ(members({{"a", 1e-30F}, {"b", 3e30F}}), R"({"a":1e-30,"b":3e+30})");
}

TEST(JsonCostMembers, AreWholeWhereverTheyAreHandedOver) {
    // Names of every length around what is gathered at once, and such that many fit.
    for (const size_t length : {1UL, 63UL, 200UL, 1'990UL, 2'011UL, 2'012UL, 2'013UL, 5'000UL}) {
        std::vector<std::pair<std::string, float>> costs;
        std::string expected = "{";
        for (size_t i = 0; i < 300; ++i) {
            const std::string name(length + i % 5, 'n');
            costs.emplace_back(name, static_cast<float>(i));
            expected += (i == 0 ? "\"" : ",\"") + name + "\":" + std::to_string(i);
        }
        EXPECT_EQ(members(costs), expected + "}") << length;
    }
}

}  // namespace
}  // namespace sluice
