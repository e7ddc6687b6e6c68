// SPDX-License-Identifier: Apache-2.0
#include "dataplane/subscriber_side.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {
namespace {

using End = SubscriberSide::End;

std::vector<Prefix> prefixes(const std::vector<std::string>& texts) {
    std::vector<Prefix> all;
    for (const std::string& text : texts)
        all.push_back(Prefix::parse(text).value());
    return all;
}

TEST(SubscriberSideTest, AnAddressTellsUnlessBothDoOrNeither) {
    const SubscriberSide side(prefixes({"198.18.0.0/15", "2001:db8::/32"}));
    const auto home = address("198.19.255.255");
    const auto home6 = address("2001:db8:ffff::1");
    const auto remote = address("203.0.113.1");
    EXPECT_EQ(side.find({}, home, remote), End::source);
    EXPECT_EQ(side.find({}, remote, home), End::destination);
    EXPECT_EQ(side.find({}, home6, address("2001:db9::")), End::source);
    EXPECT_EQ(side.find({}, home, address("198.18.0.0")), End::unclear);
    EXPECT_EQ(side.find({}, remote, address("198.20.0.0")), End::unclear);
    EXPECT_EQ(SubscriberSide().find({}, home, remote), End::unclear);
}

TEST(SubscriberSideTest, ATagTellsBeforeTheAddressesDo) {
    SideVlans vlans;
    vlans.up.set(101);
    vlans.down.set(201);
    const SubscriberSide side(prefixes({"198.18.0.0/15"}), vlans);
    const auto home = address("198.18.0.1");
    const auto neighbour = address("198.18.0.2");
    EXPECT_EQ(side.find(101, home, neighbour), End::source);
    EXPECT_EQ(side.find(201, home, neighbour), End::destination);
    EXPECT_EQ(side.find(7, home, neighbour), End::unclear);
    EXPECT_EQ(side.find(7, home, address("203.0.113.1")), End::source) << "another's tag";
}

TEST(SubscriberSideTest, AgreesWithEachPrefixByItself) {
    std::mt19937 random(7);
    std::vector<Prefix> all = prefixes({"::/1"});
    const auto any = [&](bool ipv4) {
        IpAddress made;
        for (uint8_t& byte : made.bytes)
            byte = static_cast<uint8_t>(random() & 0x83);
        return ipv4 ? IpAddress::from_ipv4(static_cast<uint32_t>(random() & 0x8303'0307)) : made;
    };
    for (int i = 0; i < 300; ++i) {
        const bool ipv4 = i % 2 == 0;
        const auto length = static_cast<uint8_t>(8 + random() % 25);
        all.push_back(Prefix::covering(any(ipv4), length));
    }
    const SubscriberSide side(all);
    const auto is_subscriber = [&](const IpAddress& candidate) {
        return std::ranges::any_of(all, [&](const Prefix& p) { return p.contains(candidate); });
    };
    int subscribers = 0;
    for (int i = 0; i < 20'000; ++i) {
        const IpAddress from = any(i % 2 == 0);
        const IpAddress to = any(i % 2 == 0);
        const bool here = is_subscriber(from);
        subscribers += here;
        const End expected = here == is_subscriber(to) ? End::unclear
                             : here                    ? End::source
                                                       : End::destination;
        ASSERT_EQ(side.find({}, from, to), expected) << from.to_string() << " " << to.to_string();
    }
    EXPECT_GT(subscribers, 1'000);
    EXPECT_LT(subscribers, 19'900);
}

}  // namespace
}  // namespace sluice::test
