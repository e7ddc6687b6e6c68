// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/topology.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

std::string complaint(Topology::Parts parts) {
    try {
        const Topology topology(std::move(parts));
        return "";
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

TEST(Topology, KnowsCachesAndRealmsByTheLongestPrefix) {
    Topology::Parts parts = a_topology();
    parts.caches = {net("198.18.0.10"), net("2001:db8::c0/124")};
    parts.realms = {{"north", {net("100.64.0.0/10"), net("2001:db8:1::/64")}},
                    {"south", {net("100.80.0.0/12")}}};
    const Topology topology(parts);
    EXPECT_TRUE(topology.is_cache(ip("198.18.0.10")));
    EXPECT_FALSE(topology.is_cache(ip("198.18.0.11")));
    EXPECT_TRUE(topology.is_cache(ip("2001:db8::cf")));
    EXPECT_FALSE(topology.is_cache(ip("2001:db8::d0")));
    EXPECT_EQ(topology.realm(ip("100.64.0.1")), 0);
    EXPECT_EQ(topology.realm(ip("100.80.0.1")), 1);
    EXPECT_EQ(topology.realm(ip("100.96.0.1")), 0);
    EXPECT_EQ(topology.realm(ip("2001:db8:1::1")), 0);
    EXPECT_EQ(topology.realm(ip("198.18.0.10")), Topology::kNoRealm);
}

TEST(Topology, TellsInsideAddressesInsideTheirRealmAlone) {
    Topology::Parts parts = a_topology();
    parts.realms = {{"north", {net("100.64.0.0/11")}}, {"south", {net("100.96.0.0/11")}}};
    const Topology topology(parts);
    const uint16_t north = topology.realm(ip("100.64.0.1"));
    const uint16_t outside = topology.realm(ip("198.18.0.1"));
    EXPECT_TRUE(topology.may_be_told(north, ip("100.64.0.2")));
    EXPECT_FALSE(topology.may_be_told(north, ip("100.96.0.2")));
    EXPECT_FALSE(topology.may_be_told(outside, ip("100.64.0.2")));
    EXPECT_TRUE(topology.may_be_told(north, ip("198.18.0.1")));
    EXPECT_TRUE(topology.may_be_told(outside, ip("198.18.0.1")));
}

TEST(Topology, SaysWhatDoesNotFit) {
    EXPECT_EQ(complaint(a_topology()), "");
    Topology::Parts parts = a_topology();
    parts.ranking_cost = CostMap(7);
    EXPECT_EQ(complaint(parts), "costs of 7 locations, and a map of 4");
    parts = a_topology();
    parts.map = nullptr;
    EXPECT_EQ(complaint(parts), "a topology without a network map");
    parts = a_topology();
    parts.realms = {{"north", {net("100.64.0.0/10")}}, {"south", {net("100.64.0.0/10")}}};
    EXPECT_EQ(complaint(parts), "realms: 100.64.0.0/10 is there twice");
    parts = a_topology();
    parts.caches = {net("198.18.0.10"), net("198.18.0.10")};
    EXPECT_EQ(complaint(parts), "caches: 198.18.0.10/32 is there twice");
}

}  // namespace
}  // namespace sluice
