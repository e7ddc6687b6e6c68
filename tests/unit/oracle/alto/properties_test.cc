// SPDX-License-Identifier: Apache-2.0
// RFC 9240.
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

constexpr const char* kPid = "network-map.pid";
constexpr const char* kAsn = ".priv:sluice-asn";

// 192.0.2.0/25 is of 64496, 192.0.2.128/26 of 64497, the rest of 192.0.2.0/24 of nobody.
Topology::Parts with_origins() {
    Topology::Parts parts = sample_parts();
    OriginTableBuilder origins({"routes"});
    origins.add(*Prefix::parse("192.0.2.0/25"), 64496, 0);
    origins.add(*Prefix::parse("192.0.2.128/26"), 64497, 0);
    origins.add(*Prefix::parse("2001:db8::/32"), 64498, 0);
    parts.origins = std::make_shared<const OriginTable>(origins.finish());
    return parts;
}

Json ask(SampleServer& server, const Json& body, unsigned status = 200) {
    const HttpReply reply = server.post(AltoResource::filtered_property_map, body.dump());
    EXPECT_EQ(reply.status, status) << body << reply.content();
    return json_of(reply);
}

Json properties(SampleServer& server, const Json& entities, const Json& names) {
    Json told = ask(server, {{"entities", entities}, {"properties", names}});
    EXPECT_EQ(told["meta"]["dependent-vtags"],
              Json::array({{{"resource-id", "network-map"}, {"tag", "tag-\"1\""}}}));
    return told["property-map"];
}

TEST(AltoProperties, AddressesHaveALocationAndAnAs) {
    SampleServer server(with_origins());
    EXPECT_EQ(properties(server,
                         {"ipv4:192.0.2.1", "ipv4:192.0.2.200", "ipv6:2001:db8:1::1",
                          "ipv4:192.0.2.1/32", "ipv4:198.51.100.200"},
                         {kPid, kAsn, kPid}),
              Json({{"ipv4:192.0.2.1", {{kPid, "home"}, {kAsn, "64496"}}},
                    {"ipv4:192.0.2.200", {{kPid, "neighbour"}}},  // of nobody: left out
                    {"ipv4:198.51.100.200", {{kPid, "world"}}},
                    {"ipv6:2001:db8:1::1", {{kPid, "home"}, {kAsn, "64498"}}}}));
}

// Section 8.6: a block is told with the parts in it that are elsewhere, and inherits what is
// around.
TEST(AltoProperties, ABlockIsToldByItsParts) {
    SampleServer server(with_origins());
    EXPECT_EQ(properties(server, {"ipv4:192.0.2.0/24"}, {kPid}),
              Json({{"ipv4:192.0.2.0/24", {{kPid, "home"}}},
                    {"ipv4:192.0.2.128/25", {{kPid, "neighbour"}}}}));
    EXPECT_EQ(properties(server, {"ipv4:192.0.2.0/26"}, {kPid}),
              Json({{"ipv4:192.0.2.0/26", {{kPid, "home"}}}}));
    EXPECT_EQ(properties(server, {"ipv4:192.0.2.128/25"}, {kPid}),
              Json({{"ipv4:192.0.2.128/25", {{kPid, "neighbour"}}}}));
    EXPECT_EQ(properties(server, {"ipv4:198.51.100.0/24"}, {kPid}),
              Json({{"ipv4:198.51.100.0/24", {{kPid, "world"}}},
                    {"ipv4:198.51.100.0/25", {{kPid, "neighbour"}}}}));
    EXPECT_EQ(properties(server, {"ipv4:192.0.2.0/24"}, {kAsn}),
              Json({{"ipv4:192.0.2.0/25", {{kAsn, "64496"}}},
                    {"ipv4:192.0.2.128/26", {{kAsn, "64497"}}}}));
    EXPECT_EQ(properties(server, {"ipv6:2001:db8:7::/48"}, {kAsn}),
              Json({{"ipv6:2001:db8:7::/48", {{kAsn, "64498"}}}}));
    EXPECT_EQ(properties(server, {"ipv4:203.0.113.0/24"}, {kAsn}), Json::object());
}

// A block of which parts cover all is removed, as they say everything of it.
TEST(AltoProperties, ABlockThatItsPartsCoverIsLeftOut) {
    Topology::Parts parts = sample_parts();
    parts.map = std::make_shared<const NetworkMap>(
        std::vector<std::string>{"home", "neighbour", "world"},
        std::vector<std::pair<Prefix, Pid>>{{*Prefix::parse("10.0.0.0/9"), 0},
                                            {*Prefix::parse("10.0.1.0/24"), 2},
                                            {*Prefix::parse("10.128.0.0/9"), 1},
                                            {*Prefix::parse("0.0.0.0/0"), 2},
                                            {*Prefix::parse("::/0"), 2}});
    SampleServer server(std::move(parts));
    EXPECT_EQ(properties(server, {"ipv4:10.0.0.0/8"}, {kPid}),
              Json({{"ipv4:10.0.0.0/9", {{kPid, "home"}}},
                    {"ipv4:10.0.1.0/24", {{kPid, "world"}}},
                    {"ipv4:10.128.0.0/9", {{kPid, "neighbour"}}}}));
}

// Whatever the block is, each address inherits from the answer what the map says of it.
TEST(AltoProperties, EveryAddressInheritsWhatTheMapSays) {
    SampleServer server(with_origins());
    for (const char* block : {"0.0.0.0/0", "128.0.0.0/1", "192.0.2.0/23", "192.0.2.0/24",
                              "192.0.2.128/26", "198.51.100.0/24", "100.0.0.0/9"}) {
        const Json told = properties(server, {"ipv4:" + std::string(block)}, Json::array());
        for (const char* text : {"192.0.2.1", "192.0.2.127", "192.0.2.128", "192.0.2.191",
                                 "192.0.2.192", "198.51.100.1", "198.51.100.129", "100.64.3.1",
                                 "203.0.113.9", "0.0.0.0", "255.255.255.255"}) {
            const IpAddress address = *IpAddress::parse(text);
            if (!Prefix::parse(block)->contains(address))
                continue;
            int longest[2] = {-1, -1};
            std::string inherited[2];
            for (const auto& [entity, values] : told.items()) {
                const Prefix around = *Prefix::parse(entity.substr(5));
                for (int i = 0; i < 2; ++i) {
                    const char* const name = i == 0 ? kPid : kAsn;
                    if (!around.contains(address) || !values.contains(name) ||
                        around.length <= longest[i])
                        continue;
                    longest[i] = around.length;
                    inherited[i] = values[name].get<std::string>();
                }
            }
            const Pid pid = server.view.topology().map().find(address);
            EXPECT_EQ(inherited[0], server.view.network_map().name(pid)) << block << " " << text;
            const auto origin = server.view.topology().origin(address);
            EXPECT_EQ(inherited[1], origin ? std::to_string(origin->as) : "")
                << block << " " << text;
        }
    }
}

TEST(AltoProperties, WhoNamesNothingGetsEverything) {
    SampleServer server;
    const Json whole = json_of(server.get("/alto/propmap"))["property-map"];
    EXPECT_EQ(whole, properties(server, Json::array(), {kPid}));
    EXPECT_EQ(whole["ipv4:0.0.0.0/0"], Json({{kPid, "world"}}));
    EXPECT_EQ(whole.size(), 7u);
    // Section 8.3: without "properties", that there are any is all that is told.
    EXPECT_EQ(ask(server, {{"entities", {"ipv4:192.0.2.7", "ipv4:192.0.2.0/24"}}})["property-map"],
              Json({{"ipv4:192.0.2.7", Json::object()}, {"ipv4:192.0.2.0/24", Json::object()}}));
    EXPECT_EQ(ask(server, {{"entities", Json::array()}})["property-map"].size(), 7u);
}

TEST(AltoProperties, WhatIsWrongIsSaid) {
    SampleServer server;
    const auto error = [&](const Json& body, const char* code, const char* field,
                           const char* value = nullptr) {
        const Json meta = ask(server, body, 400)["meta"];
        EXPECT_EQ(meta["code"], code) << body;
        EXPECT_EQ(meta["field"], field) << body;
        if (value != nullptr) {
            EXPECT_EQ(meta["value"], value) << body;
        }
    };
    error({{"properties", {kPid}}}, "E_MISSING_FIELD", "entities");
    error({{"entities", "ipv4:192.0.2.1"}}, "E_INVALID_FIELD_TYPE", "entities");
    for (const char* wrong :
         {"192.0.2.1", "ipv4:192.0.2.1/24", "ipv4:192.0.2.0/33", "ipv4:2001:db8::/32",
          "ipv6:192.0.2.0/24", "ipv6:2001:db8::/129", "ipv4:192.0.2.0/", "ipv4:/24", "pid:home",
          "network-map.pid:home", "network-map.ipv4:192.0.2.1", "ipv6:::ffff:192.0.2.1", ""})
        error({{"entities", {wrong}}}, "E_INVALID_FIELD_VALUE", "entities", wrong);
    for (const char* wrong : {"pid", "asn", "network-map.asn", ""})
        error({{"entities", {"ipv4:192.0.2.1"}}, {"properties", {wrong}}}, "E_INVALID_FIELD_VALUE",
              "properties", wrong);
}

TEST(AltoProperties, MoreThanAnAnswerMayHaveIsRefused) {
    AltoOptions options;
    options.limits.pairs = 6;
    SampleServer server(with_origins(), options);
    EXPECT_EQ(ask(server, {{"entities", Json::array()}}, 413)["meta"]["field"], "entities");
    ask(server, {{"entities", {"ipv4:0.0.0.0/0"}}, {"properties", {kPid, kAsn}}}, 413);
    ask(server, {{"entities", {"ipv4:192.0.2.0/24"}}, {"properties", {kPid}}});
}

TEST(AltoProperties, TheWholeMapIsThereForSmallNetworkMapsAlone) {
    std::vector<std::pair<Prefix, Pid>> prefixes;
    for (uint32_t i = 0; i <= AltoView::kWholePropertiesMost; ++i)
        prefixes.emplace_back(Prefix{IpAddress::from_ipv4(0x0a000000 + i * 256), 24}, Pid{0});
    Topology::Parts parts = sample_parts();
    parts.map = std::make_shared<const NetworkMap>(
        std::vector<std::string>{"home", "neighbour", "world"}, std::move(prefixes));
    SampleServer server(std::move(parts));
    EXPECT_EQ(server.get("/alto/propmap").status, 404u);
    const Json resources = json_of(server.get("/alto/directory"))["resources"];
    EXPECT_EQ(resources.count("property-map"), 0u);
    EXPECT_EQ(resources["filtered-property-map"]["capabilities"]["mappings"]["ipv4"],
              Json({kPid, kAsn}));
}

}  // namespace
}  // namespace sluice
