// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/tracker_config.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string complaints_of(std::string_view text) {
    std::string lines;
    for (const Complaint& complaint : parse_tracker_config(text, "t.yaml").complaints)
        lines += complaint.to_string() + "\n";
    return lines;
}

TEST(TrackerConfig, AnAddressIsEnough) {
    const auto parsed = parse_tracker_config("udp: [\"198.51.100.1:6969\"]", "t.yaml");
    ASSERT_TRUE(parsed.config) << complaints_of("udp: [\"198.51.100.1:6969\"]");
    EXPECT_EQ(parsed.config->udp.size(), 1u);
    EXPECT_TRUE(parsed.config->http.empty());
    EXPECT_EQ(parsed.config->settings.interval_s, 1'800u);
    EXPECT_FALSE(parsed.config->metrics);
}

TEST(TrackerConfig, ReadsEveryKey) {
    const auto parsed = parse_tracker_config(R"(
udp: ["198.51.100.1:6969", "[2001:db8::1]:6969"]
http: ["198.51.100.1:6969"]
udp_threads: 2
http_limits: { connections: 500, idle: 5s }
interval: 10m
peers: { usual: 30, most: 100, enough: 20 }
limits: { swarms: 10, peers: 20, peers_per_swarm: 30, peers_per_source: 40 }
accept: [10.0.0.0/8]
hashes: { allow: /etc/sluice/hashes }
topology: /etc/sluice/topology.yaml
metrics: { address: "127.0.0.1:9466" }
)",
                                             "t.yaml");
    ASSERT_TRUE(parsed.config);
    const TrackerConfig& config = *parsed.config;
    EXPECT_EQ(config.udp[1].to_string(), "[2001:db8::1]:6969");
    EXPECT_EQ(config.http.size(), 1u);
    EXPECT_EQ(config.udp_threads, 2u);
    EXPECT_EQ(config.http_limits.connections, 500u);
    EXPECT_EQ(config.settings.interval_s, 600u);
    EXPECT_EQ(config.settings.peers_usual, 30u);
    EXPECT_EQ(config.settings.peers_most, 100u);
    EXPECT_EQ(config.settings.peers_enough, 20u);
    EXPECT_EQ(config.settings.limits.swarms, 10u);
    EXPECT_EQ(config.settings.limits.peers_per_source, 40u);
    EXPECT_TRUE(config.settings.addresses.takes(*IpAddress::parse("10.1.2.3")));
    EXPECT_FALSE(config.settings.addresses.takes(*IpAddress::parse("192.168.1.1")));
    EXPECT_EQ(config.hash_list, HashList::Meaning::allow);
    EXPECT_EQ(config.hash_file, "/etc/sluice/hashes");
    EXPECT_EQ(config.topology, "/etc/sluice/topology.yaml");
    EXPECT_EQ(config.metrics->port, 9'466);
}

constexpr std::string_view kLayers = R"(
http: ["198.51.100.1:6969"]
layers:
  below:
    listen: ["198.51.100.1:6970"]
    tls: { certificate: /c.pem, key: /k.pem }
    trackers:
      - { name: metro, token: /metro.token, prefixes: [198.18.0.0/16, "2001:db8::/48"] }
  above:
    register: https://203.0.113.1:6970/layers/v1/registration
    token: /own.token
    announce: http://203.0.113.1:6969/announce
    own: ["http://198.51.100.1:6969/announce", "http://[2001:db8::1]:6969/announce"]
    prefixes: [198.18.0.0/15]
    caches: [198.18.0.5]
    lifetime: 1m
    enough: 30
)";

TEST(TrackerConfig, ReadsLayers) {
    const auto parsed = parse_tracker_config(kLayers, "t.yaml");
    ASSERT_TRUE(parsed.config) << complaints_of(kLayers);
    const LayersConfig& layers = parsed.config->layers;
    ASSERT_TRUE(layers.below);
    EXPECT_EQ(layers.below->listen[0].port, 6'970);
    EXPECT_EQ(layers.below->trackers[0].name, "metro");
    EXPECT_EQ(layers.below->trackers[0].prefixes.size(), 2u);
    ASSERT_TRUE(layers.above);
    EXPECT_EQ(layers.above->registration.host, "203.0.113.1");
    EXPECT_EQ(layers.above->own.announce.urls().size(), 2u);
    EXPECT_EQ(layers.above->own.caches.size(), 1u);
    EXPECT_EQ(layers.above->own.lifetime_s, 60u);
    EXPECT_EQ(layers.routes.enough, 30u);
}

TEST(TrackerConfig, SaysWhatIsWrongWithLayers) {
    const auto with = [](std::string text, const std::string& what, const std::string& instead) {
        text.replace(text.find(what), what.size(), instead);
        return complaints_of(text);
    };
    const std::string good(kLayers);
    EXPECT_NE(with(good, "https://203", "http://203").find("is no place to register at"),
              std::string::npos)
        << "a token is not sent in the clear";
    EXPECT_NE(with(good, "http: [", "udp: [").find("has layers and no http"), std::string::npos);
    EXPECT_NE(with(good, "6969/announce\n    own", "6969/\n    own").find("is no URL"),
              std::string::npos);
    EXPECT_NE(with(good, "lifetime: 1m", "lifetime: 5s").find("must be from 10s to 24h"),
              std::string::npos);
    EXPECT_NE(with(good, "    token: /own.token\n", "").find("token"), std::string::npos);
    EXPECT_NE(with(good, "    tls: { certificate: /c.pem, key: /k.pem }\n", "").find("tls"),
              std::string::npos);
}

TEST(TrackerConfig, SaysWhatIsWrongAndWhatWouldBeRight) {
    const auto says = [](std::string_view text, std::string_view what) {
        const std::string complaints = complaints_of(text);
        return complaints.find(what) != std::string::npos
                   ? testing::AssertionSuccess()
                   : testing::AssertionFailure() << complaints;
    };
    EXPECT_TRUE(says("", "t.yaml"));
    EXPECT_TRUE(says("udp: []", "is empty"));
    EXPECT_TRUE(
        says("interval: 30m", "names no address to listen on; write udp: [192.0.2.1:6969]"));
    EXPECT_TRUE(says("udp: [\"0.0.0.0:6969\"]", "name each one"));
    EXPECT_TRUE(says("udp: [\"[::]:6969\"]", "name each one"));
    EXPECT_TRUE(says("udp: [here]", "'here' is no address"));
    const std::string good = "udp: [\"192.0.2.1:6969\"]\n";
    EXPECT_TRUE(says(good + "intervall: 30m", "t.yaml:2: "));
    EXPECT_TRUE(says(good + "interval: 30", "unit"));
    EXPECT_TRUE(says(good + "interval: 5s", "must be from 1m to 6h"));
    EXPECT_TRUE(says(good + "peers: { usual: 60, most: 50 }", "'usual' is more than 'most'"));
    EXPECT_TRUE(says(good + "hashes: { allow: a, deny: b }", "one of them"));
    EXPECT_TRUE(says(good + "hashes: {}", "one of them"));
    EXPECT_TRUE(says(good + "accept: [10.0.0.1/8]", "t.yaml:2: accept[0]"));
    EXPECT_TRUE(says(good + "topology: []", "topology"));
    EXPECT_TRUE(says(good + "upstream: { announce: here, hashes: /h }", "is no URL of a tracker"));
    EXPECT_TRUE(
        says(good + "upstream: { announce: \"http://a/announce\" }", "says of no torrents"));
    EXPECT_TRUE(says(good + "udp_threads: 0", "udp_threads"));
}

}  // namespace
}  // namespace sluice
