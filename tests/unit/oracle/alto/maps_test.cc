// SPDX-License-Identifier: Apache-2.0
// The numbers are those of the checklist of RFC 7285 that tests/alto/ asks any server.
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

bool is_name(const std::string& name) {
    return is_pid_name(name);
}

// 1, 2, 3, 4.
TEST(AltoDirectory, NamesEverythingThatIsServed) {
    SampleServer server;
    const HttpReply reply = server.get("/alto/directory");
    ASSERT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.media_type, "application/alto-directory+json");
    const Json directory = json_of(reply);
    const Json& meta = directory["meta"];
    const Json& resources = directory["resources"];
    EXPECT_EQ(meta["default-alto-network-map"], "network-map");
    ASSERT_TRUE(resources.contains("network-map"));
    std::set<std::string> uris;
    for (const auto& [id, entry] : resources.items()) {
        EXPECT_TRUE(is_name(id)) << id;
        EXPECT_TRUE(entry["uri"].is_string() && entry["media-type"].is_string());
        EXPECT_TRUE(uris.insert(entry["uri"]).second) << id;
        for (const Json& used : entry.value("uses", Json::array()))
            EXPECT_TRUE(resources.contains(used)) << id;
        if (!entry.contains("capabilities"))
            continue;
        for (const Json& type : entry["capabilities"].value("cost-type-names", Json::array()))
            EXPECT_TRUE(meta["cost-types"].contains(type)) << id;
    }
    EXPECT_EQ(resources["endpoint-property"]["capabilities"]["prop-types"],
              Json({"network-map.pid"}));
    EXPECT_FALSE(resources["endpoint-cost"].contains("uses"));  // section 11.5.1.5: MUST NOT
    EXPECT_EQ(resources["numerical-routingcost-map"]["capabilities"]["cost-type-names"].size(), 1u);
}

// 3: what it names is there, by the method that "accepts" says.
TEST(AltoDirectory, LeadsNowhereElse) {
    SampleServer server;
    const Json resources = json_of(server.get("/alto/directory"))["resources"];
    for (const auto& [id, entry] : resources.items()) {
        const std::string uri = entry["uri"];
        const HttpReply reply = server.get(uri);
        EXPECT_EQ(reply.status, entry.contains("accepts") ? 405u : 200u) << id;
        if (reply.status == 200) {
            EXPECT_EQ(reply.media_type, std::string(entry["media-type"])) << id;
        }
    }
}

// 8: "priv:" and something, at most 32 of the allowed characters.
TEST(AltoDirectory, OffersTheOperatorsOwnOrderOnlyWhereItMay) {
    AltoOptions options;
    for (const bool with_ranking : {true, false}) {
        options.with_ranking = with_ranking;
        SampleServer server(sample_parts(), options);
        const std::string text(server.get("/alto/directory").content());
        EXPECT_EQ(text.find("priv:sluice-ranking") != std::string::npos, with_ranking);
    }
    EXPECT_LE(kRankingMetric.size(), 32u);
    EXPECT_TRUE(kRankingMetric.starts_with("priv:") && kRankingMetric.size() > 5);
}

// 5, 6, 7, 10.
TEST(AltoNetworkMap, IsCompleteAndNamesItsVersion) {
    SampleServer server;
    const HttpReply reply = server.get("/alto/networkmap");
    EXPECT_EQ(reply.media_type, "application/alto-networkmap+json");
    const Json map = json_of(reply);
    EXPECT_EQ(map["meta"]["vtag"], Json({{"resource-id", "network-map"}, {"tag", "tag-\"1\""}}));
    EXPECT_EQ(map["network-map"],
              Json({{"home",
                     {{"ipv4", {"100.64.0.0/10", "192.0.2.0/24"}}, {"ipv6", {"2001:db8:1::/48"}}}},
                    {"neighbour", {{"ipv4", {"192.0.2.128/25", "198.51.100.0/25"}}}},
                    {"world", {{"ipv4", {"0.0.0.0/0"}}, {"ipv6", {"::/0"}}}}}));
}

// 10: RFC 7285, section 11.2.2.
TEST(AltoNetworkMap, WhatNoPrefixHoldsIsElsewhere) {
    Topology::Parts parts = sample_parts();
    parts.map = std::make_shared<const NetworkMap>(
        std::vector<std::string>{"home", "elsewhere", "empty"},
        std::vector<std::pair<Prefix, Pid>>{{*Prefix::parse("192.0.2.0/24"), 0},
                                            {*Prefix::parse("::/0"), 1}});
    SampleServer server(std::move(parts));
    const Json map = json_of(server.get("/alto/networkmap"))["network-map"];
    EXPECT_EQ(map["elsewhere"], Json({{"ipv6", {"::/0"}}}));
    EXPECT_EQ(map["elsewhere-2"], Json({{"ipv4", {"0.0.0.0/0"}}}));
    EXPECT_EQ(map["empty"], Json::object());
    const Json found = json_of(
        server.post(AltoResource::endpoint_property,
                    R"({"properties":["network-map.pid"],"endpoints":["ipv4:203.0.113.1"]})"));
    EXPECT_EQ(found["endpoint-properties"]["ipv4:203.0.113.1"]["network-map.pid"], "elsewhere-2");
    EXPECT_EQ(json_of(server.post(AltoResource::filtered_network_map,
                                  R"({"pids":["elsewhere-2"]})"))["network-map"],
              Json({{"elsewhere-2", {{"ipv4", {"0.0.0.0/0"}}}}}));
}

// 12.
TEST(AltoFilteredNetworkMap, HasWhatIsAskedForAndTheWholeMapsTag) {
    SampleServer server;
    const auto ask = [&](const char* body) {
        const Json reply = json_of(server.post(AltoResource::filtered_network_map, body));
        EXPECT_EQ(reply["meta"]["vtag"]["tag"], "tag-\"1\"");
        return reply["network-map"];
    };
    const Json whole = json_of(server.get("/alto/networkmap"))["network-map"];
    EXPECT_EQ(ask(R"({"pids":[]})"), whole);
    EXPECT_EQ(ask(R"({"pids":[],"address-types":[]})"), whole);
    EXPECT_EQ(ask(R"({"pids":["world","world","nobody"]})"), Json({{"world", whole["world"]}}));
    EXPECT_EQ(ask(R"({"pids":["nobody"]})"), Json::object());
    EXPECT_EQ(ask(R"({"pids":["home"],"address-types":["ipv6","ipv6","ipv9"]})"),
              Json({{"home", {{"ipv6", {"2001:db8:1::/48"}}}}}));
    EXPECT_EQ(ask(R"({"pids":["neighbour"],"address-types":["ipv6"]})"),
              Json({{"neighbour", Json::object()}}));
    EXPECT_EQ(ask(R"({"pids":["home"],"address-types":["ipv9"]})"),
              Json({{"home", Json::object()}}));
}

// 11.
TEST(AltoCostMap, TellsEveryPairThatIsKnown) {
    SampleServer server;
    const HttpReply reply = server.get("/alto/costmap/numerical/routingcost");
    EXPECT_EQ(reply.media_type, "application/alto-costmap+json");
    const Json map = json_of(reply);
    EXPECT_EQ(map["meta"]["dependent-vtags"],
              Json::array({{{"resource-id", "network-map"}, {"tag", "tag-\"1\""}}}));
    EXPECT_EQ(map["meta"]["cost-type"],
              Json({{"cost-mode", "numerical"}, {"cost-metric", "routingcost"}}));
    EXPECT_EQ(map["cost-map"], Json({{"home", {{"home", 1}, {"neighbour", 5.1}, {"world", 10}}},
                                     {"neighbour", {{"home", 5.1}, {"neighbour", 1}}},
                                     {"world", {{"home", 20}}}}));
    EXPECT_EQ(json_of(server.get("/alto/costmap/ordinal/routingcost"))["cost-map"],
              Json({{"home", {{"home", 1}, {"neighbour", 2}, {"world", 3}}},
                    {"neighbour", {{"home", 2}, {"neighbour", 1}}},
                    {"world", {{"home", 4}}}}));
}

constexpr const char* kNumerical =
    R"("cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"})";
constexpr const char* kOrdinal =
    R"("cost-type":{"cost-mode":"ordinal","cost-metric":"routingcost"})";

Json filtered(SampleServer& server, const std::string& inside) {
    return json_of(server.post(AltoResource::filtered_cost_map, "{" + inside + "}"))["cost-map"];
}

// 13.
TEST(AltoFilteredCostMap, HasThePairsThatAreAskedFor) {
    SampleServer server;
    EXPECT_EQ(filtered(server, kNumerical),
              json_of(server.get("/alto/costmap/numerical/routingcost"))["cost-map"]);
    EXPECT_EQ(filtered(server, std::string(kNumerical) +
                                   R"(,"pids":{"srcs":["home","home"],"dsts":["world","nobody"]})"),
              Json({{"home", {{"world", 10}}}}));
    EXPECT_EQ(
        filtered(server, std::string(kNumerical) + R"(,"pids":{"srcs":[],"dsts":["home"]})"),
        Json({{"home", {{"home", 1}}}, {"neighbour", {{"home", 5.1}}}, {"world", {{"home", 20}}}}));
    EXPECT_EQ(
        filtered(server, std::string(kNumerical) + R"(,"pids":{"srcs":["nobody"],"dsts":[]})"),
        Json::object());
    // Ordinals are those of the result alone.
    EXPECT_EQ(filtered(server, std::string(kOrdinal) +
                                   R"(,"pids":{"srcs":["home"],"dsts":["neighbour","world"]})"),
              Json({{"home", {{"neighbour", 1}, {"world", 2}}}}));
}

// 13: the five operators, joined by AND, on costs as they are told.
TEST(AltoFilteredCostMap, KeepsToConstraints) {
    SampleServer server;
    const auto from_home = [&](const char* constraints) {
        return filtered(server, std::string(kNumerical) +
                                    R"(,"pids":{"srcs":["home"],"dsts":[]},)" +
                                    R"("constraints":)" + constraints)
            .value("home", Json::object());
    };
    EXPECT_EQ(from_home(R"(["gt 5.1"])"), Json({{"world", 10}}));
    EXPECT_EQ(from_home(R"(["ge 5.1"])"), Json({{"neighbour", 5.1}, {"world", 10}}));
    EXPECT_EQ(from_home(R"(["lt 5.1"])"), Json({{"home", 1}}));
    EXPECT_EQ(from_home(R"(["le 5.1"])"), Json({{"home", 1}, {"neighbour", 5.1}}));
    EXPECT_EQ(from_home(R"(["eq 5.1"])"), Json({{"neighbour", 5.1}}));
    EXPECT_EQ(from_home(R"(["gt  1", "lt\t10"])"), Json({{"neighbour", 5.1}}));
    EXPECT_EQ(from_home(R"(["gt 10"])"), Json::object());
    EXPECT_EQ(from_home("[]").size(), 3u);
}

// 6: another tag when what is told changes; 19: and another entity tag, only then.
TEST(AltoMaps, AreAskedForAgainByTheirEntityTags) {
    SampleServer server;
    Topology::Parts parts = sample_parts();
    parts.routing_cost.set(0, 0, 2);
    parts.tag = "tag-2";
    SampleServer later(std::move(parts));
    for (const AltoResourceEntry& entry : kAltoResources) {
        if (!entry.accepts.empty())
            continue;
        const HttpReply reply = server.get(entry.path);
        EXPECT_FALSE(reply.entity_tag.empty()) << entry.path;
        EXPECT_EQ(reply.max_age_s, 60u) << entry.path;
        EXPECT_EQ(reply.entity_tag, SampleServer().get(entry.path).entity_tag) << entry.path;
        EXPECT_EQ(reply.entity_tag == later.get(entry.path).entity_tag,
                  entry.resource == AltoResource::directory)
            << entry.path;
    }
}

TEST(AltoMaps, ATagThatIsNoneIsRefusedBeforeItIsTold) {
    for (const std::string& tag : {std::string(), std::string(65, 'x'), std::string("a b")}) {
        Topology::Parts parts = sample_parts();
        parts.tag = tag;
        EXPECT_THROW(SampleServer(std::move(parts)), std::invalid_argument) << tag;
    }
}

}  // namespace
}  // namespace sluice
