// SPDX-License-Identifier: Apache-2.0
#include "oracle/udp/connection_ids.h"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

// The vectors of the reference implementation: key 00 01 ... 0f, input 00 01 ...
TEST(SipHash, IsWhatItsAuthorsPublish) {
    constexpr SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
    std::array<uint8_t, 15> input;
    std::iota(input.begin(), input.end(), uint8_t{0});
    const std::span<const uint8_t> bytes(input);
    EXPECT_EQ(sip_hash(key, {}), 0x726fdb47dd0e0e31u);
    EXPECT_EQ(sip_hash(key, bytes.first(1)), 0x74f839c593dc67fdu);
    EXPECT_EQ(sip_hash(key, bytes.first(8)), 0x93f5f5799a932462u);
    EXPECT_EQ(sip_hash(key, bytes), 0xa129ca6149be45e5u);
}

TEST(ConnectionIds, AreValidForTwoMinutesAndNotForThree) {
    const ConnectionIds ids({1, 2});
    const IpAddress client = ip("198.18.0.1");
    for (uint32_t given_s = 600; given_s < 660; ++given_s) {
        const uint64_t id = ids.give(client, given_s);
        for (uint32_t age_s = 0; age_s <= 120; ++age_s)
            ASSERT_TRUE(ids.accepts(id, client, given_s + age_s)) << given_s << "+" << age_s;
        for (uint32_t age_s = 150; age_s < 900; ++age_s)
            ASSERT_FALSE(ids.accepts(id, client, given_s + age_s)) << given_s << "+" << age_s;
    }
}

TEST(ConnectionIds, AreOfOneAddressAndOneKey) {
    const ConnectionIds ids({1, 2});
    const ConnectionIds others({1, 3});
    const uint64_t id = ids.give(ip("198.18.0.1"), 600);
    EXPECT_TRUE(ids.accepts(id, ip("198.18.0.1"), 600));
    EXPECT_FALSE(ids.accepts(id, ip("198.18.0.2"), 600));
    EXPECT_FALSE(ids.accepts(id, ip("::c612:1"), 600));
    EXPECT_FALSE(others.accepts(id, ip("198.18.0.1"), 600));
    EXPECT_NE(id, ids.give(ip("198.18.0.1"), 630));
}

TEST(ConnectionIds, AreNotValidWithAnyBitChanged) {
    const ConnectionIds ids({1, 2});
    const IpAddress client = ip("2001:db8::1");
    const uint64_t id = ids.give(client, 600);
    for (int bit = 0; bit < 64; ++bit)
        EXPECT_FALSE(ids.accepts(id ^ uint64_t{1} << bit, client, 601)) << bit;
}

}  // namespace
}  // namespace sluice
