// SPDX-License-Identifier: Apache-2.0
// RFC 8896.
#include <string>

#include <gtest/gtest.h>

#include "oracle/rank/present_topology.h"
#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

constexpr int64_t kMidnight = 1'785'542'400;  // Sat, 01 Aug 2026 00:00:00 GMT
constexpr int64_t kHour = 3'600;

const Json kNumerical = {{"cost-mode", "numerical"}, {"cost-metric", "routingcost"}};
const Json kOrdinal = {{"cost-mode", "ordinal"}, {"cost-metric", "routingcost"}};
const Json kRanking = {{"cost-mode", "ordinal"}, {"cost-metric", "priv:sluice-ranking"}};
const Json kThree = {{"dsts", {"ipv4:192.0.2.9", "ipv4:198.51.100.1", "ipv4:8.8.8.8"}}};
constexpr const char* kValue = "E_INVALID_FIELD_VALUE";

// The sample, with intervals of six hours: from home to all others it costs twice as much in the
// last, and from home to the neighbour 1 more in the first.
Topology::Parts parts_at(int64_t unix_s, uint32_t repeated = 1) {
    Topology::Parts parts = sample_parts();
    const std::vector<CostChange> same(4);
    std::vector<CostChange> night = same;
    std::vector<CostChange> evening = same;
    night[0].more = 1;
    evening[3].factor = 2;
    parts.calendar = std::make_shared<const CostCalendar>(
        CostCalendar::Day{6 * kHour, 0, repeated}, parts.routing_cost, parts.ranking_cost,
        CostCalendar::Changes{{0, 1, 2, 0, 0, 0, 0, 0, 0}, {same, night, evening}});
    return PresentTopology()
        .use(std::make_shared<const Topology>(std::move(parts)), unix_s)
        ->parts();
}

Json ask(SampleServer& server, AltoResource resource, const Json& body, unsigned status = 200) {
    const HttpReply reply = server.post(resource, body.dump());
    EXPECT_EQ(reply.status, status) << body << reply.content();
    return json_of(reply);
}

Json ask_costs(SampleServer& server, Json body, unsigned status = 200) {
    body["endpoints"] = kThree;
    return ask(server, AltoResource::endpoint_cost, body, status);
}

Json row(const Json& told) {
    return told["endpoint-cost-map"]["ipv4:192.0.2.1"];
}

TEST(AltoCalendar, TheDirectorySaysWhichCostsHaveOneAndOfWhatIntervals) {
    SampleServer server(parts_at(kMidnight));
    const Json resources = json_of(server.get("/alto/directory"))["resources"];
    const Json attributes = {{{"cost-type-names", {"num-routing", "ord-routing"}},
                              {"time-interval-size", 21'600},
                              {"number-of-intervals", 4}}};
    for (const char* const id : {"filtered-cost-map", "endpoint-cost"})
        EXPECT_EQ(resources[id]["capabilities"]["calendar-attributes"], attributes) << id;
    // Section 3.3.2: not of what is got by GET.
    EXPECT_EQ(resources["numerical-routingcost-map"]["capabilities"].count("calendar-attributes"),
              0u);
}

TEST(AltoCalendar, BeginsWithTheIntervalThatHoldsNow) {
    SampleServer server(parts_at(kMidnight + 13 * kHour));
    const Json told = ask_costs(server, {{"cost-type", kNumerical}, {"calendared", {true}}});
    EXPECT_EQ(told["meta"], Json({{"cost-type", kNumerical},
                                  {"calendar-response-attributes",
                                   {{{"cost-type-names", {"num-routing"}},
                                     {"calendar-start-time", "Sat, 01 Aug 2026 12:00:00 GMT"},
                                     {"time-interval-size", 21'600},
                                     {"number-of-intervals", 4}}}}}));
    EXPECT_EQ(row(told), Json({{"ipv4:192.0.2.9", {1, 1, 1, 1}},
                               {"ipv4:198.51.100.1", {5.1, 5.1, 6.1, 5.1}},
                               {"ipv4:8.8.8.8", {10, 20, 10, 10}}}));
}

TEST(AltoCalendar, AtMidnightAnotherDayBegins) {
    const auto start = [](int64_t unix_s) {
        SampleServer server(parts_at(unix_s));
        const Json told = ask_costs(server, {{"cost-type", kNumerical}, {"calendared", {true}}});
        return std::pair{told["meta"]["calendar-response-attributes"][0]["calendar-start-time"]
                             .get<std::string>(),
                         row(told)["ipv4:8.8.8.8"].get<std::vector<float>>()};
    };
    EXPECT_EQ(start(kMidnight - 1), (std::pair{std::string("Fri, 31 Jul 2026 18:00:00 GMT"),
                                               std::vector<float>{20, 10, 10, 10}}));
    EXPECT_EQ(start(kMidnight), (std::pair{std::string("Sat, 01 Aug 2026 00:00:00 GMT"),
                                           std::vector<float>{10, 10, 10, 20}}));
    EXPECT_EQ(start(kMidnight + 6 * kHour - 1), start(kMidnight));
}

// Section 3.3.2.
TEST(AltoCalendar, WhoDoesNotAskForItIsToldTheCostOfNow) {
    SampleServer server(parts_at(kMidnight - 1));
    const Json told = ask_costs(server, {{"cost-type", kNumerical}});
    EXPECT_EQ(told["meta"], Json({{"cost-type", kNumerical}}));
    EXPECT_EQ(row(told),
              Json({{"ipv4:192.0.2.9", 1}, {"ipv4:198.51.100.1", 5.1}, {"ipv4:8.8.8.8", 20}}));
    EXPECT_EQ(ask_costs(server, {{"cost-type", kNumerical}, {"calendared", {false}}}), told);
    EXPECT_EQ(json_of(server.get("/alto/costmap/numerical/routingcost"))["cost-map"]["home"],
              Json({{"home", 1}, {"neighbour", 5.1}, {"world", 20}}));
    const Json bounded = ask_costs(server, {{"cost-type", kNumerical}, {"constraints", {"ge 20"}}});
    EXPECT_EQ(row(bounded), Json({{"ipv4:8.8.8.8", 20}}));
}

TEST(AltoCalendar, AFilteredCostMapHasThem) {
    SampleServer server(parts_at(kMidnight, 7));
    Json body = {{"cost-type", kNumerical}, {"calendared", {true}}};
    const Json told = ask(server, AltoResource::filtered_cost_map, body);
    EXPECT_EQ(told["meta"]["calendar-response-attributes"][0]["repeated"], 7);
    EXPECT_EQ(told["meta"]["dependent-vtags"][0]["resource-id"], "network-map");
    EXPECT_EQ(told["cost-map"],
              Json({{"home",
                     {{"home", {1, 1, 1, 1}},
                      {"neighbour", {6.1, 5.1, 5.1, 5.1}},
                      {"world", {10, 10, 10, 20}}}},
                    {"neighbour", {{"home", {5.1, 5.1, 5.1, 5.1}}, {"neighbour", {1, 1, 1, 1}}}},
                    {"world", {{"home", {20, 20, 20, 20}}}}}));
    body["pids"] = {{"srcs", {"home"}}, {"dsts", {"world", "no-such"}}};
    EXPECT_EQ(ask(server, AltoResource::filtered_cost_map, body)["cost-map"],
              Json({{"home", {{"world", {10, 10, 10, 20}}}}}));
}

// Times are compared as places are: 1, 5.1, 6.1, 10, 20.
TEST(AltoCalendar, OrdinalCostsAreTheOrderOfAllTimesAndPlaces) {
    SampleServer server(parts_at(kMidnight));
    const Json told = ask_costs(server, {{"cost-type", kOrdinal}, {"calendared", {true}}});
    EXPECT_EQ(told["meta"]["calendar-response-attributes"][0]["cost-type-names"],
              Json::array({"ord-routing"}));
    EXPECT_EQ(row(told), Json({{"ipv4:192.0.2.9", {1, 1, 1, 1}},
                               {"ipv4:198.51.100.1", {3, 2, 2, 2}},
                               {"ipv4:8.8.8.8", {4, 4, 4, 5}}}));
}

TEST(AltoCalendar, OfSeveralCostsEachIsOneOrIsNot) {
    SampleServer server(parts_at(kMidnight));
    const Json told = ask_costs(
        server, {{"multi-cost-types", {kOrdinal, kNumerical}}, {"calendared", {false, true}}});
    EXPECT_EQ(told["meta"]["cost-type"], Json::object());
    EXPECT_EQ(told["meta"]["multi-cost-types"], Json({kOrdinal, kNumerical}));
    EXPECT_EQ(told["meta"]["calendar-response-attributes"][0]["cost-type-names"],
              Json::array({"num-routing"}));
    EXPECT_EQ(row(told)["ipv4:198.51.100.1"], Json({2, {6.1, 5.1, 5.1, 5.1}}));
    const Json both = ask_costs(
        server, {{"multi-cost-types", {kOrdinal, kNumerical}}, {"calendared", {true, true}}});
    EXPECT_EQ(both["meta"]["calendar-response-attributes"][0]["cost-type-names"],
              Json({"num-routing", "ord-routing"}));
    EXPECT_EQ(row(both)["ipv4:8.8.8.8"], Json({{4, 4, 4, 5}, {10, 10, 10, 20}}));
    EXPECT_EQ(row(ask_costs(server, {{"multi-cost-types", {kNumerical}},
                                     {"calendared", {true}}}))["ipv4:8.8.8.8"],
              Json::array({Json::array({10, 10, 10, 20})}));
}

// Section 5.1.1: true for what has none counts as false.
TEST(AltoCalendar, TheOrderOfTheMomentHasNone) {
    SampleServer server(parts_at(kMidnight));
    const Json alone = ask_costs(server, {{"cost-type", kRanking}, {"calendared", {true}}});
    EXPECT_EQ(alone["meta"], Json({{"cost-type", kRanking}}));
    EXPECT_TRUE(row(alone)["ipv4:8.8.8.8"].is_number()) << "a place; the first are by chance";
    const Json beside = ask_costs(
        server, {{"multi-cost-types", {kRanking, kNumerical}}, {"calendared", {true, true}}});
    EXPECT_EQ(beside["meta"]["calendar-response-attributes"][0]["cost-type-names"],
              Json::array({"num-routing"}));
    EXPECT_TRUE(row(beside)["ipv4:8.8.8.8"][0].is_number());
    EXPECT_EQ(row(beside)["ipv4:8.8.8.8"][1], Json({10, 10, 10, 20}));
}

TEST(AltoCalendar, WhatIsUnknownIsSoAtAllTimes) {
    SampleServer server(parts_at(kMidnight));
    server.client = *IpAddress::parse("198.51.100.1");
    Json body = {{"cost-type", kNumerical},
                 {"calendared", {true}},
                 {"endpoints", {{"dsts", {"ipv4:8.8.8.8", "ipv4:100.64.0.1", "ipv4:192.0.2.1"}}}}};
    EXPECT_EQ(ask(server, AltoResource::endpoint_cost, body)["endpoint-cost-map"],
              Json({{"ipv4:198.51.100.1", {{"ipv4:192.0.2.1", {5.1, 5.1, 5.1, 5.1}}}}}))
        << "nothing is known of one, and one is inside of a NAT";
    body["multi-cost-types"] = {kNumerical, kRanking};
    body["calendared"] = {true, false};
    body.erase("cost-type");
    const Json told = ask(server, AltoResource::endpoint_cost, body)["endpoint-cost-map"];
    EXPECT_EQ(told["ipv4:198.51.100.1"]["ipv4:8.8.8.8"][0], nullptr);
}

TEST(AltoCalendar, WhatIsWrongIsSaid) {
    SampleServer server(parts_at(kMidnight));
    const auto error = [&](const Json& body, const char* code, const char* field) {
        for (const AltoResource resource :
             {AltoResource::endpoint_cost, AltoResource::filtered_cost_map}) {
            Json whole = body;
            if (resource == AltoResource::endpoint_cost)
                whole["endpoints"] = kThree;
            const Json meta = ask(server, resource, whole, 400)["meta"];
            EXPECT_EQ(meta["code"], code) << body;
            EXPECT_EQ(meta["field"], field) << body;
        }
    };
    const auto wrong = [&](const Json& calendared, const char* code) {
        error({{"cost-type", kNumerical}, {"calendared", calendared}}, code, "calendared");
    };
    wrong(Json::array(), kValue);
    wrong({true, true}, kValue);
    wrong({false, false}, kValue);
    wrong(Json::array({1}), kValue);
    wrong(Json::array({"true"}), kValue);
    wrong(Json::array({nullptr}), kValue);
    wrong(Json::array({Json::array({true})}), kValue);
    wrong(true, "E_INVALID_FIELD_TYPE");
    wrong("true", "E_INVALID_FIELD_TYPE");
    wrong({{"num-routing", true}}, "E_INVALID_FIELD_TYPE");
    wrong(nullptr, "E_INVALID_FIELD_TYPE");
    error({{"multi-cost-types", {kNumerical, kOrdinal}}, {"calendared", {true}}}, kValue,
          "calendared");
    error({{"multi-cost-types", {kNumerical, kOrdinal}}, {"calendared", {true, false, true}}},
          kValue, "calendared");
    error({{"cost-type", {{"cost-mode", "numerical"}, {"cost-metric", "hopcount"}}},
           {"calendared", {true}}},
          kValue, "cost-type/cost-metric");
    error({{"calendared", {true}}}, "E_MISSING_FIELD", "cost-type");
}

// Section 3.3: they are mutually exclusive, of one cost.
TEST(AltoCalendar, IsNotConstrainedAndOtherCostsAre) {
    SampleServer server(parts_at(kMidnight));
    const auto field = [&](const Json& body) {
        return ask_costs(server, body, 400)["meta"]["field"].get<std::string>();
    };
    EXPECT_EQ(field({{"cost-type", kNumerical}, {"calendared", {true}}, {"constraints", {"le 5"}}}),
              "constraints");
    EXPECT_EQ(field({{"cost-type", kNumerical},
                     {"calendared", {true}},
                     {"or-constraints", {{"le 5"}, {"ge 7"}}}}),
              "or-constraints");
    EXPECT_EQ(field({{"cost-type", kNumerical},
                     {"calendared", {true}},
                     {"testable-cost-types", {kOrdinal, kNumerical}},
                     {"constraints", {"[0] le 1", "[1] le 5"}}}),
              "constraints");
    const Json told = ask_costs(server, {{"multi-cost-types", {kNumerical, kOrdinal}},
                                         {"calendared", {true, false}},
                                         {"constraints", {"[1] ge 3"}}});
    EXPECT_EQ(row(told), Json({{"ipv4:8.8.8.8", {{10, 10, 10, 20}, 3}}}));
    EXPECT_EQ(row(ask_costs(server, {{"cost-type", kNumerical},
                                     {"calendared", {true}},
                                     {"constraints", Json::array()}}))
                  .size(),
              3u);
}

// An unknown field is passed over (RFC 7285, section 8.3.7).
TEST(AltoCalendar, WhereThereIsNoneTheFieldIsPassedOver) {
    SampleServer server;
    const Json resources = json_of(server.get("/alto/directory"))["resources"];
    EXPECT_EQ(resources["endpoint-cost"]["capabilities"].count("calendar-attributes"), 0u);
    const Json plain = ask_costs(server, {{"cost-type", kNumerical}});
    for (const Json& any : {Json({true}), Json({true, 7}), Json("x")})
        EXPECT_EQ(ask_costs(server, {{"cost-type", kNumerical}, {"calendared", any}}), plain);
}

TEST(AltoCalendar, EveryValueCountsAgainstTheLimit) {
    AltoOptions options;
    options.limits.pairs = 12;
    SampleServer server(parts_at(kMidnight), options);
    const Json body = {{"cost-type", kNumerical}, {"calendared", {true}}};
    EXPECT_EQ(row(ask_costs(server, body)).size(), 3u);
    Json more = body;
    more["endpoints"] = {{"srcs", {"ipv4:192.0.2.1", "ipv4:192.0.2.2"}}, {"dsts", kThree["dsts"]}};
    EXPECT_EQ(ask(server, AltoResource::endpoint_cost, more, 413)["meta"]["field"], "endpoints");
    more.erase("calendared");
    ask(server, AltoResource::endpoint_cost, more);
    EXPECT_EQ(ask(server, AltoResource::filtered_cost_map, body, 413)["meta"]["field"], "pids");
    ask(server, AltoResource::filtered_cost_map, {{"cost-type", kNumerical}});
}

TEST(AltoCalendar, AnotherIntervalMakesOthersOfTheCostMapsAlone) {
    const auto view_at = [](int64_t unix_s, const AltoView* before) {
        return std::make_shared<const AltoView>(std::make_shared<const Topology>(parts_at(unix_s)),
                                                AltoOptions{}, before);
    };
    const auto evening = view_at(kMidnight - 1, nullptr);
    const auto night = view_at(kMidnight, evening.get());
    EXPECT_EQ(night->network_map_text().text, evening->network_map_text().text);
    EXPECT_EQ(night->directory_text().text, evening->directory_text().text);
    constexpr auto kMode = AltoCostType::Mode::numerical;
    EXPECT_NE(*night->cost_map_text(kMode).text, *evening->cost_map_text(kMode).text);
    EXPECT_NE(night->cost_map_text(kMode).entity_tag, evening->cost_map_text(kMode).entity_tag);
    const auto morning = view_at(kMidnight + 6 * kHour, night.get());
    const auto noon = view_at(kMidnight + 12 * kHour, morning.get());
    EXPECT_NE(*morning->cost_map_text(kMode).text, *night->cost_map_text(kMode).text);
    EXPECT_EQ(noon->cost_map_text(kMode).text, morning->cost_map_text(kMode).text)
        << "costs are the same in both";
}

}  // namespace
}  // namespace sluice
