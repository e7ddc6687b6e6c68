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
                                 subscriber("c", {whole("203.0.113.0/24")})});
    const auto port_of = [](uint16_t psid) { return *PortSet::of_psid(psid, 4, 6).next(5'000); };
    EXPECT_EQ(index.find(address("203.0.113.9"), port_of(1)).subscriber, 0u);
    EXPECT_EQ(index.find(address("203.0.113.9"), port_of(2)).subscriber, 1u);
    EXPECT_EQ(index.find(address("2001:db8::1"), 0).subscriber, 1u);
    EXPECT_EQ(index.find(address("203.0.113.8"), 0).subscriber, 2u);
    EXPECT_EQ(index.find(address("192.0.2.1"), 0).subscriber, SubscriberIndex::kNobody);
    EXPECT_EQ(index.find(address("192.0.2.1"), 0).neighbour, SubscriberIndex::kNobody);
}

TEST(SubscriberIndex, KnowsWhoLivesBesideAPortThatIsNobodys) {
    const SubscriberIndex index(
        {subscriber("c", {whole("203.0.113.0/24")}), subscriber("a", {part("203.0.113.9", 1)})});
    for (const uint16_t port : {0, 80, 65'535}) {
        const auto found = index.find(address("203.0.113.9"), port);
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
    const SubscriberIndex index(subscribers);
    const auto& hashes = index.owner_hashes();
    ASSERT_EQ(hashes.size(), 5u);
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_EQ(hashes[0], hashes[2]) << "by b";
    EXPECT_NE(hashes[0], hashes[3]);
    EXPECT_NE(hashes[0], hashes[4]);
    // Who comes, goes and in which order they are listed moves nobody.
    const SubscriberIndex later({subscribers[3], subscribers[2], subscribers[1],
                                 subscriber("f", {part("203.0.113.9", 3)})});
    EXPECT_EQ(later.owner_hashes()[0], hashes[3]);
    for (size_t i = 1; i < 4; ++i)
        EXPECT_EQ(later.owner_hashes()[i], hashes[0]) << i;
}

}  // namespace
}  // namespace sluice
