// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/address_range.h"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/feeds/address_bits.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> split(const char* first, const char* last) {
    std::vector<Prefix> prefixes{Prefix{}};  // what was in it is gone
    split_range(*IpAddress::parse(first), *IpAddress::parse(last), prefixes);
    std::vector<std::string> texts;
    for (const Prefix& prefix : prefixes)
        texts.push_back(prefix.to_string());
    return texts;
}

TEST(SplitRange, IsOnePrefixWhereThatIsAllOfIt) {
    EXPECT_THAT(split("192.0.2.0", "192.0.2.255"), ElementsAre("192.0.2.0/24"));
    EXPECT_THAT(split("192.0.2.7", "192.0.2.7"), ElementsAre("192.0.2.7/32"));
    EXPECT_THAT(split("0.0.0.0", "255.255.255.255"), ElementsAre("0.0.0.0/0"));
    EXPECT_THAT(split("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
                ElementsAre("2001:db8::/32"));
    EXPECT_THAT(split("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ElementsAre("::/0"));
}

TEST(SplitRange, IsTheFewestPrefixesOtherwise) {
    EXPECT_THAT(split("192.0.2.1", "192.0.2.6"),
                ElementsAre("192.0.2.1/32", "192.0.2.2/31", "192.0.2.4/31", "192.0.2.6/32"));
    EXPECT_THAT(split("1.0.0.0", "1.0.2.255"), ElementsAre("1.0.0.0/23", "1.0.2.0/24"));
    EXPECT_THAT(split("255.255.255.254", "255.255.255.255"), ElementsAre("255.255.255.254/31"));
    EXPECT_EQ(split("0.0.0.1", "255.255.255.254").size(), 62u);
    EXPECT_EQ(split("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").size(), 254u);
}

TEST(SplitRange, IsNothingWhereThereIsNoRange) {
    EXPECT_THAT(split("192.0.2.1", "192.0.2.0"), IsEmpty());
    EXPECT_THAT(split("192.0.2.1", "2001:db8::"), IsEmpty());
    EXPECT_THAT(split("::1", "192.0.2.1"), IsEmpty());
}

TEST(SplitRange, HasEveryAddressOnceWhateverItsEnds) {
    std::mt19937_64 random(1);
    std::vector<Prefix> prefixes;
    for (int i = 0; i < 2'000; ++i) {
        auto a = static_cast<uint32_t>(random() >> random() % 32);
        auto b = static_cast<uint32_t>(random() >> random() % 32);
        if (b < a)
            std::swap(a, b);
        split_range(IpAddress::from_ipv4(a), IpAddress::from_ipv4(b), prefixes);
        uint64_t next = a;
        for (const Prefix& prefix : prefixes) {
            ASSERT_EQ(prefix.address.ipv4(), next);
            ASSERT_EQ(Prefix::covering(prefix.address, prefix.length), prefix);
            next = uint64_t{prefix.last().ipv4()} + 1;
        }
        ASSERT_EQ(next, uint64_t{b} + 1);
    }
}

TEST(AddressBits, AreThoseOfTheAddress) {
    const IpAddress address = *IpAddress::parse("2001:db8::7");
    EXPECT_EQ(address_of(address_bits(address)), address);
    EXPECT_EQ(static_cast<uint64_t>(address_bits(address)), 7u);
    EXPECT_EQ(last_bits(*Prefix::parse("192.0.2.0/24")),
              address_bits(*IpAddress::parse("192.0.2.255")));
    EXPECT_EQ(last_bits(*Prefix::parse("::/0")), ~AddressBits{0});
}

}  // namespace
}  // namespace sluice
