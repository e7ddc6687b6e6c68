// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/endpoint_costs.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

std::vector<float> told(const Topology& topology, const std::string& source,
                        const std::vector<IpAddress>& destinations) {
    std::vector<float> costs(destinations.size(), -1);
    endpoint_costs(topology, topology.routing_cost(), ip(source), destinations, costs);
    return costs;
}

TEST(EndpointCosts, AreThoseBetweenTheLocations) {
    const Topology topology(a_topology());
    EXPECT_EQ(told(topology, "198.18.0.1",
                   {ip("198.18.1.1"), ip("8.8.8.8"), ip("2001:db8:2::1"), ip("198.18.0.1")}),
              (std::vector<float>{80, CostMap::kUnknown, 70, 100}));
    EXPECT_EQ(told(topology, "8.8.8.8", {ip("198.18.1.1")}), std::vector<float>{CostMap::kUnknown});
}

TEST(EndpointCosts, OfInsideAddressesAreNotKnownOutside) {
    Topology::Parts parts = a_topology();
    parts.realms = {{"north", {net("100.64.0.0/10")}}};
    const Topology topology(parts);
    EXPECT_EQ(told(topology, "198.18.0.1", {ip("100.64.0.1")}),
              std::vector<float>{CostMap::kUnknown});
    EXPECT_EQ(told(topology, "100.64.0.2", {ip("100.64.0.1")}), std::vector<float>{100});
}

TEST(EndpointCosts, AreOfEachWhereThereAreMany) {
    const Topology topology(a_topology());
    std::vector<IpAddress> destinations;
    std::vector<float> expected;
    for (size_t i = 0; i < 1'000; ++i) {
        destinations.push_back(ip(i % 3 == 0   ? "198.18.0.9"
                                  : i % 3 == 1 ? "2001:db8:1::1"
                                               : "198.19.0.1"));
        expected.push_back(i % 3 == 0 ? 100 : i % 3 == 1 ? 80 : 70);
    }
    EXPECT_EQ(told(topology, "198.18.0.1", destinations), expected);
}

TEST(Ordinals, RankFromOneWithTiesAndWithoutTheUnknown) {
    std::vector<float> work;
    std::vector<uint32_t> places(6);
    ordinals(std::vector<float>{7, 2.5F, CostMap::kUnknown, 7, 0, 1e30F}, places, work);
    EXPECT_EQ(places, (std::vector<uint32_t>{3, 2, 0, 3, 1, 4}));
    ordinals({}, {}, work);
    std::vector<uint32_t> one(1);
    ordinals(std::vector<float>{CostMap::kUnknown}, one, work);
    EXPECT_EQ(one[0], 0u);
}

}  // namespace
}  // namespace sluice
