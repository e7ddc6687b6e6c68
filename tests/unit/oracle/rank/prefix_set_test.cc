// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/prefix_set.h"

#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/random_prefixes.h"

namespace sluice {
namespace {

static_assert(PrefixSet::kNone == kNoPid);  // what by_trying() gives

TEST(PrefixSet, HoldsNothingWhenEmpty) {
    const PrefixSet set({});
    EXPECT_TRUE(set.empty());
    EXPECT_FALSE(set.contains(*IpAddress::parse("192.0.2.1")));
    EXPECT_FALSE(set.contains(*IpAddress::parse("2001:db8::1")));
}

TEST(PrefixSet, HoldsWhatIsWiderThanItsShortcuts) {
    const Prefixes prefixes = {{*Prefix::parse("64.0.0.0/3"), 1}, {*Prefix::parse("2000::/3"), 2}};
    const PrefixSet set(prefixes);
    EXPECT_FALSE(set.empty());
    EXPECT_EQ(set.find(*IpAddress::parse("95.255.255.255")), 1);
    EXPECT_EQ(set.find(*IpAddress::parse("96.0.0.0")), PrefixSet::kNone);
    EXPECT_EQ(set.find(*IpAddress::parse("3fff::1")), 2);
    EXPECT_EQ(set.find(*IpAddress::parse("4000::")), PrefixSet::kNone);
}

TEST(PrefixSet, AgreesWithTryingEveryPrefix) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 300; ++round) {
        const Prefixes prefixes = random_prefixes(random, 1 + round % 40);
        const PrefixSet set(prefixes);
        for (const IpAddress& address : addresses_around(prefixes, random))
            ASSERT_EQ(set.find(address), by_trying(prefixes, address)) << address.to_string();
    }
}

TEST(PrefixSet, RefusesAPrefixThatIsThereTwice) {
    const Prefixes twice = {{*Prefix::parse("100.64.0.0/10"), 1},
                            {*Prefix::parse("100.64.0.0/10"), 1}};
    EXPECT_THROW(PrefixSet{twice}, std::invalid_argument);
}

}  // namespace
}  // namespace sluice
