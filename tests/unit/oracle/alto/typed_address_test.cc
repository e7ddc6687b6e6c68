// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/typed_address.h"

#include <random>

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(TypedAddress, OfIpv4IsReadAsTheSystemReadsIt) {
    std::mt19937 random(7);
    // Mostly near to right: what is likely to be taken for right.
    constexpr std::string_view kParts[] = {"0",   "1",   "9",   "10",   "25", "99",
                                           "100", "199", "255", "",     "00", "01",
                                           "256", "260", "999", "1000", "a",  "-1"};
    constexpr std::string_view kBetween[] = {".", ".", ".", ".", ".", ".", ".", ".", "..", ":", ""};
    int right = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string text;
        const size_t parts = random() % 8 == 0 ? random() % 6 : 4;
        const size_t kinds = random() % 2 == 0 ? 9 : std::size(kParts);
        for (size_t part = 0; part < parts; ++part) {
            text += part == 0 ? "" : kBetween[random() % (kinds == 9 ? 8 : std::size(kBetween))];
            text += kParts[random() % kinds];
        }
        in_addr system{};
        const bool is_right = inet_pton(AF_INET, text.c_str(), &system) == 1;
        const auto read = read_typed_address("ipv4:" + text);
        ASSERT_EQ(read.has_value(), is_right) << text;
        if (is_right)
            EXPECT_EQ(read->ipv4(), ntohl(system.s_addr)) << text;
        right += is_right ? 1 : 0;
    }
    EXPECT_GT(right, 10'000);
}

TEST(TypedAddress, IsNotReadBeyondItsEnd) {
    const std::string whole = "ipv4:198.18.255.200";
    for (size_t length = 0; length <= whole.size(); ++length) {
        const std::vector<char> exactly(whole.begin(), whole.begin() + static_cast<long>(length));
        const auto read = read_typed_address({exactly.data(), exactly.size()});
        EXPECT_EQ(read.has_value(), length >= whole.size() - 2) << length;
    }
}

TEST(TypedAddress, IsOfTheFamilyThatItSays) {
    EXPECT_TRUE(read_typed_address("ipv6:2001:db8::1"));
    EXPECT_FALSE(read_typed_address("ipv6:198.18.0.1"));
    EXPECT_FALSE(read_typed_address("ipv6:::ffff:198.18.0.1"));
    EXPECT_FALSE(read_typed_address("ipv4:2001:db8::1"));
    EXPECT_FALSE(read_typed_address("198.18.0.1"));
    EXPECT_FALSE(read_typed_address(""));
    EXPECT_EQ(typed_address(*read_typed_address("ipv4:198.18.0.1")), "ipv4:198.18.0.1");
}

}  // namespace
}  // namespace sluice
