// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/source_limit.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

TEST(SourceLimit, HoldsEachSourceToItsOwnShare) {
    SourceLimit limit(3, {1, 2});
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(limit.take(ip("198.18.0.1"), 100));
    EXPECT_FALSE(limit.take(ip("198.18.0.1"), 100));
    EXPECT_TRUE(limit.take(ip("198.18.0.2"), 100));
    EXPECT_TRUE(limit.take(ip("198.18.0.1"), 101)) << "a second later";
}

TEST(SourceLimit, TakesALineOfIpv6ForOne) {
    SourceLimit limit(2, {1, 2});
    EXPECT_TRUE(limit.take(ip("2001:db8::1"), 100));
    EXPECT_TRUE(limit.take(ip("2001:db8::ffff"), 100));
    EXPECT_FALSE(limit.take(ip("2001:db8::2"), 100));
    EXPECT_TRUE(limit.take(ip("2001:db8:0:1::2"), 100));
}

TEST(SourceLimit, HoldsTensOfThousandsOfSourcesAtATime) {
    constexpr uint32_t kSources = 20'000;
    SourceLimit limit(1, {1, 2});
    for (uint32_t i = 0; i < kSources; ++i)
        EXPECT_TRUE(limit.take(IpAddress::from_ipv4(0xc6120000 + i), 100));
    uint32_t refused = 0;
    for (uint32_t i = 0; i < kSources; ++i)
        refused += limit.take(IpAddress::from_ipv4(0xc6120000 + i), 100) ? 0 : 1;
    EXPECT_GT(refused, kSources * 9 / 10);
}

TEST(SourceLimit, RefusesNobodyForWhatOthersDid) {
    constexpr uint32_t kSources = 500'000;  // far more than it remembers
    SourceLimit limit(1, {1, 2});
    uint32_t refused = 0;
    for (uint32_t i = 0; i < kSources; ++i)
        refused += limit.take(IpAddress::from_ipv4(0x0a000000 + i), 100) ? 0 : 1;
    EXPECT_LT(refused, 5u);  // two of the same hash are rare
}

}  // namespace
}  // namespace sluice
