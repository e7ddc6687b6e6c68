// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_index.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

SubscriberAddress whole(const char* text) {
    return {*Prefix::parse(text), PortSet::all()};
}

SubscriberAddress part(const char* text, uint16_t psid) {
    return {*Prefix::parse(text), PortSet::of_psid(psid, 4, 6)};
}

Subscriber subscriber(const char* id, std::vector<SubscriberAddress> addresses) {
    return {.id = id, .tier = {}, .group = {}, .addresses = std::move(addresses)};
}

TEST(SubscriberIndex, TellsApartByPortWhoShareAnAddress) {
    const SubscriberIndex index({subscriber("a", {part("203.0.113.9", 1)}),
                                 subscriber("b", {part("203.0.113.9", 2), whole("2001:db8::/56")}),
                                 subscriber("c", {whole("203.0.113.0/24")})},
                                {});
    const auto port_of = [](uint16_t psid) { return *PortSet::of_psid(psid, 4, 6).next(5'000); };
    EXPECT_EQ(index.find({address("203.0.113.9"), port_of(1)}).subscriber, 0u);
    EXPECT_EQ(index.find({address("203.0.113.9"), port_of(2)}).subscriber, 1u);
    EXPECT_EQ(index.find({address("2001:db8::1"), 0}).subscriber, 1u);
    EXPECT_EQ(index.find({address("203.0.113.8"), 0}).subscriber, 2u);
    EXPECT_EQ(index.find({address("192.0.2.1"), 0}).subscriber, SubscriberIndex::kNobody);
    EXPECT_EQ(index.find({address("192.0.2.1"), 0}).neighbour, SubscriberIndex::kNobody);
}

TEST(SubscriberIndex, KnowsWhoLivesBesideAPortThatIsNobodys) {
    const SubscriberIndex index(
        {subscriber("c", {whole("203.0.113.0/24")}), subscriber("a", {part("203.0.113.9", 1)})},
        {});
    for (const uint16_t port : {0, 80, 65'535}) {
        const auto found = index.find({address("203.0.113.9"), port});
        EXPECT_EQ(found.subscriber, SubscriberIndex::kNobody) << port;
        EXPECT_EQ(found.neighbour, 1u) << port;
    }
}

TEST(SubscriberIndex, GivesAllWhoShareAddressesToOneOwner) {
    const std::vector<Subscriber> subscribers{
        subscriber("a", {part("203.0.113.9", 1)}),
        subscriber("b", {part("203.0.113.9", 2), part("203.0.113.7", 1)}),
        subscriber("c", {part("203.0.113.7", 2), whole("198.51.100.1")}),
        subscriber("d", {whole("198.51.100.2")}), subscriber("e", {part("203.0.113.6", 1)})};
    const SubscriberIndex index(subscribers, {});
    const auto& hashes = index.owner_hashes();
    ASSERT_EQ(hashes.size(), 5u);
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_EQ(hashes[0], hashes[2]) << "by b";
    EXPECT_NE(hashes[0], hashes[3]);
    EXPECT_NE(hashes[0], hashes[4]);
    // Who comes, goes and in which order they are listed moves nobody.
    const SubscriberIndex later(
        {subscribers[3], subscribers[2], subscribers[1], subscriber("f", {part("203.0.113.9", 3)})},
        {});
    EXPECT_EQ(later.owner_hashes()[0], hashes[3]);
    for (size_t i = 1; i < 4; ++i)
        EXPECT_EQ(later.owner_hashes()[i], hashes[0]) << i;
}

// RFC 7422, section 2.3.
const std::vector<NatMapping> kNats{
    {.inside = {address("198.51.100.1"), address("198.51.100.14")},
     .outside = {address("192.0.2.1"), address("192.0.2.1")},
     .dynamic = 2,
     .reserved = {{0, 1'023}},
     .algorithm = NatAlgorithm::sequential},
    {.inside = {address("100.64.0.0"), address("100.64.0.3")},
     .outside = {address("192.0.2.8"), address("192.0.2.9")},
     .dynamic = 0,
     .reserved = {},
     .algorithm = NatAlgorithm::sequential},
};

TEST(SubscriberIndex, FindsOnesWhoAreBehindANatOnEitherSideOfIt) {
    const SubscriberIndex index({subscriber("second", {whole("198.51.100.2")})}, kNats);
    EXPECT_EQ(index.find({address("198.51.100.2"), 80}).subscriber, 0u) << "before the NAT";
    const auto behind = index.find({address("192.0.2.1"), 5'056});
    EXPECT_EQ(behind.subscriber, 0u);
    EXPECT_EQ(behind.address, address("198.51.100.2"));

    const auto stranger = index.find({address("192.0.2.1"), 1'024});
    EXPECT_EQ(stranger.subscriber, SubscriberIndex::kNobody);
    EXPECT_EQ(stranger.neighbour, 0u);
    EXPECT_EQ(stranger.address, address("198.51.100.1")) << "a stranger by the inside address";
    const auto dynamic = index.find({address("192.0.2.1"), 60'000});
    EXPECT_EQ(dynamic.subscriber, SubscriberIndex::kNobody);
    EXPECT_EQ(dynamic.neighbour, 0u);
    EXPECT_EQ(dynamic.address, address("192.0.2.1"));
    EXPECT_EQ(index.find({address("192.0.2.2"), 5'056}).neighbour, SubscriberIndex::kNobody);
    EXPECT_EQ(index.find({address("192.0.2.9"), 1}).neighbour, SubscriberIndex::kNobody);
}

TEST(SubscriberIndex, GivesAllBehindOneOutsideAddressToOneOwner) {
    const SubscriberIndex index(
        {subscriber("a", {whole("198.51.100.2")}), subscriber("b", {whole("198.51.100.3")}),
         subscriber("c", {whole("100.64.0.1")}), subscriber("d", {whole("100.64.0.2")}),
         subscriber("e", {whole("100.64.0.0/30")})},
        kNats);
    const auto& hashes = index.owner_hashes();
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_NE(hashes[0], hashes[2]);
    EXPECT_EQ(hashes[2], hashes[3]) << "by e, who is behind both addresses";
    EXPECT_EQ(hashes[2], hashes[4]);
}

}  // namespace
}  // namespace sluice
