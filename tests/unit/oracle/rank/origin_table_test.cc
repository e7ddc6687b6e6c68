// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/origin_table.h"

#include <algorithm>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "oracle/rank/random.h"

namespace sluice {
namespace {

IpAddress at(const char* text) {
    return *IpAddress::parse(text);
}
Prefix in(const char* text) {
    return *Prefix::parse(text);
}
uint32_t as_of(const OriginTable& table, const char* address) {
    const auto origin = table.find(at(address));
    return origin ? origin->as : 0;
}

TEST(OriginTable, TellsTheLongestPrefixsOriginAndWhoSaidSo) {
    OriginTableBuilder builder({"bgp", "registry"});
    builder.add(in("198.51.0.0/16"), 64501, 1);
    builder.add(in("198.51.100.0/24"), 64502, 0);
    builder.add(in("2001:db8::/32"), 64503, 0);
    const OriginTable table = builder.finish();
    EXPECT_EQ(table.find(at("198.51.100.7")), (OriginTable::Origin{64502, "bgp"}));
    EXPECT_EQ(table.find(at("198.51.99.255")), (OriginTable::Origin{64501, "registry"}));
    EXPECT_EQ(as_of(table, "198.51.101.0"), 64501u);
    EXPECT_EQ(as_of(table, "2001:db8:ffff::1"), 64503u);
    for (const char* outside : {"0.0.0.0", "198.50.255.255", "198.52.0.0", "255.255.255.255",
                                "::", "2001:db7:ffff::", "2001:db9::"})
        EXPECT_FALSE(table.find(at(outside))) << outside;
}

TEST(OriginTable, WhatIsNobodysIsNotItsSurroundings) {
    OriginTableBuilder builder({"bgp"});
    builder.add(in("198.51.0.0/16"), 64501, 0);
    builder.add(in("198.51.100.0/24"), 0, 0);
    const OriginTable table = builder.finish();
    EXPECT_FALSE(table.find(at("198.51.100.1")));
    EXPECT_EQ(as_of(table, "198.51.101.1"), 64501u);
}

TEST(OriginTable, ReachesToTheLastAddress) {
    OriginTableBuilder builder({"bgp"});
    builder.add(in("0.0.0.0/1"), 1, 0);
    builder.add(in("128.0.0.0/1"), 2, 0);
    builder.add(in("255.255.255.255/32"), 3, 0);
    builder.add(in("8000::/1"), 4, 0);
    const OriginTable table = builder.finish();
    EXPECT_EQ(as_of(table, "127.255.255.255"), 1u);
    EXPECT_EQ(as_of(table, "255.255.255.254"), 2u);
    EXPECT_EQ(as_of(table, "255.255.255.255"), 3u);
    EXPECT_EQ(as_of(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 4u);
    EXPECT_FALSE(OriginTableBuilder({}).finish().find(at("192.0.2.1")));
}

TEST(OriginTable, AgreesWithTryingEveryPrefix) {
    SplitMix64 random(7);
    std::map<std::pair<uint32_t, uint8_t>, uint32_t> prefixes;
    for (int i = 0; i < 500; ++i) {
        const auto length = static_cast<uint8_t>(random.next() % 17);  // crowded
        const auto bits = static_cast<uint32_t>(random.next());
        const uint32_t first = length == 0 ? 0 : bits & ~0U << (32 - length);
        prefixes[{first, length}] = static_cast<uint32_t>(random.next() % 5);
    }
    OriginTableBuilder builder({"bgp"});
    for (const auto& [prefix, as] : prefixes)
        builder.add({IpAddress::from_ipv4(prefix.first), prefix.second}, as, 0);
    const OriginTable table = builder.finish();
    for (int i = 0; i < 20'000; ++i) {
        const IpAddress address = IpAddress::from_ipv4(static_cast<uint32_t>(random.next()));
        int longest = -1;
        uint32_t expected = 0;
        for (const auto& [prefix, as] : prefixes)
            if (int{prefix.second} > longest &&
                Prefix{IpAddress::from_ipv4(prefix.first), prefix.second}.contains(address)) {
                longest = prefix.second;
                expected = as;
            }
        const auto found = table.find(address);
        ASSERT_EQ(found ? found->as : 0, expected) << address.to_string();
    }
}

}  // namespace
}  // namespace sluice
