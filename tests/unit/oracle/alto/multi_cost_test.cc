// SPDX-License-Identifier: Apache-2.0
// RFC 8189.
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

const Json kNumerical = {{"cost-mode", "numerical"}, {"cost-metric", "routingcost"}};
const Json kOrdinal = {{"cost-mode", "ordinal"}, {"cost-metric", "routingcost"}};
const Json kRanking = {{"cost-mode", "ordinal"}, {"cost-metric", "priv:sluice-ranking"}};
const Json kThree = {{"dsts", {"ipv4:192.0.2.9", "ipv4:198.51.100.1", "ipv4:8.8.8.8"}}};

Json ask(SampleServer& server, AltoResource resource, const Json& body, unsigned status = 200) {
    const HttpReply reply = server.post(resource, body.dump());
    EXPECT_EQ(reply.status, status) << body << reply.content();
    return json_of(reply);
}

// Costs of a request's endpoints, as the client's row.
Json costs(SampleServer& server, const Json& body) {
    Json whole = body;
    whole["endpoints"] = kThree;
    return ask(server, AltoResource::endpoint_cost, whole)["endpoint-cost-map"]["ipv4:192.0.2.1"];
}

TEST(AltoMultiCost, SeveralCostsAreToldAsArraysInTheOrderAskedFor) {
    SampleServer server;
    const Json body = {{"multi-cost-types", {kOrdinal, kNumerical}}, {"endpoints", kThree}};
    const Json told = ask(server, AltoResource::endpoint_cost, body);
    EXPECT_EQ(told["meta"],
              Json({{"cost-type", Json::object()}, {"multi-cost-types", {kOrdinal, kNumerical}}}));
    EXPECT_EQ(told["endpoint-cost-map"]["ipv4:192.0.2.1"], Json({{"ipv4:192.0.2.9", {1, 1}},
                                                                 {"ipv4:198.51.100.1", {2, 5.1}},
                                                                 {"ipv4:8.8.8.8", {3, 10}}}));
}

TEST(AltoMultiCost, OneOfThemIsAnArrayOfOne) {
    SampleServer server;
    const Json map = ask(server, AltoResource::filtered_cost_map,
                         {{"multi-cost-types", {kNumerical}}})["cost-map"];
    EXPECT_EQ(map["home"], Json({{"home", {1}}, {"neighbour", {5.1}}, {"world", {10}}}));
    EXPECT_EQ(map["neighbour"].count("world"), 0u) << "nothing is known of it";
}

// Section 4.1.3: what is not there while another is, is null.
TEST(AltoMultiCost, AnUnknownCostBesideAKnownOneIsNull) {
    SampleServer server;
    server.client = *IpAddress::parse("198.51.100.1");
    const Json row = ask(server, AltoResource::endpoint_cost,
                         {{"multi-cost-types", {kNumerical, kRanking}},
                          {"endpoints", {{"dsts", {"ipv4:8.8.8.8"}}}}});
    EXPECT_EQ(row["endpoint-cost-map"]["ipv4:198.51.100.1"]["ipv4:8.8.8.8"], Json({nullptr, 1}));
}

// Section 4.1.2: "constraints" is an AND, and an index says of which type.
TEST(AltoMultiCost, ConstraintsNameTheTypeThatTheyCompare) {
    SampleServer server;
    Json body = {{"multi-cost-types", {kNumerical, kOrdinal}},
                 {"constraints", {"[0] ge 5", "[1] le 2"}}};
    EXPECT_EQ(costs(server, body), Json({{"ipv4:198.51.100.1", {5.1, 2}}}));
    body["constraints"] = {"le 1"};  // without an index it is the first
    EXPECT_EQ(costs(server, body), Json({{"ipv4:192.0.2.9", {1, 1}}}));
    body["constraints"] = Json::array();
    EXPECT_EQ(costs(server, body).size(), 3u);
}

TEST(AltoMultiCost, OrConstraintsAreAlternatives) {
    SampleServer server;
    Json body = {{"multi-cost-types", {kNumerical, kOrdinal}},
                 {"or-constraints", {{"[0] ge 5", "[1] le 2"}, {"[1] eq 1"}}}};
    EXPECT_EQ(costs(server, body),
              Json({{"ipv4:192.0.2.9", {1, 1}}, {"ipv4:198.51.100.1", {5.1, 2}}}));
    // With a single cost, too.
    body.erase("multi-cost-types");
    body["cost-type"] = kNumerical;
    body["or-constraints"] = {{"lt 5"}, {"gt 9"}};
    EXPECT_EQ(costs(server, body), Json({{"ipv4:192.0.2.9", 1}, {"ipv4:8.8.8.8", 10}}));
}

// Section 3.6.3: what is tested need not be told.
TEST(AltoMultiCost, WhatIsTestedNeedNotBeTold) {
    SampleServer server;
    const Json body = {{"cost-type", kNumerical},
                       {"testable-cost-types", {kOrdinal, kRanking}},
                       {"constraints", {"[0] gt 1", "[1] lt 4"}}};
    EXPECT_EQ(costs(server, body), Json({{"ipv4:198.51.100.1", 5.1}, {"ipv4:8.8.8.8", 10}}));
    const Json map = ask(server, AltoResource::filtered_cost_map,
                         {{"cost-type", kNumerical},
                          {"testable-cost-types", {kOrdinal}},
                          {"constraints", {"le 1"}}})["cost-map"];
    EXPECT_EQ(map, Json({{"home", {{"home", 1}}}, {"neighbour", {{"neighbour", 1}}}}));
}

// A place of the operator's own order is told once: one order for all that a request asks of it.
TEST(AltoMultiCost, AnOrderIsTheSameWhereItIsAskedForTwice) {
    SampleServer server;
    for (int i = 0; i < 20; ++i) {
        const Json row = costs(server, {{"multi-cost-types", {kRanking, kRanking}}});
        ASSERT_EQ(row.size(), 3u);
        for (const auto& [address, places] : row.items())
            EXPECT_EQ(places[0], places[1]) << address;
    }
    const Json two_sources = {
        {"multi-cost-types", {kNumerical, kRanking}},
        {"endpoints", {{"srcs", {"ipv4:192.0.2.1", "ipv4:8.8.8.8"}}, {"dsts", kThree["dsts"]}}}};
    EXPECT_EQ(ask(server, AltoResource::endpoint_cost, two_sources, 400)["meta"]["field"],
              "endpoints/srcs");
    const Json tested = {
        {"cost-type", kNumerical},
        {"testable-cost-types", {kRanking}},
        {"constraints", {"le 1"}},
        {"endpoints", {{"srcs", {"ipv4:192.0.2.1", "ipv4:8.8.8.8"}}, {"dsts", kThree["dsts"]}}}};
    EXPECT_EQ(ask(server, AltoResource::endpoint_cost, tested, 400)["meta"]["field"],
              "endpoints/srcs");
}

TEST(AltoMultiCost, WhatIsWrongIsSaid) {
    SampleServer server;
    const auto error = [&](Json body, const char* code, const char* field) {
        body["endpoints"] = kThree;
        const Json meta = ask(server, AltoResource::endpoint_cost, body, 400)["meta"];
        EXPECT_EQ(meta["code"], code) << body;
        EXPECT_EQ(meta["field"], field) << body;
        return meta;
    };
    constexpr const char* kValue = "E_INVALID_FIELD_VALUE";
    const Json both = {kNumerical, kOrdinal};
    const Json no_such = {{"cost-mode", "numerical"}, {"cost-metric", "hopcount"}};
    error({{"cost-type", kNumerical}, {"multi-cost-types", both}}, kValue, "multi-cost-types");
    error({{"multi-cost-types", Json::array()}}, kValue, "multi-cost-types");
    error({{"multi-cost-types", {kNumerical, kNumerical, kNumerical, kNumerical}}}, kValue,
          "multi-cost-types");
    error({{"multi-cost-types", {7}}}, kValue, "multi-cost-types");
    error({{"multi-cost-types", kNumerical}}, "E_INVALID_FIELD_TYPE", "multi-cost-types");
    EXPECT_EQ(
        error({{"multi-cost-types", {no_such}}}, kValue, "multi-cost-types/cost-metric")["value"],
        "hopcount");
    error({{"multi-cost-types", {{{"cost-mode", "ordinal"}}}}}, "E_MISSING_FIELD",
          "multi-cost-types/cost-metric");
    error({{"cost-type", kNumerical}, {"testable-cost-types", Json::array()}}, kValue,
          "testable-cost-types");
    for (const char* wrong : {"[2] le 1", "[] le 1", "[1]le 1", "[-1] le 1", "[1 le 1", "[1] ", "[",
                              "[1][0] le 1", "[99999999999999999999] le 1", "[0x1] le 1"})
        EXPECT_EQ(error({{"multi-cost-types", both}, {"constraints", {wrong}}}, kValue,
                        "constraints")["value"],
                  wrong);
    error({{"cost-type", kNumerical}, {"constraints", {"[1] le 1"}}}, kValue, "constraints");
    error({{"cost-type", kNumerical}, {"constraints", {"le 1"}}, {"or-constraints", {{"le 1"}}}},
          kValue, "or-constraints");
    for (const Json& wrong : {Json::array(), Json({Json::array()}), Json({{"le 1"}, Json::array()}),
                              Json({"le 1"}), Json({{7}}), Json({{"le"}})})
        error({{"cost-type", kNumerical}, {"or-constraints", wrong}}, kValue, "or-constraints");
    error({{"cost-type", kNumerical}, {"or-constraints", "le 1"}}, "E_INVALID_FIELD_TYPE",
          "or-constraints");
}

TEST(AltoMultiCost, TheDirectoryOffersIt) {
    SampleServer server;
    const Json resources = json_of(server.get("/alto/directory"))["resources"];
    EXPECT_EQ(resources["filtered-cost-map"]["capabilities"]["max-cost-types"], 2);
    EXPECT_EQ(resources["endpoint-cost"]["capabilities"]["max-cost-types"], 3);
    EXPECT_EQ(resources["endpoint-cost"]["capabilities"]["cost-constraints"], true);
    EXPECT_EQ(resources["endpoint-cost"]["capabilities"].count("testable-cost-type-names"), 0u);
    AltoOptions options;
    options.with_ranking = false;
    SampleServer without(sample_parts(), options);
    EXPECT_EQ(
        json_of(without.get(
            "/alto/directory"))["resources"]["endpoint-cost"]["capabilities"]["max-cost-types"],
        2);
}

}  // namespace
}  // namespace sluice
