// SPDX-License-Identifier: Apache-2.0
// RFC 7285, section 8.5; numbers 9, 16, 17 and 21 of the checklist.
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

constexpr const char* kCostType =
    R"("cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"})";

// The reply to something wrong: its status, and what "meta" has beside free text.
Json error_of(const HttpReply& reply, unsigned status = 400) {
    EXPECT_EQ(reply.status, status) << reply.content();
    EXPECT_EQ(reply.media_type, "application/alto-error+json");
    Json meta = json_of(reply)["meta"];
    EXPECT_EQ(meta.contains("syntax-error"), meta["code"] == "E_SYNTAX");
    meta.erase("syntax-error");
    return meta;
}

Json missing(const char* field) {
    return {{"code", "E_MISSING_FIELD"}, {"field", field}};
}
Json wrong_type(const char* field) {
    return {{"code", "E_INVALID_FIELD_TYPE"}, {"field", field}};
}
Json wrong_value(const char* field, const char* value) {
    return {{"code", "E_INVALID_FIELD_VALUE"}, {"field", field}, {"value", value}};
}

struct Case {
    const char* body;
    Json error;
};

void expect_errors(AltoResource resource, const std::vector<Case>& cases) {
    SampleServer server;
    for (const Case& one : cases)
        EXPECT_EQ(error_of(server.post(resource, one.body)), one.error) << one.body;
}

TEST(AltoErrors, WhatIsNoJsonObjectIsASyntaxError) {
    for (const AltoResourceEntry& entry : kAltoResources)
        for (const char* body : {"", " ", "{", "[]", "1", "null", "\"pids\"", "{\"pids\":[]",
                                 "{'pids':[]}", "{\"pids\":[],}", "{\"pids\":[]}x", "{\"pids\":01}",
                                 "{\"pids\":[\"\xff\"]}", "{\"\xc3\x28\":1}"}) {
            if (entry.accepts.empty())
                continue;
            SampleServer server;
            EXPECT_EQ(error_of(server.post(entry.resource, body)), Json({{"code", "E_SYNTAX"}}))
                << body;
        }
}

TEST(AltoErrors, OfTheFilteredNetworkMap) {
    expect_errors(
        AltoResource::filtered_network_map,
        {{"{}", missing("pids")},
         {R"({"pids":null})", wrong_type("pids")},
         {R"({"pids":"home"})", wrong_type("pids")},
         {R"({"pids":{"a":[]}})", wrong_type("pids")},
         {R"({"pids":["home",7]})", wrong_value("pids", "7")},
         {R"({"pids":[["home"]]})", wrong_value("pids", R"(["home"])")},
         {R"({"pids":[],"address-types":"ipv4"})", wrong_type("address-types")},
         {R"({"pids":[],"address-types":[null]})", wrong_value("address-types", "null")}});
}

TEST(AltoErrors, OfTheFilteredCostMap) {
    const std::string with = std::string("{") + kCostType + ",";
    const std::vector<std::pair<std::string, Json>> cases = {
        {"{}", missing("cost-type")},
        {R"({"cost-type":"routingcost"})", wrong_type("cost-type")},
        {R"({"cost-type":{"cost-mode":"numerical"}})", missing("cost-type/cost-metric")},
        {R"({"cost-type":{"cost-metric":"routingcost"}})", missing("cost-type/cost-mode")},
        {R"({"cost-type":{"cost-mode":"foo","cost-metric":"routingcost"}})",
         wrong_value("cost-type/cost-mode", "foo")},
        {R"({"cost-type":{"cost-mode":1,"cost-metric":"routingcost"}})",
         wrong_type("cost-type/cost-mode")},
        {R"({"cost-type":{"cost-mode":"numerical","cost-metric":"priv:"}})",
         wrong_value("cost-type/cost-metric", "priv:")},
        {R"({"cost-type":{"cost-mode":"ordinal","cost-metric":"priv:sluice-ranking"}})",
         wrong_value("cost-type/cost-metric", "priv:sluice-ranking")},
        {with + R"("pids":[]})", wrong_type("pids")},
        {with + R"("pids":{"dsts":[]}})", missing("pids/srcs")},
        {with + R"("pids":{"srcs":[]}})", missing("pids/dsts")},
        {with + R"("pids":{"srcs":[],"dsts":[true]}})", wrong_value("pids/dsts", "true")},
        {with + R"("constraints":"gt 1"})", wrong_type("constraints")},
        {with + R"("constraints":[5]})", wrong_value("constraints", "5")}};
    SampleServer server;
    for (const auto& [body, error] : cases)
        EXPECT_EQ(error_of(server.post(AltoResource::filtered_cost_map, body)), error) << body;
    for (const char* constraint : {"", "gt", "gt ", "gt1", "g 1", "ne 1", "gt x", "gt 1 2", "gt 1x",
                                   "gt nan", "gt inf", "gt 1e999", "> 1", " gt 1", "GT 1"})
        EXPECT_EQ(error_of(server.post(AltoResource::filtered_cost_map,
                                       with + R"("constraints":[")" + constraint + R"("]})")),
                  wrong_value("constraints", constraint));
}

TEST(AltoErrors, OfEndpointProperties) {
    expect_errors(
        AltoResource::endpoint_property,
        {{R"({"endpoints":["ipv4:192.0.2.1"]})", missing("properties")},
         {R"({"properties":["network-map.pid"]})", missing("endpoints")},
         {R"({"properties":[],"endpoints":["ipv4:192.0.2.1"]})", wrong_value("properties", "[]")},
         {R"({"properties":["network-map.pid"],"endpoints":[]})", wrong_value("endpoints", "[]")},
         {R"({"properties":["pid"],"endpoints":["ipv4:192.0.2.1"]})",
          wrong_value("properties", "pid")},
         {R"({"properties":["other-map.pid"],"endpoints":["ipv4:192.0.2.1"]})",
          wrong_value("properties", "other-map.pid")},
         {R"({"properties":["network-map.pid"],"endpoints":[{"a":1}]})",
          wrong_value("endpoints", R"({"a":1})")}});
}

TEST(AltoErrors, OfEndpointCosts) {
    const std::string with = std::string("{") + kCostType + ",";
    SampleServer server;
    const auto ask = [&](const std::string& rest) {
        return error_of(server.post(AltoResource::endpoint_cost, with + rest));
    };
    EXPECT_EQ(ask(R"("constraints":[]})"), missing("endpoints"));
    EXPECT_EQ(ask(R"("endpoints":[]})"), wrong_type("endpoints"));
    EXPECT_EQ(ask(R"("endpoints":{}})"), wrong_value("endpoints", "{}"));
    EXPECT_EQ(ask(R"("endpoints":{"srcs":[],"dsts":[]}})"),
              wrong_value("endpoints", R"({"srcs":[],"dsts":[]})"));
    EXPECT_EQ(ask(R"("endpoints":{"dsts":"ipv4:192.0.2.1"}})"), wrong_type("endpoints/dsts"));
    for (const char* address :
         {"", "192.0.2.1", "ipv4:", "ipv4:192.0.2", "ipv4:192.0.2.1.1", "ipv4:192.0.2.256",
          "ipv4:192.0.2.01", "ipv4:192.0.2.1/32", "ipv4: 192.0.2.1", "ipv4:192.0.2.1 ",
          "ipv4:2001:db8::1", "ipv6:192.0.2.1", "ipv6:::ffff:192.0.2.1", "ipv6:2001:db8::/32",
          "ipv6:2001:db8:::1", "ipv6:", "IPV4:192.0.2.1", "ipv5:192.0.2.1", "ipv4:1..2.3"})
        EXPECT_EQ(
            ask(std::string(R"("endpoints":{"dsts":["ipv4:192.0.2.1",")") + address + R"("]}})"),
            wrong_value("endpoints/dsts", address));
}

// One reader would take the first and another the last.
TEST(AltoErrors, AFieldThatIsThereTwiceIsASyntaxError) {
    SampleServer server;
    for (const char* body : {R"({"pids":["home"],"pids":["world"]})",
                             R"({"pids":[],"address-types":[],"address-types":["ipv4"]})"})
        EXPECT_EQ(error_of(server.post(AltoResource::filtered_network_map, body)),
                  Json({{"code", "E_SYNTAX"}}))
            << body;
}

// 9.
TEST(AltoErrors, UnknownFieldsArePassedOver) {
    SampleServer server;
    const HttpReply reply = server.post(
        AltoResource::filtered_network_map,
        R"({"x":{"pids":[1]},"pids":["world"],"y":[[[[[[1]]]]]],"x":null,"cost-type":7})");
    EXPECT_EQ(reply.status, 200u) << reply.content();
    EXPECT_EQ(json_of(reply)["network-map"].size(), 1u);
    const std::string told =
        std::string(R"({"cost-type":{"cost-mode":"ordinal","description":[],)") +
        R"("cost-metric":"routingcost"}})";
    EXPECT_EQ(server.post(AltoResource::filtered_cost_map, told).status, 200u);
}

TEST(AltoErrors, WhatNestsTooDeepIsASyntaxError) {
    SampleServer server;
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    for (const std::string& body : {R"({"x":)" + deep + R"(,"pids":[]})", deep})
        EXPECT_EQ(error_of(server.post(AltoResource::filtered_network_map, body)),
                  Json({{"code", "E_SYNTAX"}}));
}

// 21.
TEST(AltoErrors, MoreThanTheServerTakesAtATimeIsTooLarge) {
    AltoOptions options;
    options.limits = {2, 2, 3, 1, 1};
    SampleServer server(sample_parts(), options);
    const std::string with = std::string("{") + kCostType + ",";
    const auto ask = [&](AltoResource resource, const std::string& body) {
        return error_of(server.post(resource, body), 413)["field"];
    };
    EXPECT_EQ(ask(AltoResource::endpoint_cost,
                  with + R"("endpoints":{"dsts":["ipv4:1.1.1.1","ipv4:1.1.1.2","ipv4:1.1.1.1"]}})"),
              "endpoints/dsts");
    EXPECT_EQ(ask(AltoResource::endpoint_cost,
                  with + R"("endpoints":{"srcs":["ipv4:1.1.1.1","ipv4:1.1.1.2"],
                                         "dsts":["ipv4:1.1.1.1","ipv4:1.1.1.2"]}})"),
              "endpoints");
    EXPECT_EQ(ask(AltoResource::filtered_network_map, R"({"pids":["a","b","c"]})"), "pids");
    EXPECT_EQ(ask(AltoResource::filtered_cost_map, with + R"("pids":{"srcs":[],"dsts":["home"]},
                                                           "constraints":["gt 1","gt 2"]})"),
              "constraints");
    EXPECT_EQ(ask(AltoResource::filtered_cost_map,
                  with + R"("pids":{"srcs":["home","world"],"dsts":[]}})"),
              "pids");
}

// Section 8.5.2: "exactly one of the detected errors".
TEST(AltoErrors, OfSeveralMistakesOneIsTold) {
    SampleServer server;
    const auto codes = [&](AltoResource resource, const std::string& body) {
        const std::string told(server.post(resource, body).content());
        size_t count = 0;
        for (size_t at = told.find("\"code\""); at != std::string::npos;
             at = told.find("\"code\"", at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(codes(AltoResource::filtered_network_map, R"({"pids":[7,8],"address-types":7})"), 1u);
    EXPECT_EQ(codes(AltoResource::filtered_cost_map,
                    R"({"cost-type":{"cost-mode":7},"pids":{"srcs":7},"constraints":["x",7]})"),
              1u);
    EXPECT_EQ(codes(AltoResource::endpoint_property, R"({"properties":[7],"endpoints":["x"]})"),
              1u);
    EXPECT_EQ(codes(AltoResource::endpoint_cost, R"({"endpoints":{"srcs":7,"dsts":["x","y"]}})"),
              1u);
}

// A reply is no larger than what it answers makes it.
TEST(AltoErrors, ALongWrongValueIsNotSaidBack) {
    SampleServer server;
    const std::string body = R"({"pids":[[")" + std::string(5'000, 'x') + R"("]]})";
    EXPECT_EQ(error_of(server.post(AltoResource::filtered_network_map, body)),
              Json({{"code", "E_INVALID_FIELD_VALUE"}, {"field", "pids"}}));
}

// 17.
TEST(AltoErrors, WhatHttpSaysComesFirst) {
    SampleServer server;
    for (const AltoResourceEntry& entry : kAltoResources) {
        const bool posts = !entry.accepts.empty();
        HttpRequest request;
        request.target = entry.path;
        request.accept = entry.media_type;
        request.content_type = entry.accepts;
        for (const char* method : {"PUT", "DELETE", "OPTIONS", "get", posts ? "GET" : "POST"}) {
            request.method = method;
            const HttpReply reply = server.ask(request).reply;
            EXPECT_EQ(reply.status, 405u) << entry.path;
            EXPECT_EQ(reply.allow, posts ? "POST" : "GET, HEAD") << entry.path;
        }
        request.method = posts ? "POST" : "GET";
        request.accept = "application/alto-error+json, text/html";
        EXPECT_EQ(server.ask(request).reply.status, 406u) << entry.path;
        request.accept = "*/*";
        EXPECT_NE(server.ask(request).reply.status, 406u) << entry.path;
        if (!posts)
            continue;
        for (const char* type : {"", "application/json", "text/plain"}) {
            request.content_type = type;
            EXPECT_EQ(server.ask(request).reply.status, 415u) << entry.path;
        }
        const std::string with_charset = std::string(entry.accepts) + "; charset=utf-8";
        request.content_type = with_charset;
        EXPECT_EQ(server.ask(request).reply.status, 400u) << entry.path;  // no body
    }
    for (const char* path : {"/", "/alto", "/alto/directory/", "/ALTO/directory", "", "*"})
        EXPECT_EQ(server.get(path).status, 404u) << path;
    EXPECT_EQ(server.get("/alto/directory?x=1").status, 200u);
    EXPECT_EQ(server.get("https://alto.example.net/alto/directory").status, 200u);
}

TEST(AltoErrors, EveryTruncationOfARequestIsAnError) {
    SampleServer server;
    const std::string whole = std::string("{") + kCostType +
                              R"(,"constraints":["ge 1"],"endpoints":{"srcs":["ipv4:192.0.2.1"],)" +
                              R"("dsts":["ipv6:2001:db8::1"]}})";
    ASSERT_EQ(server.post(AltoResource::endpoint_cost, whole).status, 200u);
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(server.post(AltoResource::endpoint_cost, whole.substr(0, n)).status, 400u) << n;
}

}  // namespace
}  // namespace sluice
