// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/network_map.h"

#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/random_prefixes.h"

namespace sluice {
namespace {

Prefix prefix(const char* text) {
    return Prefix::parse(text).value();
}

IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

std::vector<std::string> names(size_t count) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i)
        names.push_back("pid" + std::to_string(i));
    return names;
}

std::string complaint(std::vector<std::string> names, Prefixes prefixes) {
    try {
        const NetworkMap map(std::move(names), std::move(prefixes));
        return "";
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

TEST(NetworkMap, FindsNothingInNothing) {
    const NetworkMap map({}, {});
    EXPECT_EQ(map.find(address("192.0.2.1")), kNoPid);
    EXPECT_EQ(map.find(address("2001:db8::1")), kNoPid);
    EXPECT_EQ(map.find(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), kNoPid);
}

TEST(NetworkMap, PrefersTheLongestAndKeepsTheFamiliesApart) {
    const NetworkMap map(names(6), {{prefix("0.0.0.0/0"), 0},
                                    {prefix("192.0.2.0/24"), 1},
                                    {prefix("192.0.2.7/32"), 2},
                                    {prefix("::/0"), 3},
                                    {prefix("2001:db8::/32"), 4},
                                    {prefix("2001:db8::7/128"), 5}});
    EXPECT_EQ(map.find(address("192.0.2.6")), 1);
    EXPECT_EQ(map.find(address("192.0.2.7")), 2);
    EXPECT_EQ(map.find(address("192.0.2.8")), 1);
    EXPECT_EQ(map.find(address("192.0.3.0")), 0);
    EXPECT_EQ(map.find(address("255.255.255.255")), 0);
    EXPECT_EQ(map.find(address("2001:db8::6")), 4);
    EXPECT_EQ(map.find(address("2001:db8::7")), 5);
    EXPECT_EQ(map.find(address("2001:db8::8")), 4);
    EXPECT_EQ(map.find(address("2001:db9::")), 3);
    EXPECT_EQ(map.find(address("::")), 3);
}

TEST(NetworkMap, GivesThePrefixesOfALocationIpv4First) {
    const NetworkMap map(names(2), {{prefix("2001:db8::/32"), 1},
                                    {prefix("198.51.100.0/24"), 1},
                                    {prefix("::/0"), 1},
                                    {prefix("0.0.0.0/0"), 0},
                                    {prefix("192.0.2.0/24"), 1}});
    const auto of_second = map.prefixes(1);
    EXPECT_EQ(std::vector(of_second.begin(), of_second.end()),
              (std::vector{prefix("192.0.2.0/24"), prefix("198.51.100.0/24"), prefix("::/0"),
                           prefix("2001:db8::/32")}));
    EXPECT_EQ(map.prefixes(0).size(), 1u);
    EXPECT_EQ(map.prefix_count(), 5u);
}

TEST(NetworkMap, KnowsLocationsByName) {
    const NetworkMap map({"transit", "home", "peer"}, {});
    EXPECT_EQ(map.named("transit"), 0);
    EXPECT_EQ(map.named("home"), 1);
    EXPECT_EQ(map.named("peer"), 2);
    EXPECT_EQ(map.named("hom"), std::nullopt);
    EXPECT_EQ(map.named("zoo"), std::nullopt);
}

TEST(NetworkMap, SaysWhatIsWrongWithWhatItIsMadeOf) {
    EXPECT_EQ(complaint({"a", "b", "a"}, {}), "two locations are named 'a'");
    EXPECT_EQ(complaint({"a.b"}, {}),
              "'a.b' is no name of a location: 1 to 64 of A-Z a-z 0-9 - : @ _");
    EXPECT_EQ(complaint({""}, {}), "'' is no name of a location: 1 to 64 of A-Z a-z 0-9 - : @ _");
    EXPECT_NE(complaint({std::string(65, 'x')}, {}), "");
    EXPECT_EQ(complaint({std::string(64, 'x')}, {}), "");
    EXPECT_EQ(complaint(names(2), {{prefix("192.0.2.0/24"), 0}, {prefix("192.0.2.0/24"), 1}}),
              "192.0.2.0/24 is there twice");
    EXPECT_EQ(complaint(names(2), {{prefix("2001:db8::/32"), 0}, {prefix("2001:db8::/32"), 0}}),
              "2001:db8::/32 is there twice");
    EXPECT_EQ(complaint(names(2), {{prefix("192.0.2.0/24"), 2}}),
              "192.0.2.0/24 is in location 2 of 2");
    EXPECT_EQ(complaint(names(1), {{{address("192.0.2.1"), 24}, 0}}), "192.0.2.1/24 is no prefix");
    EXPECT_EQ(complaint(names(1), {{{address("0.0.0.0"), 33}, 0}}), "0.0.0.0/33 is no prefix");
    EXPECT_EQ(complaint(names(kMostPids + 1), {}), "65535 locations: 65534 are the most");
}

TEST(NetworkMap, HoldsAsManyLocationsAsThereCanBe) {
    Prefixes prefixes;
    for (uint32_t i = 0; i < kMostPids; ++i)
        prefixes.push_back(
            {Prefix::covering(IpAddress::from_ipv4(i << 8), 24), static_cast<Pid>(i)});
    const NetworkMap map(names(kMostPids), prefixes);
    for (const auto& [prefix, pid] : prefixes)
        ASSERT_EQ(map.find(prefix.last()), pid);
}

TEST(NetworkMap, AgreesWithTryingEveryPrefix) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 120; ++round) {
        const Prefixes prefixes = random_prefixes(random, round % 10 == 0 ? 400 : 60);
        const NetworkMap map(names(4), prefixes);

        const std::vector<IpAddress> asked = addresses_around(prefixes, random);
        std::vector<Pid> together(asked.size(), 77);
        map.find(asked, together);
        for (size_t i = 0; i < asked.size(); ++i) {
            const Pid expected = by_trying(prefixes, asked[i]);
            ASSERT_EQ(map.find(asked[i]), expected) << round << ": " << asked[i].to_string();
            ASSERT_EQ(together[i], expected) << round << ", of many: " << asked[i].to_string();
        }
    }
}

TEST(NetworkMap, AgreesWhereEveryAddressOfABlockIsAnothers) {
    Prefixes prefixes;
    for (uint32_t i = 0; i < 4'096; ++i)
        prefixes.push_back(
            {Prefix::covering(IpAddress::from_ipv4(0xc000'0000 + i), 32), static_cast<Pid>(i)});
    const NetworkMap map(names(4'096), prefixes);
    for (const auto& [prefix, pid] : prefixes)
        ASSERT_EQ(map.find(prefix.address), pid);
    EXPECT_EQ(map.find(address("191.255.255.255")), kNoPid);
    EXPECT_EQ(map.find(address("192.0.16.0")), kNoPid);
}

}  // namespace
}  // namespace sluice
