// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/pid_selection.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

class Selecting : public testing::Test {
 protected:
    static TopologyDefinition definition(const std::string& pids) {
        return topology_of(std::string(kSomeNeighbours) + "pids:\n" + pids +
                           "  elsewhere: { default: true }\n"
                           "costs: { routing: {} }\n" +
                           std::string(kFeedsOfEachFormat));
    }
    static std::string select(const std::string& pids, const FeedEntry& said) {
        const TopologyDefinition topology = definition(pids);
        PidSelection selection(topology);
        const Pid pid = selection.select(said);
        EXPECT_EQ(selection.select(said), pid) << "the second time";
        return pid == kNoPid ? "none" : topology.pids[pid].name;
    }
    static FeedEntry route(uint8_t as_hops, uint32_t neighbour_as, uint32_t origin_as) {
        return of_path("192.0.2.0/24", as_hops, neighbour_as, origin_as);
    }
};

const std::string kRelations =
    "  own: { relation: own }\n"
    "  customers: { relation: customer }\n"
    "  peers: { relation: peer }\n"
    "  transit: { relation: transit }\n";

TEST_F(Selecting, IsByTheFirstAsOfThePath) {
    EXPECT_EQ(select(kRelations, route(0, 0, 0)), "own");
    EXPECT_EQ(select(kRelations, route(1, 64497, 64497)), "customers");
    EXPECT_EQ(select(kRelations, route(3, 64498, 64510)), "peers");
    EXPECT_EQ(select(kRelations, route(3, 64499, 64498)), "transit")
        << "a peer's network by way of transit crosses transit";
    EXPECT_EQ(select(kRelations, route(3, 64520, 64510)), "elsewhere") << "of no neighbour";
    EXPECT_EQ(select(kRelations, route(2, 64499, 64496)), "own") << "wherever the way leads";
}

TEST_F(Selecting, IsByTheOriginWhereNoPathIsSaid) {
    EXPECT_EQ(select(kRelations, of_origin("192.0.2.0/24", 64496)), "own");
    EXPECT_EQ(select(kRelations, of_origin("192.0.2.0/24", 64498)), "peers");
    EXPECT_EQ(select(kRelations, of_origin("192.0.2.0/24", 64510)), "elsewhere");
    EXPECT_EQ(select(kRelations, FeedEntry{}), "elsewhere");
}

TEST_F(Selecting, TakesTheFirstPidThatHolds) {
    const std::string cdn = "  cdn: { origin: [64510, 64511] }\n";
    EXPECT_EQ(select(cdn + kRelations, route(2, 64498, 64510)), "cdn");
    EXPECT_EQ(select(kRelations + cdn, route(2, 64498, 64510)), "peers");
    EXPECT_EQ(select(cdn + kRelations, route(2, 64498, 64512)), "peers");
}

TEST_F(Selecting, NeedsAllConditionsOfAPidAndOneOfEach) {
    const std::string near = "  near: { relation: [peer, transit], as_hops: 1-2 }\n";
    EXPECT_EQ(select(near, route(2, 64499, 64510)), "near");
    EXPECT_EQ(select(near, route(1, 64498, 64498)), "near");
    EXPECT_EQ(select(near, route(3, 64499, 64510)), "elsewhere");
    EXPECT_EQ(select(near, route(1, 64497, 64497)), "elsewhere");
    EXPECT_EQ(select("  any: { as_hops: 0-254 }\n", of_origin("192.0.2.0/24", 64510)), "elsewhere")
        << "of no path there is no length";
}

TEST_F(Selecting, IsByCountryAndRegion) {
    const std::string pids =
        "  hamburg: { region: [DE-HH, DE-SH] }\n"
        "  germany: { country: DE }\n";
    EXPECT_EQ(select(pids, of_place("192.0.2.0/24", "DE-SH")), "hamburg");
    EXPECT_EQ(select(pids, of_place("192.0.2.0/24", "DE-BY")), "germany");
    EXPECT_EQ(select(pids, of_place("192.0.2.0/24", "DE")), "germany");
    EXPECT_EQ(select(pids, of_place("192.0.2.0/24", "AT")), "elsewhere");
    EXPECT_EQ(select(pids, of_place("192.0.2.0/24", "")), "elsewhere");
    EXPECT_EQ(select("  de: { country: DE }\n", of_place("192.0.2.0/24", "DE-BY")), "de");
}

}  // namespace
}  // namespace sluice
