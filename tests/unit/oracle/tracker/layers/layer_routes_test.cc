// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_routes.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/layers/layer_samples.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

const std::string kQuery = "info_hash=ZZZZZZZZZZZZZZZZZZZZ&port=6881&left=1";

struct Scene {
    std::string down(const std::string& query, const std::string& from,
                     const std::string& path = "/announce") {
        return routes.down(map, parse_http_tracker_query(path, query), query, address(from));
    }
    std::string up(const std::string& query, const AnnounceAnswer& answer) {
        return routes.up(parse_http_tracker_query("/announce", query), answer, query,
                         address("198.18.0.9"));
    }
    size_t times_up(const std::string& query, const AnnounceAnswer& answer, int times = 1'000) {
        size_t count = 0;
        for (int i = 0; i < times; ++i)
            count += up(query, answer).empty() ? 0 : 1;
        return count;
    }

    LayerMap map{
        {{announce_at({"http://192.0.2.1:6969/announce"}), prefixes({"198.18.0.0/16"}), {}},
         {announce_at({"http://192.0.2.2:6969/announce", "http://[2001:db8::2]/announce"}),
          prefixes({"198.18.4.0/24", "2001:db8:4::/48"}),
          {}}}};
    LayerRoutes routes{LayerRoutes::Above{announce_at({"http://192.0.2.9/announce"}), 20}, 1};
};

AnnounceAnswer plenty() {
    AnnounceAnswer answer;
    answer.counts = {5, 100, 0, 0};
    answer.ipv4_peers = 50;
    return answer;
}

TEST(LayerRoutes, AClientIsSentToTheTrackerOfItsPrefixWithAllThatItAsked) {
    Scene scene;
    EXPECT_EQ(scene.down(kQuery, "198.18.0.9"),
              "http://192.0.2.1:6969/announce?" + kQuery + "&sluice_hops=1.down");
    EXPECT_EQ(scene.down(kQuery, "198.18.4.9"),
              "http://192.0.2.2:6969/announce?" + kQuery + "&sluice_hops=1.down");
    EXPECT_EQ(scene.down(kQuery, "2001:db8:4::9"),
              "http://[2001:db8::2]/announce?" + kQuery + "&sluice_hops=1.down");
    EXPECT_EQ(scene.down(kQuery, "203.0.113.1"), "");
    EXPECT_EQ(scene.routes.counts().down.value(), 3u);
}

TEST(LayerRoutes, NobodyIsSentToAnAddressOfTheOtherIpVersion) {
    Scene scene;
    scene.map = LayerMap({{announce_at({"http://192.0.2.1/announce"}), prefixes({"::/0"}), {}}});
    EXPECT_EQ(scene.down(kQuery, "2001:db8::1"), "");
    scene.map =
        LayerMap({{announce_at({"http://tracker.example/announce"}), prefixes({"::/0"}), {}}});
    EXPECT_NE(scene.down(kQuery, "2001:db8::1"), "");
}

TEST(LayerRoutes, AScrapeGoesToTheScrapeOfTheSamePlace) {
    Scene scene;
    EXPECT_EQ(scene.down("info_hash=ZZZZZZZZZZZZZZZZZZZZ", "198.18.0.9", "/scrape"),
              "http://192.0.2.1:6969/scrape?info_hash=ZZZZZZZZZZZZZZZZZZZZ&sluice_hops=1.down");
}

TEST(LayerRoutes, WhatIsNoRequestIsSentNowhere) {
    Scene scene;
    EXPECT_EQ(scene.down("info_hash=short&port=1", "198.18.0.9"), "");
    EXPECT_EQ(scene.down(kQuery, "198.18.0.9", "/metrics"), "");
    EXPECT_EQ(scene.down(kQuery + "&x=" + std::string(7'000, 'x'), "198.18.0.9"), "")
        << "longer than the next one takes";
}

TEST(LayerRoutes, FourRedirectionsAreTheMostAndUpIsNeverFollowedByDown) {
    Scene scene;
    std::string query = kQuery;
    for (int hops = 1; hops <= 4; ++hops) {
        const std::string to = scene.down(query, "198.18.0.9");
        ASSERT_NE(to, "") << hops;
        query = to.substr(to.find('?') + 1);
    }
    EXPECT_EQ(scene.down(query, "198.18.0.9"), "") << "answered here";
    EXPECT_EQ(scene.routes.counts().spent.value(), 1u);
    EXPECT_EQ(scene.down(kQuery + "&sluice_hops=1.up", "198.18.0.9"), "");
}

TEST(LayerRoutes, WhoIsToldOfTooFewIsSentUpWhileTheOneAboveIsThere) {
    Scene scene;
    AnnounceAnswer few = plenty();
    few.ipv4_peers = 19;
    EXPECT_EQ(scene.up(kQuery, few), "") << "not known to be there";
    scene.routes.know_above(true);
    EXPECT_EQ(scene.up(kQuery + "&sluice_hops=1.down", few),
              "http://192.0.2.9/announce?" + kQuery + "&sluice_hops=2.up");
    EXPECT_EQ(scene.up(kQuery + "&sluice_hops=4.down", few), "") << "so often that it is answered";
    AnnounceAnswer no_seed = plenty();
    no_seed.counts.seeds = 0;
    EXPECT_NE(scene.up(kQuery, no_seed), "") << "nobody here has the whole";
    AnnounceAnswer full;
    full.refusal = Refusal::full;
    EXPECT_NE(scene.up(kQuery, full), "");
    full.refusal = Refusal::denied;
    EXPECT_EQ(scene.up(kQuery, full), "") << "a refusal is an answer";
    scene.routes.know_above(false);
    EXPECT_EQ(scene.up(kQuery, few), "") << "nobody is sent to one that is not there";
}

TEST(LayerRoutes, OfThoseWhoAreToldOfEnoughATenthGoesUp) {
    Scene scene;
    scene.routes.know_above(true);
    const size_t times = scene.times_up(kQuery, plenty());
    EXPECT_GT(times, 60u);
    EXPECT_LT(times, 140u);
    EXPECT_EQ(scene.times_up(kQuery + "&event=stopped", plenty()), 1'000u)
        << "who was told of up there is forgotten there, too";
    EXPECT_EQ(scene.times_up(kQuery + "&event=completed", plenty()), 1'000u);
    AnnounceAnswer few = plenty();
    few.ipv4_peers = 5;
    EXPECT_LT(scene.times_up(kQuery + "&numwant=5", few), 140u) << "it did not want more";
}

TEST(LayerRoutes, WithoutOneAboveNobodyIsSentUp) {
    Scene scene;
    LayerRoutes lonely(std::nullopt, 1);
    lonely.know_above(true);
    EXPECT_EQ(
        lonely.up(parse_http_tracker_query("/announce", kQuery), {}, kQuery, address("198.18.0.9")),
        "");
}

}  // namespace
}  // namespace sluice
