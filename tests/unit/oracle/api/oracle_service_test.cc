// SPDX-License-Identifier: Apache-2.0
#include "oracle/api/oracle_service.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

class ADesk : public OracleDesk {
 public:
    std::shared_ptr<const Topology> topology() const override { return topology_; }
    std::vector<FeedState> feeds() const override { return feeds_; }
    std::vector<LinkState> links() const override { return links_; }
    Reloaded reload() override { return reloaded_; }

    std::shared_ptr<const Topology> topology_ = std::make_shared<const Topology>(a_topology());
    std::vector<FeedState> feeds_;
    std::vector<LinkState> links_;
    Reloaded reloaded_;
};

class OracleServiceTest : public testing::Test {
 protected:
    v1::OracleCostResponse cost(const std::string& from, const std::vector<std::string>& to) {
        v1::OracleCostRequest request;
        request.set_source(from);
        request.mutable_destinations()->Assign(to.begin(), to.end());
        v1::OracleCostResponse response;
        status_ = service_.Cost(nullptr, &request, &response);
        return response;
    }
    v1::OracleRankResponse rank(v1::OracleRankRequest request, const std::string& source,
                                const std::vector<std::string>& peers) {
        request.set_source(source);
        request.mutable_peers()->Assign(peers.begin(), peers.end());
        v1::OracleRankResponse response;
        status_ = service_.Rank(nullptr, &request, &response);
        return response;
    }
    v1::OracleMapResponse map(const std::vector<std::string>& names, bool prefixes) {
        v1::OracleMapRequest request;
        request.mutable_locations()->Assign(names.begin(), names.end());
        request.set_prefixes(prefixes);
        v1::OracleMapResponse response;
        status_ = service_.Map(nullptr, &request, &response);
        return response;
    }
    v1::OracleStatusResponse status() {
        v1::OracleStatusResponse response;
        status_ = service_.Status(nullptr, nullptr, &response);
        return response;
    }

    ADesk desk_;
    OracleService service_{desk_, 1};
    grpc::Status status_;
};

TEST_F(OracleServiceTest, TellsTheMapAndHowItsFeedsAre) {
    FeedState good;
    good.name = "routes";
    good.age_s = 90.5;
    FeedState never;
    never.name = "geo";
    never.is_stale = true;
    never.objection = "is\ncut";
    desk_.feeds_ = {good, never};
    const auto told = status();
    ASSERT_TRUE(status_.ok());
    EXPECT_EQ(told.tag(), "a-tag");
    EXPECT_EQ(told.locations(), 4u);
    EXPECT_EQ(told.prefixes(), 9u);
    EXPECT_GT(told.topology_bytes(), 0u);
    ASSERT_EQ(told.feeds_size(), 2);
    EXPECT_EQ(told.feeds(0).age().seconds(), 90);
    EXPECT_EQ(told.feeds(0).age().nanos(), 500'000'000);
    EXPECT_FALSE(told.feeds(1).has_age());
    EXPECT_TRUE(told.feeds(1).stale());
    EXPECT_EQ(told.feeds(1).objection(), "is?cut");
}

TEST_F(OracleServiceTest, TellsHowLoadedLinksAreAndWhatThatAdds) {
    desk_.links_ = {{"transit", 2.5, {0.25, 0.875}, {0, 12}, ""},
                    {"peering", std::nullopt, {}, {}, "nobody\nanswers"}};
    const auto told = status();
    ASSERT_EQ(told.links_size(), 2);
    EXPECT_EQ(told.links(0).name(), "transit");
    EXPECT_EQ(told.links(0).age().seconds(), 2);
    EXPECT_EQ(told.links(0).utilisation().up(), 0.25);
    EXPECT_EQ(told.links(0).utilisation().down(), 0.875);
    EXPECT_EQ(told.links(0).added_cost().down(), 12);
    EXPECT_EQ(told.links(0).objection(), "");
    EXPECT_FALSE(told.links(1).has_age());
    EXPECT_EQ(told.links(1).objection(), "nobody?answers");
}

TEST_F(OracleServiceTest, TellsLocationsAndWhatIsInThem) {
    EXPECT_EQ(map({}, false).locations_size(), 4);
    const auto region = map({"region"}, true);
    ASSERT_EQ(region.locations_size(), 1);
    EXPECT_EQ(region.locations(0).prefix_count(), 2u);
    EXPECT_EQ(region.locations(0).prefixes(0), "198.18.1.0/24");
    EXPECT_EQ(region.locations(0).prefixes(1), "2001:db8:1::/48");
    map({"nowhere"}, false);
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(status_.error_message(), "there is no location 'nowhere'");
}

TEST_F(OracleServiceTest, TellsCostsOfAddressesAndOfLocations) {
    const auto costs = cost("198.18.0.1", {"198.18.1.7", "transit", "2001:db9::1"});
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_EQ(costs.source_location(), "home");
    ASSERT_EQ(costs.costs_size(), 3);
    EXPECT_EQ(costs.costs(0).location(), "region");
    EXPECT_EQ(costs.costs(0).ranking(), 20);
    EXPECT_EQ(costs.costs(0).routing(), 80);
    EXPECT_EQ(costs.costs(1).ranking(), 40);
    EXPECT_EQ(costs.costs(2).location(), "");
    EXPECT_FALSE(costs.costs(2).has_routing()) << "nothing is known of it";
    EXPECT_EQ(cost("home", {}).costs_size(), 4) << "all locations";
    cost("home", {"region", "x"});
    EXPECT_EQ(status_.error_message(), "destinations[1]: 'x' is no address and no location's name");
    cost("", {});
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(OracleServiceTest, RanksPeersAsTheyWereGiven) {
    const std::vector<std::string> peers = {"203.0.113.1:1", "198.19.0.1", "198.18.1.1:5",
                                            "[2001:db8::7]:6881", "198.18.0.1:7"};
    const auto told = rank({}, "198.18.0.9", peers);
    ASSERT_EQ(told.peers_size(), 5);
    EXPECT_EQ(told.peers(3).peer(), "198.19.0.1");
    EXPECT_EQ(told.peers(3).location(), "peering");
    EXPECT_EQ(told.peers(4).peer(), "203.0.113.1:1");
    EXPECT_EQ(told.peers(0).tier(), 0u);
    EXPECT_EQ(told.left_out(), 0u);

    v1::OracleRankRequest once;
    once.set_shared_address(v1::OracleRankRequest::SHARED_ADDRESS_ONCE);
    EXPECT_EQ(rank(once, "198.18.0.9", {"198.18.0.1:1", "198.18.0.1:2"}).left_out(), 1u);

    rank({}, "198.18.0.9", {"198.18.0.1:1", "tracker.example.net:1"});
    EXPECT_EQ(status_.error_message(),
              "peers[1]: 'tracker.example.net:1' is no address; write 192.0.2.1:6881 or "
              "[2001:db8::1]:6881");
    rank({}, "home", {});
    EXPECT_EQ(status_.error_message(), "source: 'home' is no address");
    rank({}, "198.18.0.9", std::vector<std::string>(10'001, "198.18.0.1"));
    EXPECT_EQ(status_.error_message(), "peers: more than 10000");
}

TEST_F(OracleServiceTest, SaysWhatReloadingCameTo) {
    v1::OracleReloadResponse response;
    desk_.reloaded_ = {.is_new = false, .lines = {"t.yaml:1: x", "not reloaded"}};
    ASSERT_TRUE(service_.Reload(nullptr, nullptr, &response).ok());
    EXPECT_FALSE(response.reloaded());
    EXPECT_EQ(response.lines_size(), 2);
}

TEST_F(OracleServiceTest, IsNotAvailableBeforeThereIsATopology) {
    desk_.topology_ = nullptr;
    status();
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
    cost("home", {});
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
    rank({}, "198.18.0.1", {});
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
    map({}, true);
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace sluice
