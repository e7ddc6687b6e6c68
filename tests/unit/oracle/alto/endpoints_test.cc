// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

std::string cost_question(const char* mode, const char* endpoints,
                          const char* metric = "routingcost", const char* more = "") {
    return std::string(R"({"cost-type":{"cost-mode":")") + mode + R"(","cost-metric":")" + metric +
           R"("},"endpoints":)" + endpoints + more + "}";
}

Json costs(SampleServer& server, const std::string& body) {
    const HttpReply reply = server.post(AltoResource::endpoint_cost, body);
    EXPECT_EQ(reply.status, 200u) << reply.content();
    return json_of(reply).value("endpoint-cost-map", Json());
}

// 14.
TEST(AltoEndpointProperty, TellsTheLocationOfEach) {
    SampleServer server;
    const HttpReply reply = server.post(AltoResource::endpoint_property,
                                        R"({"properties":["network-map.pid","network-map.pid"],
            "endpoints":["ipv4:192.0.2.1","ipv4:192.0.2.200","ipv6:2001:db8:1::1",
                         "ipv6:2001:db8:2::1","ipv4:192.0.2.1"]})");
    EXPECT_EQ(reply.media_type, "application/alto-endpointprop+json");
    const Json told = json_of(reply);
    EXPECT_EQ(told["meta"]["dependent-vtags"],
              Json::array({{{"resource-id", "network-map"}, {"tag", "tag-\"1\""}}}));
    const auto in = [](const char* pid) { return Json({{"network-map.pid", pid}}); };
    EXPECT_EQ(told["endpoint-properties"], Json({{"ipv4:192.0.2.1", in("home")},
                                                 {"ipv4:192.0.2.200", in("neighbour")},
                                                 {"ipv6:2001:db8:1::1", in("home")},
                                                 {"ipv6:2001:db8:2::1", in("world")}}));
}

// 15.
TEST(AltoEndpointCost, TellsWhatReachingEachCosts) {
    SampleServer server;
    const HttpReply reply =
        server.post(AltoResource::endpoint_cost,
                    cost_question("numerical", R"({"srcs":["ipv4:192.0.2.1","ipv4:198.51.100.1"],
                                       "dsts":["ipv4:192.0.2.9","ipv6:2001:db8:9::1"]})"));
    EXPECT_EQ(reply.media_type, "application/alto-endpointcost+json");
    const Json told = json_of(reply);
    EXPECT_EQ(told["meta"],
              Json({{"cost-type", {{"cost-mode", "numerical"}, {"cost-metric", "routingcost"}}}}));
    EXPECT_EQ(told["endpoint-cost-map"],
              Json({{"ipv4:192.0.2.1", {{"ipv4:192.0.2.9", 1}, {"ipv6:2001:db8:9::1", 10}}},
                    {"ipv4:198.51.100.1", {{"ipv4:192.0.2.9", 5.1}}}}));
}

// 15: an absent or empty list is the client.
TEST(AltoEndpointCost, WhoSaysNotWhereFromIsTheClient) {
    SampleServer server;
    const Json expected = {{"ipv4:192.0.2.1", {{"ipv4:198.51.100.1", 5.1}}}};
    EXPECT_EQ(costs(server, cost_question("numerical", R"({"dsts":["ipv4:198.51.100.1"]})")),
              expected);
    EXPECT_EQ(
        costs(server, cost_question("numerical", R"({"srcs":[],"dsts":["ipv4:198.51.100.1"]})")),
        expected);
    EXPECT_EQ(costs(server, cost_question("numerical", R"({"srcs":["ipv4:198.51.100.1"]})")),
              Json({{"ipv4:198.51.100.1", {{"ipv4:192.0.2.1", 5.1}}}}));
    server.client = *IpAddress::parse("2001:db8:1::7");
    EXPECT_EQ(costs(server, cost_question("numerical", R"({"dsts":["ipv4:198.51.100.1"]})")),
              Json({{"ipv6:2001:db8:1::7", {{"ipv4:198.51.100.1", 5.1}}}}));
}

// 15: ordinals are those of the result alone, equal for equal costs.
TEST(AltoEndpointCost, OrdinalsBeginAtOneInEachResult) {
    SampleServer server;
    EXPECT_EQ(
        costs(server, cost_question("ordinal", R"({"dsts":["ipv4:203.0.113.1",
                            "ipv4:198.51.100.1","ipv4:198.51.100.2"]})")),
        Json({{"ipv4:192.0.2.1",
               {{"ipv4:203.0.113.1", 2}, {"ipv4:198.51.100.1", 1}, {"ipv4:198.51.100.2", 1}}}}));
    EXPECT_EQ(costs(server, cost_question("ordinal", R"({"dsts":["ipv4:203.0.113.1"]})")),
              Json({{"ipv4:192.0.2.1", {{"ipv4:203.0.113.1", 1}}}}));
}

TEST(AltoEndpointCost, WhatIsThereTwiceCountsOnce) {
    SampleServer server;
    const HttpReply reply = server.post(
        AltoResource::endpoint_cost,
        cost_question("numerical", R"({"dsts":["ipv6:2001:db8:1::1","ipv6:2001:DB8:1:0::1"]})"));
    EXPECT_EQ(reply.content(),
              R"({"meta":{"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"}},)"
              R"("endpoint-cost-map":{"ipv4:192.0.2.1":{"ipv6:2001:db8:1::1":1}}})");
}

TEST(AltoEndpointCost, KeepsToConstraints) {
    SampleServer server;
    const char* const three = R"({"dsts":["ipv4:192.0.2.9","ipv4:198.51.100.1","ipv4:8.8.8.8"]})";
    EXPECT_EQ(costs(server, cost_question("numerical", three, "routingcost",
                                          R"(,"constraints":["ge 5.1","lt 10"])")),
              Json({{"ipv4:192.0.2.1", {{"ipv4:198.51.100.1", 5.1}}}}));
    EXPECT_EQ(
        costs(server, cost_question("ordinal", three, "routingcost", R"(,"constraints":["le 2"])")),
        Json({{"ipv4:192.0.2.1", {{"ipv4:192.0.2.9", 1}, {"ipv4:198.51.100.1", 2}}}}));
}

// An address inside a NAT means another host to whoever is outside.
TEST(AltoEndpointCost, WhatIsInsideARealmIsToldInsideAlone) {
    SampleServer server;
    const char* const inside = R"({"dsts":["ipv4:100.64.0.9","ipv4:192.0.2.9"]})";
    EXPECT_EQ(costs(server, cost_question("numerical", inside)),
              Json({{"ipv4:192.0.2.1", {{"ipv4:192.0.2.9", 1}}}}));
    server.client = *IpAddress::parse("100.64.0.1");
    EXPECT_EQ(costs(server, cost_question("numerical", inside))["ipv4:100.64.0.1"].size(), 2u);
}

constexpr const char* kFour = R"({"dsts":["ipv4:192.0.2.9","ipv4:198.51.100.1","ipv4:8.8.8.8",
                                          "ipv4:8.8.4.4"]})";

// Places 1 to 4, each once: neither costs nor what costs the same.
TEST(AltoRanking, TellsAnOrderAndNothingElse) {
    SampleServer server;
    const std::string question = cost_question("ordinal", kFour, "priv:sluice-ranking");
    std::set<std::string> firsts;
    for (int i = 0; i < 100; ++i) {
        const HttpReply reply = server.post(AltoResource::endpoint_cost, question);
        const Json told = json_of(reply)["endpoint-cost-map"]["ipv4:192.0.2.1"];
        std::set<int> places;
        for (const auto& [address, place] : told.items()) {
            places.insert(place.get<int>());
            if (place == 1)
                firsts.insert(address);
        }
        EXPECT_EQ(places, (std::set<int>{1, 2, 3, 4})) << reply.content();
        EXPECT_EQ(told["ipv4:198.51.100.1"], 4) << reply.content();
        for (const char* cost : {"600", "700", "800"})
            EXPECT_EQ(reply.content().find(cost), std::string_view::npos) << reply.content();
    }
    EXPECT_GE(firsts.size(), 2u);  // two are equally far
}

TEST(AltoRanking, ComparesNothingBetweenSources) {
    SampleServer server;
    const HttpReply two =
        server.post(AltoResource::endpoint_cost,
                    cost_question("ordinal", R"({"srcs":["ipv4:192.0.2.1","ipv4:8.8.8.8"],
                                     "dsts":["ipv4:192.0.2.9"]})",
                                  "priv:sluice-ranking"));
    EXPECT_EQ(two.status, 400u);
    EXPECT_EQ(json_of(two)["meta"]["field"], "endpoints/srcs");
    const HttpReply numbers = server.post(AltoResource::endpoint_cost,
                                          cost_question("numerical", kFour, "priv:sluice-ranking"));
    EXPECT_EQ(json_of(numbers)["meta"]["field"], "cost-type/cost-mode");
}

TEST(AltoRanking, IsNotThereWhereItIsNotOffered) {
    AltoOptions options;
    options.with_ranking = false;
    SampleServer server(sample_parts(), options);
    const HttpReply reply = server.post(AltoResource::endpoint_cost,
                                        cost_question("ordinal", kFour, "priv:sluice-ranking"));
    EXPECT_EQ(json_of(reply)["meta"]["field"], "cost-type/cost-metric");
}

TEST(AltoSort, ReturnsTheLinesBestFirst) {
    SampleServer server;
    const HttpReply reply =
        server.sort("/sort", "198.51.100.1:6881\r\n\n192.0.2.9\n[2001:db8:9::1]:51413\n100.64.0.9");
    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.media_type, "text/plain; charset=utf-8");
    std::multiset<std::string> lines;
    std::string text = reply.body;
    for (size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
        lines.insert(text.substr(0, end));
    EXPECT_EQ(lines, (std::multiset<std::string>{"198.51.100.1:6881", "192.0.2.9",
                                                 "[2001:db8:9::1]:51413"}));
    EXPECT_EQ(server.sort("/sort", "").body, "");
}

TEST(AltoSort, MayBeAskedForAnother) {
    SampleServer server;
    EXPECT_EQ(server.sort("/sort?x=1&from=100.64.0.1", "100.64.0.9\n").body, "100.64.0.9\n");
    EXPECT_EQ(server.sort("/sort?from=nobody", "192.0.2.9\n").status, 400u);
}

TEST(AltoSort, SaysWhichLineIsWrong) {
    AltoOptions options;
    options.limits.endpoints = 2;
    SampleServer server(sample_parts(), options);
    const HttpReply wrong = server.sort("/sort", "192.0.2.9\n\n192.0.2.300\n");
    EXPECT_EQ(wrong.status, 400u);
    EXPECT_EQ(wrong.body, "line 3 is no address; write 192.0.2.1 or [2001:db8::1]:6881\n");
    EXPECT_EQ(server.sort("/sort", "192.0.2.1\n192.0.2.2\n192.0.2.3\n").status, 413u);
    EXPECT_EQ(server.get("/sort").status, 405u);
}

}  // namespace
}  // namespace sluice
