// SPDX-License-Identifier: Apache-2.0
// Trackers of several layers, and a client that follows where they send it.
#include <array>
#include <map>

#include <gtest/gtest.h>

#include "http/request_target.h"
#include "oracle/tracker/http_handlers.h"
#include "tests/unit/oracle/tracker/layers/layer_samples.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

struct Node {
    explicit Node(std::optional<LayerRoutes::Above> above = std::nullopt)
        : routes(std::move(above), 1), handler(tracker, routes) {
        routes.know_above(true);
    }
    void below(std::vector<LayerMap::Layer> layers) {
        tracker.tracker.use(std::make_shared<const LayerMap>(std::move(layers)));
    }
    uint64_t announces() const { return handler.counts().announces.value(); }

    SharedTracker tracker{TrackerSettings{}, {1, 2}, 3};
    LayerRoutes routes;
    TrackerHandler handler;
};

class Client {
 public:
    explicit Client(std::map<std::string, Node*> nodes) : nodes_(std::move(nodes)) {}

    // The body in the end; empty: sent around more often than clients follow.
    std::string announce(const std::string& host, const std::string& from,
                         const std::string& more = "") {
        std::string url =
            "http://" + host + "/announce?info_hash=ZZZZZZZZZZZZZZZZZZZZ&port=6881&left=1" + more;
        for (hops = 0; hops <= 5; ++hops) {
            const RequestTarget target = read_request_target(url);
            HttpRequest request;
            request.method = "GET";
            request.target = url;
            request.client = address(from);
            const HttpReply reply =
                nodes_.at(std::string(*target.authority))->handler.answer(request);
            if (reply.status != 302)
                return reply.body;
            EXPECT_TRUE(reply.body.empty());
            url = reply.location;
        }
        return "";
    }

    int hops = 0;

 private:
    std::map<std::string, Node*> nodes_;
};

LayerMap::Layer layer(const std::string& host, const std::vector<std::string>& of,
                      const std::vector<std::string>& caches = {}) {
    return {announce_at({"http://" + host + "/announce"}), prefixes(of), prefixes(caches)};
}

LayerRoutes::Above above(const std::string& host, uint32_t enough = 20) {
    return {announce_at({"http://" + host + "/announce"}), enough};
}

TEST(HttpLayers, ALoopBetweenTrackersEndsInAnAnswer) {
    Node one, other;
    one.below({layer("other", {"198.18.0.0/15"})});
    other.below({layer("one", {"198.18.0.0/15"})});
    Client client({{"one", &one}, {"other", &other}});
    EXPECT_NE(client.announce("one", "198.18.0.1"), "");
    EXPECT_EQ(client.hops, 4);
    EXPECT_EQ(one.announces() + other.announces(), 1u);
    EXPECT_EQ(one.routes.counts().spent.value() + other.routes.counts().spent.value(), 1u);
}

TEST(HttpLayers, ATrackerThatRegisteredWithItselfStillAnswers) {
    Node one;
    one.below({layer("one", {"198.18.0.0/15"})});
    Client client({{"one", &one}});
    EXPECT_NE(client.announce("one", "198.18.0.1"), "");
    EXPECT_EQ(one.announces(), 1u);
}

TEST(HttpLayers, TrackersThatSendUpToEachOtherStillAnswer) {
    Node one(above("other")), other(above("one"));
    Client client({{"one", &one}, {"other", &other}});
    EXPECT_NE(client.announce("one", "198.18.0.1"), "");
}

TEST(HttpLayers, OverThreeLevelsASparseSwarmIsFoundAllTheWayUp) {
    Node global, metro(above("global")), suburb(above("metro"));
    global.below({layer("metro", {"198.18.0.0/16"})});
    metro.below({layer("suburb", {"198.18.4.0/24"})});
    Client client({{"global", &global}, {"metro", &metro}, {"suburb", &suburb}});
    const std::string far = client.announce("global", "203.0.113.1");
    EXPECT_EQ(client.hops, 0) << "nobody's prefix: the global one answers itself";
    const std::string near = client.announce("global", "198.18.4.1");
    EXPECT_EQ(client.hops, 4) << "down to the suburb and up again";
    EXPECT_NE(near.find(std::string("\xcb\x00\x71\x01", 4)), std::string::npos)
        << "and is told of who is far away";
    EXPECT_EQ(suburb.announces(), 1u);
    EXPECT_EQ(metro.announces(), 1u);
    EXPECT_EQ(global.announces(), 2u);
    client.announce("global", "198.18.4.1", "&event=stopped");
    EXPECT_EQ(suburb.tracker.tracker.swarms().count(), 0u);
    EXPECT_EQ(metro.tracker.tracker.swarms().count(), 0u);
    EXPECT_EQ(global.tracker.tracker.swarms().peers(PeerKind::leecher), 1u)
        << "who goes is forgotten at every level";
}

TEST(HttpLayers, ASwarmThatHasEnoughStaysWhereItIs) {
    Node global, metro(above("global", 10));
    global.below({layer("metro", {"198.18.0.0/16"})});
    Client client({{"global", &global}, {"metro", &metro}});
    for (int i = 1; i <= 100; ++i)
        client.announce("global", "198.18.0." + std::to_string(i), i == 1 ? "&left=0" : "");
    const uint64_t before = global.announces();
    for (int i = 1; i <= 100; ++i)
        client.announce("global", "198.18.0." + std::to_string(i), i == 1 ? "&left=0" : "");
    EXPECT_LT(global.announces() - before, 25u) << "a tenth goes up";
    EXPECT_GT(global.announces() - before, 0u);
    EXPECT_EQ(metro.announces(), 200u);
}

TEST(HttpLayers, WhereTheRegistrationHasLapsedTheOneAboveAnswers) {
    Node global, metro(above("global"));
    global.below({layer("metro", {"198.18.0.0/16"})});
    Client client({{"global", &global}, {"metro", &metro}});
    global.below({});
    client.announce("global", "198.18.0.1");
    EXPECT_EQ(client.hops, 0);
    EXPECT_EQ(global.announces(), 1u);
}

TEST(HttpLayers, WhatTheOneAboveDoesNotServeIsRefusedThere) {
    Node global, metro;
    global.below({layer("metro", {"198.18.0.0/16"})});
    global.tracker.tracker.use(
        std::make_shared<const HashList>(HashList::Meaning::allow, std::vector<InfoHash>{}));
    Client client({{"global", &global}, {"metro", &metro}});
    EXPECT_NE(client.announce("global", "198.18.0.1").find("not served here"), std::string::npos);
    EXPECT_EQ(client.hops, 0);
    EXPECT_EQ(metro.announces(), 0u);
}

// RFC 5594, section 5.1.3: caches are known where the swarm is tracked.
TEST(HttpLayers, ARegisteredCacheIsToldFirstToClientsOfItsLayerAlone) {
    Node global;
    AnnounceRequest request{hash_number(1), 6'881, {}, false};
    request.wanted = 10;
    const auto announce = [&](const std::string& from) {
        std::array<uint8_t, 60> room{};
        const auto answer =
            global.tracker.tracker.announce(request, address(from), 10'000, {room, {}});
        // The cache is 198.18.255.1; what is told first is at the beginning.
        EXPECT_EQ(answer.ipv4_peers, 10u);
        return room[2] == 255 && room[3] == 1;
    };
    request.wanted = 0;
    const auto join = [&](const std::string& from) {
        global.tracker.tracker.announce(request, address(from), 10'000, {});
    };
    for (int i = 1; i <= 200; ++i) {
        join("198.18.0." + std::to_string(i));
        join("203.0.113." + std::to_string(i));
    }
    join("198.18.255.1");
    request.wanted = 10;
    global.below({layer("metro", {"198.18.0.0/16"}, {"198.18.255.1/32"})});
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(announce("198.18.0.7"));
    int first = 0;
    for (int i = 0; i < 20; ++i)
        first += announce("203.0.113.7") ? 1 : 0;
    EXPECT_LT(first, 5);
    global.below({});
    first = 0;
    for (int i = 0; i < 20; ++i)
        first += announce("198.18.0.7") ? 1 : 0;
    EXPECT_LT(first, 5) << "after it has gone it is one among others";
}

}  // namespace
}  // namespace sluice
