// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/constraint.h"

#include <charconv>
#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

CostRange range(std::initializer_list<const char*> constraints) {
    CostRange range;
    for (const char* constraint : constraints)
        EXPECT_TRUE(range.add(constraint)) << constraint;
    return range;
}

TEST(AltoConstraint, WithoutAnyEveryCostIsAllowed) {
    EXPECT_TRUE(CostRange().is_everything());
    EXPECT_TRUE(CostRange().contains(0));
    EXPECT_TRUE(CostRange().contains(3.4e38F));
    EXPECT_FALSE(range({"ge 0"}).is_everything());
}

TEST(AltoConstraint, AllHoldTogether) {
    const CostRange both = range({"gt 1", "le 3", "lt 9"});
    EXPECT_FALSE(both.contains(1));
    EXPECT_TRUE(both.contains(std::nextafter(1.0F, 2.0F)));
    EXPECT_TRUE(both.contains(3));
    EXPECT_FALSE(both.contains(std::nextafter(3.0F, 4.0F)));
    EXPECT_FALSE(range({"eq 1", "eq 2"}).contains(1));
}

TEST(AltoConstraint, BoundsFarFromAnyCostHoldToo) {
    EXPECT_TRUE(range({"gt -1"}).contains(0));
    EXPECT_TRUE(range({"ge -0"}).contains(0));
    EXPECT_FALSE(range({"gt 0"}).contains(0));
    EXPECT_FALSE(range({"lt -1"}).contains(0));
    EXPECT_FALSE(range({"eq -1"}).contains(0));
    EXPECT_FALSE(range({"lt 0"}).contains(0));
    EXPECT_TRUE(range({"le 0"}).contains(0));
    EXPECT_TRUE(range({"lt 1e300"}).contains(3e38F));
    EXPECT_FALSE(range({"gt 1e300"}).contains(3e38F));
    EXPECT_FALSE(range({"eq 0.1000000001"}).contains(0.1F));
    EXPECT_TRUE(range({"lt 0.1000000001"}).contains(0.1F));
    EXPECT_TRUE(range({"gt 0.0999999999"}).contains(0.1F));
}

// Against the comparison of what a client reads, for costs and bounds of all sizes.
TEST(AltoConstraint, HoldsForTheDecimalThatIsTold) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const float cost = std::ldexp(static_cast<float>(random() % 1'000'000),
                                      static_cast<int>(random() % 60) - 40);
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, cost).ptr;
        double told = 0;
        std::from_chars(digits, end, told);
        double bound = told;
        if (i % 3 == 1)
            bound = std::nextafter(told, random() % 2 != 0 ? 1e300 : -1e300);
        if (i % 3 == 2)
            bound = std::nextafter(cost, 1e30F);
        char text[64];
        const std::string number(text, std::to_chars(text, text + sizeof text, bound).ptr);
        const auto allows = [&](const char* op) {
            return range({(std::string(op) + " " + number).c_str()}).contains(cost);
        };
        EXPECT_EQ(allows("gt"), told > bound) << number;
        EXPECT_EQ(allows("ge"), told >= bound) << number;
        EXPECT_EQ(allows("lt"), told < bound) << number;
        EXPECT_EQ(allows("le"), told <= bound) << number;
        EXPECT_EQ(allows("eq"), told == bound) << number;
    }
}

}  // namespace
}  // namespace sluice
