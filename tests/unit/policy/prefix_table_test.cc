// SPDX-License-Identifier: Apache-2.0
#include "policy/prefix_table.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(PrefixTable, FindsNothingInNothing) {
    const PrefixTable table({});
    EXPECT_EQ(table.find(*IpAddress::parse("192.0.2.1")), PrefixTable::kNone);
    EXPECT_EQ(table.find(*IpAddress::parse("2001:db8::1")), PrefixTable::kNone);
}

TEST(PrefixTable, PrefersTheLongestAndKeepsTheFamiliesApart) {
    const PrefixTable table({{*Prefix::parse("0.0.0.0/0"), 1},
                             {*Prefix::parse("192.0.2.0/24"), 2},
                             {*Prefix::parse("192.0.2.7/32"), 3},
                             {*Prefix::parse("2001:db8::/32"), 4}});
    EXPECT_EQ(table.find(*IpAddress::parse("192.0.2.7")), 3u);
    EXPECT_EQ(table.find(*IpAddress::parse("192.0.2.8")), 2u);
    EXPECT_EQ(table.find(*IpAddress::parse("192.0.3.7")), 1u);
    EXPECT_EQ(table.find(*IpAddress::parse("2001:db8::7")), 4u);
    EXPECT_EQ(table.find(*IpAddress::parse("2001:db9::7")), PrefixTable::kNone);
}

// Few distinct bits, so that prefixes nest and markers of many lengths lie on one another.
IpAddress random_address(std::mt19937_64& random) {
    IpAddress address = random() % 2 ? IpAddress::from_ipv4(0) : *IpAddress::parse("2001:db8::");
    for (size_t i = address.is_ipv4() ? 12 : 4; i < 16; ++i)
        address.bytes[i] = random() % 3 == 0 ? static_cast<uint8_t>(random() & 0x81) : 0;
    return address;
}

TEST(PrefixTable, AgreesWithTryingEveryPrefix) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 300; ++round) {
        std::map<Prefix, uint32_t> prefixes;
        for (size_t i = random() % 60; i > 0; --i) {
            const IpAddress address = random_address(random);
            const auto length = static_cast<uint8_t>(random() % (address.is_ipv4() ? 33 : 129));
            prefixes.emplace(Prefix::covering(address, length),
                             static_cast<uint32_t>(random() % 100));
        }
        const PrefixTable table({prefixes.begin(), prefixes.end()});
        for (int probe = 0; probe < 100; ++probe) {
            const IpAddress address = random_address(random);
            uint32_t expected = PrefixTable::kNone;
            int longest = -1;
            for (const auto& [prefix, value] : prefixes) {
                if (prefix.contains(address) && prefix.length > longest) {
                    longest = prefix.length;
                    expected = value;
                }
            }
            ASSERT_EQ(table.find(address), expected)
                << "round " << round << ", " << address.to_string();
        }
    }
}

}  // namespace
}  // namespace sluice
