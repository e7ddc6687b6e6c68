// SPDX-License-Identifier: Apache-2.0
// Requests that are right but for one value or one name.
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

struct Right {
    AltoResource resource;
    const char* body;
};

constexpr Right kRight[] = {
    {AltoResource::filtered_network_map, R"({"pids":["home"],"address-types":["ipv4"]})"},
    {AltoResource::filtered_cost_map,
     R"({"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"},
         "constraints":["ge 1","le 7"],"pids":{"srcs":["home"],"dsts":["world","home"]}})"},
    {AltoResource::filtered_cost_map,
     R"({"multi-cost-types":[{"cost-mode":"numerical","cost-metric":"routingcost"},
                             {"cost-mode":"ordinal","cost-metric":"routingcost"}],
         "testable-cost-types":[{"cost-mode":"ordinal","cost-metric":"routingcost"}],
         "or-constraints":[["[0] le 2","ge 1"],["[0] eq 3"]]})"},
    {AltoResource::endpoint_property,
     R"({"properties":["network-map.pid"],"endpoints":["ipv4:192.0.2.1","ipv6:2001:db8::1"]})"},
    {AltoResource::endpoint_cost,
     R"({"cost-type":{"cost-mode":"ordinal","cost-metric":"priv:sluice-ranking"},
         "constraints":["le 2"],
         "endpoints":{"srcs":["ipv4:192.0.2.1"],"dsts":["ipv4:192.0.2.9","ipv6:2001:db8::1"]}})"},
    {AltoResource::filtered_property_map,
     R"({"entities":["ipv4:192.0.2.0/23","ipv6:2001:db8::1"],"properties":["network-map.pid"]})"},
    {AltoResource::update_stream,
     R"({"add":{"1":{"resource-id":"network-map","tag":"x","incremental-changes":false},
                "2":{"resource-id":"ordinal-routingcost-map"}}})"},
};

// Calls `use` with each value within, which may be changed meanwhile.
void each_value(Json& within, const std::function<void(Json&)>& use) {
    use(within);
    if (within.is_structured())
        for (Json& inner : within)
            each_value(inner, use);
}

// An answer, or one of RFC 7285's errors, which says of what it is.
void expect_sound(const HttpReply& reply, const std::string& body) {
    ASSERT_TRUE(reply.status == 200 || reply.status == 400 || reply.status == 413 ||
                reply.status == 503)
        << reply.status << " " << body;
    if (reply.stream)
        return;
    const Json meta = json_of(reply)["meta"];
    if (reply.status == 200)
        return;
    ASSERT_TRUE(meta["code"].is_string()) << body;
    EXPECT_EQ(meta.contains("field"), meta["code"] != "E_SYNTAX") << body << meta;
    EXPECT_TRUE(!meta.contains("value") || meta["value"].is_string()) << body << meta;
}

TEST(AltoWrongShapes, OneValueOfAnotherShapeIsAnErrorOrNothing) {
    std::string deep = "7";
    for (int i = 0; i < 10; ++i)
        deep = "[" + deep + "]";
    const Json shapes[] = {nullptr,
                           true,
                           7,
                           -1.5,
                           1e300,
                           "",
                           "x\"\\\n",
                           std::string(2'000, 'y'),
                           Json::array(),
                           Json::object(),
                           {nullptr},
                           {{"a", 1}},
                           Json::parse(deep)};
    size_t refused = 0;
    for (const Right& right : kRight) {
        SampleServer server;
        ASSERT_EQ(server.post(right.resource, right.body).status, 200u) << right.body;
        Json whole = Json::parse(right.body);
        each_value(whole, [&](Json& value) {
            const Json was = value;
            for (const Json& shape : shapes) {
                value = shape;
                const std::string body = whole.dump();
                const HttpReply reply = server.post(right.resource, body);
                expect_sound(reply, body);
                refused += reply.status != 200;
            }
            value = was;
        });
    }
    EXPECT_GT(refused, 500u);
}

// As text in which one object's member is there twice.
std::string doubled(const Json& value, int& countdown) {
    if (!value.is_structured())
        return value.dump();
    std::string out = value.is_object() ? "{" : "[";
    bool first = true;
    for (const auto& [name, inner] : value.items()) {
        const std::string member =
            (value.is_object() ? Json(name).dump() + ":" : "") + doubled(inner, countdown);
        out += (first ? "" : ",") + member;
        if (value.is_object() && countdown-- == 0)
            out += "," + member;
        first = false;
    }
    return out + (value.is_object() ? "}" : "]");
}

TEST(AltoWrongShapes, AMemberThatIsThereTwiceIsASyntaxError) {
    for (const Right& right : kRight) {
        SampleServer server;
        const Json whole = Json::parse(right.body);
        for (int which = 0;; ++which) {
            int countdown = which;
            const std::string body = doubled(whole, countdown);
            if (countdown >= 0)
                break;
            const HttpReply reply = server.post(right.resource, body);
            EXPECT_EQ(reply.status, 400u) << body;
            EXPECT_EQ(json_of(reply)["meta"]["code"], "E_SYNTAX") << body;
        }
    }
}

TEST(AltoWrongShapes, EveryTruncationIsAnError) {
    for (const Right& right : kRight) {
        SampleServer server;
        const std::string whole = right.body;
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_EQ(server.post(right.resource, whole.substr(0, n)).status, 400u) << n;
    }
}

}  // namespace
}  // namespace sluice
