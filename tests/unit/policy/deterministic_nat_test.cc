// SPDX-License-Identifier: Apache-2.0
#include "policy/deterministic_nat.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

uint32_t ipv4(const char* text) {
    return IpAddress::parse(text)->ipv4();
}

AddressRange range(const char* first, const char* last) {
    return {*IpAddress::parse(first), *IpAddress::parse(last)};
}

// RFC 7422, section 2.3.
NatMapping example() {
    return {.inside = range("198.51.100.1", "198.51.100.14"),
            .outside = range("192.0.2.1", "192.0.2.1"),
            .dynamic = 2,
            .reserved = {{0, 1'023}},
            .algorithm = NatAlgorithm::sequential};
}

TEST(DeterministicNat, MapsAsTheStandardsExampleDoes) {
    const DeterministicNat nat(example());
    EXPECT_EQ(nat.ports_per_user(), 4'032u);
    for (uint32_t user = 1; user <= 14; ++user) {
        const uint32_t inside = ipv4("198.51.100.0") + user;
        const auto first = static_cast<uint16_t>(1'024 + (user - 1) * 4'032);
        const auto last = static_cast<uint16_t>(first + 4'031);
        EXPECT_EQ(nat.inside_of(ipv4("192.0.2.1"), first), inside);
        EXPECT_EQ(nat.inside_of(ipv4("192.0.2.1"), last), inside);
        EXPECT_EQ(nat.ports_of(inside).front(), first);
        EXPECT_EQ(nat.ports_of(inside).back(), last);
        EXPECT_EQ(nat.outside_of(inside), ipv4("192.0.2.1"));
    }
    for (const uint16_t port : {0, 1'023, 57'472, 65'535})
        EXPECT_FALSE(nat.inside_of(ipv4("192.0.2.1"), port)) << port;
    EXPECT_FALSE(nat.inside_of(ipv4("192.0.2.2"), 2'000));
    EXPECT_FALSE(nat.outside_of(ipv4("198.51.100.0")));
    EXPECT_FALSE(nat.outside_of(ipv4("198.51.100.15")));
    EXPECT_TRUE(nat.ports_of(ipv4("198.51.100.15")).empty());
}

// What one direction gives, the other takes back, and no port is two users'.
void expect_both_directions_agree(const NatMapping& mapping) {
    const DeterministicNat nat(mapping);
    std::set<std::pair<uint32_t, uint16_t>> given;
    const uint32_t first = mapping.inside.first.ipv4();
    const uint32_t last = mapping.inside.last.ipv4();
    for (uint32_t inside = first; inside <= last; ++inside) {
        const auto outside = nat.outside_of(inside);
        ASSERT_TRUE(outside);
        ASSERT_LE(*outside, mapping.outside.last.ipv4());
        const auto ports = nat.ports_of(inside);
        ASSERT_EQ(ports.size(), nat.ports_per_user());
        ASSERT_TRUE(std::is_sorted(ports.begin(), ports.end()));
        for (const uint16_t port : ports) {
            ASSERT_EQ(nat.inside_of(*outside, port), inside) << port;
            ASSERT_TRUE(given.emplace(*outside, port).second) << port;
        }
    }
    for (uint32_t outside = mapping.outside.first.ipv4(); outside <= mapping.outside.last.ipv4();
         ++outside)
        for (uint32_t port = 0; port <= UINT16_MAX; ++port)
            ASSERT_EQ(nat.inside_of(outside, static_cast<uint16_t>(port)).has_value(),
                      given.contains({outside, static_cast<uint16_t>(port)}));
}

TEST(DeterministicNat, TakesBackInOneDirectionWhatItGivesInTheOther) {
    NatMapping mapping = example();
    expect_both_directions_agree(mapping);
    mapping.algorithm = NatAlgorithm::staggered;
    expect_both_directions_agree(mapping);
    mapping.reserved = {{1, 1'023}, {5'004, 5'004}, {5'060, 5'060}};  // section 3's list
    expect_both_directions_agree(mapping);
    mapping.algorithm = NatAlgorithm::sequential;
    expect_both_directions_agree(mapping);
    mapping.reserved.clear();
    mapping.dynamic = 0;
    mapping.outside = range("192.0.2.1", "192.0.2.3");  // 5, 5 and 4 users
    expect_both_directions_agree(mapping);
    mapping.inside = range("198.51.100.1", "198.51.100.2");  // more outside than inside
    expect_both_directions_agree(mapping);
    mapping.algorithm = NatAlgorithm::staggered;
    expect_both_directions_agree(mapping);
}

TEST(DeterministicNat, HasPortsForEverybodyOrNobody) {
    NatMapping mapping = example();
    mapping.inside = range("100.64.0.0", "100.65.255.255");
    EXPECT_EQ(ports_per_user(mapping), 0u) << "131,072 users of one address";
    mapping.reserved = {{0, UINT16_MAX}};
    mapping.inside = range("100.64.0.0", "100.64.0.0");
    EXPECT_EQ(ports_per_user(mapping), 0u);
}

}  // namespace
}  // namespace sluice
