// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_registry.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/layers/layer_samples.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

using Outcome = LayerRegistry::Outcome;
constexpr uint32_t kNow = 1'000;

LayerRegistry two_permits() {
    return LayerRegistry(
        {{"metro", "metro-metro-metro", prefixes({"198.18.0.0/15", "2001:db8::/32"})},
         {"suburb", "suburb-suburb-sub", prefixes({"198.18.0.0/16"})}});
}

TEST(LayerRegistry, ATokenSaysWhoRegisters) {
    const LayerRegistry registry = two_permits();
    EXPECT_EQ(registry.owner_of("metro-metro-metro"), 0u);
    EXPECT_EQ(registry.owner_of("suburb-suburb-sub"), 1u);
    for (const char* wrong : {"", "metro-metro-metr", "metro-metro-metro2", "Metro-metro-metro"})
        EXPECT_FALSE(registry.owner_of(wrong)) << wrong;
}

TEST(LayerRegistry, TheLongestPrefixSaysWhoseAClientIs) {
    LayerRegistry registry = two_permits();
    registry.take(0, registration_of("http://m/announce", {"198.18.0.0/15", "2001:db8::/33"}),
                  kNow);
    registry.take(1, registration_of("http://s/announce", {"198.18.4.0/24"}), kNow);
    const LayerMap& map = *registry.map();
    EXPECT_EQ(map.layer_of(address("198.19.0.1")), 0u);
    EXPECT_EQ(map.layer_of(address("198.18.4.1")), 1u);
    EXPECT_EQ(map.layer_of(address("198.18.5.1")), 0u);
    EXPECT_EQ(map.layer_of(address("2001:db8::1")), 0u);
    EXPECT_EQ(map.layer_of(address("2001:db8:8000::1")), LayerMap::kNone);
    EXPECT_EQ(map.layer_of(address("203.0.113.1")), LayerMap::kNone);
}

TEST(LayerRegistry, APrefixOfAnothersIsRefusedUntilThatOneHasGone) {
    LayerRegistry registry = two_permits();
    registry.take(0, registration_of("http://m/announce", {"198.18.0.0/16"}), kNow);
    const auto refused =
        registry.take(1, registration_of("http://s/announce", {"198.18.0.0/16"}), kNow);
    EXPECT_EQ(refused.outcome, Outcome::conflict);
    EXPECT_EQ(refused.objection, "198.18.0.0/16 is registered by metro");
    EXPECT_EQ(registry.registered(), 1u);
    EXPECT_EQ(registry.take(0, {}, kNow).outcome, Outcome::withdrawn);
    EXPECT_EQ(
        registry.take(1, registration_of("http://s/announce", {"198.18.0.0/16"}), kNow).outcome,
        Outcome::accepted);
    EXPECT_EQ(registry.map()->layer_of(address("198.18.0.1")), 1u);
}

TEST(LayerRegistry, NobodyRegistersWhatIsNotHis) {
    LayerRegistry registry = two_permits();
    for (const char* of :
         {"198.18.0.0/15", "198.19.0.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32"}) {
        const auto refused = registry.take(1, registration_of("http://s/announce", {of}), kNow);
        EXPECT_EQ(refused.outcome, Outcome::beyond) << of;
    }
    const auto cache = registry.take(
        1, registration_of("http://s/announce", {"198.18.0.0/24"}, {"203.0.113.1/32"}), kNow);
    EXPECT_EQ(cache.outcome, Outcome::beyond);
    EXPECT_EQ(cache.objection, "203.0.113.1/32 is not among the prefixes of suburb");
    EXPECT_TRUE(registry.map()->empty());
}

TEST(LayerRegistry, ARegistrationThatIsNotRenewedLapses) {
    LayerRegistry registry = two_permits();
    const auto registration = registration_of("http://m/announce", {"198.18.0.0/16"});
    registry.take(0, registration, kNow);
    EXPECT_TRUE(registry.lapse(kNow + 59).empty());
    const auto map = registry.map();
    registry.take(0, registration, kNow + 40);
    EXPECT_EQ(registry.map(), map) << "a renewal changes nothing";
    EXPECT_TRUE(registry.lapse(kNow + 99).empty());
    EXPECT_EQ(registry.lapse(kNow + 100), std::vector<std::string>{"metro"});
    EXPECT_EQ(registry.map()->layer_of(address("198.18.0.1")), LayerMap::kNone);
    EXPECT_EQ(registry.registered(), 0u);
}

TEST(LayerRegistry, ALaterRegistrationTakesThePlaceOfTheEarlierOne) {
    LayerRegistry registry = two_permits();
    registry.take(0, registration_of("http://m/announce", {"198.18.0.0/16"}), kNow);
    registry.take(0, registration_of("http://m/announce", {"198.19.0.0/16"}, {"198.19.0.1/32"}),
                  kNow);
    EXPECT_EQ(registry.map()->layer_of(address("198.18.0.1")), LayerMap::kNone);
    EXPECT_EQ(registry.map()->layer_of(address("198.19.0.1")), 0u);
    EXPECT_EQ(registry.map()->cache_of(address("198.19.0.1")), 0u);
    EXPECT_EQ(registry.map()->cache_of(address("198.19.0.2")), LayerMap::kNone);
}

}  // namespace
}  // namespace sluice
