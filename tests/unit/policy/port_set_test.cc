// SPDX-License-Identifier: Apache-2.0
#include "policy/port_set.h"

#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::set<uint16_t> ports_of(const PortSet& set) {
    std::set<uint16_t> ports;
    for (uint32_t port = 0; port <= UINT16_MAX; ++port)
        if (set.contains(static_cast<uint16_t>(port)))
            ports.insert(static_cast<uint16_t>(port));
    return ports;
}

// RFC 7597, appendix B, example 1: PSID 0x34 of 8 bits at offset 6.
TEST(PortSet, HoldsThePortsOfTheStandardsExample) {
    const PortSet set = PortSet::of_psid(0x34, 8, 6);
    const auto ports = ports_of(set);
    EXPECT_EQ(ports.size(), 63u * 4);
    for (const uint16_t port : {1'232, 1'235, 2'256, 2'259, 63'696, 63'699, 64'720, 64'723})
        EXPECT_TRUE(set.contains(port)) << port;
    for (const uint16_t port : {0, 208, 211, 1'231, 1'236, 64'724})
        EXPECT_FALSE(set.contains(port)) << port;
}

TEST(PortSet, GivesEveryPortToOnePsidAndTheSystemPortsToNone) {
    for (const unsigned offset : {0u, 1u, 4u, 6u, 12u}) {
        std::vector<int> owners(1 << 16);
        for (uint16_t psid = 0; psid < 16; ++psid)
            for (const uint16_t port : ports_of(PortSet::of_psid(psid, 4, offset)))
                ++owners[port];
        for (uint32_t port = 0; port <= UINT16_MAX; ++port)
            ASSERT_EQ(owners[port], offset == 0 || port >> (16 - offset) != 0) << port;
    }
}

TEST(PortSet, KnowsAWholeAddressARangeAndAMask) {
    EXPECT_EQ(ports_of(PortSet::all()).size(), 65'536u);
    EXPECT_TRUE(PortSet::all().is_all());
    EXPECT_FALSE(PortSet::range(0, 1).is_all());
    EXPECT_EQ(ports_of(PortSet::range(1'024, 1'026)), (std::set<uint16_t>{1'024, 1'025, 1'026}));
    EXPECT_EQ(ports_of(PortSet::masked(0x0003, 0xfffc | 3)), (std::set<uint16_t>{3}));
    EXPECT_EQ(ports_of(PortSet::masked(0x4000, 0xc000)).size(), 16'384u);
}

PortSet any_set(std::mt19937& random) {
    const auto below = [&](unsigned most) {
        return std::uniform_int_distribution<unsigned>(0, most - 1)(random);
    };
    switch (below(4)) {
        case 0: {
            const unsigned offset = below(8);
            const unsigned length = 1 + below(15 - offset);
            return PortSet::of_psid(static_cast<uint16_t>(below(1u << length)), length, offset);
        }
        case 1: {
            const auto mask = static_cast<uint16_t>(below(65'536));
            return PortSet::masked(static_cast<uint16_t>(below(65'536) & mask), mask);
        }
        case 2: {
            const auto first = static_cast<uint16_t>(below(65'536));
            return PortSet::range(first, static_cast<uint16_t>(first + below(65'536u - first)));
        }
        default:
            return {static_cast<uint16_t>(below(4)), 0, static_cast<uint16_t>(below(65'536)),
                    static_cast<uint16_t>(below(65'536))};
    }
}

TEST(PortSet, FindsTheLowestCommonPortAsACountOfAllPortsDoes) {
    std::mt19937 random(1);
    for (int i = 0; i < 300; ++i) {
        const PortSet a = any_set(random);
        const PortSet b = any_set(random);
        std::optional<uint16_t> lowest;
        std::optional<uint16_t> next;
        const auto from = static_cast<uint16_t>(random());
        for (uint32_t at = 0; at <= UINT16_MAX; ++at) {
            const auto port = static_cast<uint16_t>(at);
            if (!lowest && a.contains(port) && b.contains(port))
                lowest = port;
            if (!next && port >= from && a.contains(port))
                next = port;
        }
        ASSERT_EQ(common_port(a, b), lowest) << i;
        ASSERT_EQ(a.next(from), next) << i;
    }
}

}  // namespace
}  // namespace sluice
