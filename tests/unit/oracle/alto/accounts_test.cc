// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/oracle/alto/sample_view.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

class AltoAccounts : public testing::Test {
 protected:
    HttpReply ask(const Json& body, std::string_view authorization = "") {
        const AltoResourceEntry& entry = entry_of(AltoResource::account_property_map);
        const std::string text = body.dump();
        HttpRequest request;
        request.method = "POST";
        request.target = entry.path;
        request.content_type = entry.accepts;
        request.authorization = authorization;
        request.body = text;
        request.client = server_.client;
        request.client_port = 4'000;
        return server_.ask(request).reply;
    }

    static Json told(const HttpReply& reply) {
        EXPECT_EQ(reply.status, 200u) << reply.content();
        return json_of(reply).value("property-map", Json());
    }

    SampleServer server_;
};

TEST_F(AltoAccounts, WhoAsksIsToldOfTheirOwn) {
    EXPECT_EQ(told(ask({{"entities", {"ipv4:192.0.2.1", "ipv4:192.0.2.1/32"}},
                        {"properties", Json::array()}})),
              Json({{"ipv4:192.0.2.1",
                     {{".priv:sluice-up-bytes", "1000"},
                      {".priv:sluice-down-bytes", "12345678901"},
                      {".priv:sluice-period-begin", "2026-11-01T00:00:00Z"}}}}));
    EXPECT_EQ(
        told(ask({{"entities", {"ipv4:192.0.2.1"}}, {"properties", {".priv:sluice-up-bytes"}}})),
        Json({{"ipv4:192.0.2.1", {{".priv:sluice-up-bytes", "1000"}}}}));
    EXPECT_EQ(told(ask({{"entities", {"ipv4:192.0.2.1"}}})),
              Json({{"ipv4:192.0.2.1", Json::object()}}));
}

TEST_F(AltoAccounts, OfASharedAddressThePortSaysWhose) {
    server_.client = *IpAddress::parse("192.0.2.2");
    EXPECT_EQ(
        told(ask({{"entities", {"ipv4:192.0.2.2"}}, {"properties", {".priv:sluice-down-bytes"}}})),
        Json({{"ipv4:192.0.2.2", {{".priv:sluice-down-bytes", "8"}}}}));
}

// Whoever names anybody else's is told of none, whether there is one or not.
TEST_F(AltoAccounts, NobodyElsesIsToldWithoutAToken) {
    for (const char* other : {"ipv4:192.0.2.2", "ipv4:203.0.113.1", "ipv4:192.0.2.0/24"})
        for (const char* shown : {"", "Bearer", "Bearer no", "Basic token", "token"}) {
            const HttpReply reply = ask({{"entities", {"ipv4:192.0.2.1", other}}}, shown);
            EXPECT_EQ(reply.status, 401u) << other << " " << shown;
            EXPECT_EQ(reply.authenticate, "Bearer");
            EXPECT_EQ(reply.content(), "");
        }
    EXPECT_EQ(server_.accounts.asked, 0);
}

TEST_F(AltoAccounts, ATokenMayAskForAll) {
    server_.client = *IpAddress::parse("203.0.113.1");
    const HttpReply reply =
        ask({{"entities", {"ipv4:192.0.2.1", "ipv4:192.0.2.2", "ipv4:192.0.2.0/24"}},
             {"properties", {".priv:sluice-up-bytes"}}},
            "Bearer token");
    // Of the shared address nobody knows whose it is.
    EXPECT_EQ(told(reply), Json({{"ipv4:192.0.2.1", {{".priv:sluice-up-bytes", "1000"}}}}));
    EXPECT_EQ(reply.entity_tag, "") << "nobody keeps it";
    EXPECT_EQ(reply.max_age_s, 0u);
}

TEST_F(AltoAccounts, WhereNobodyAnswersTheClientComesAgain) {
    server_.accounts.is_busy = true;
    const HttpReply reply = ask({{"entities", {"ipv4:192.0.2.1"}}});
    EXPECT_EQ(reply.status, 503u);
    EXPECT_EQ(reply.retry_after_s, 1u);
}

TEST_F(AltoAccounts, FewAreAskedForAtATime) {
    Json many;
    for (int i = 0; i < 17; ++i)
        many.push_back("ipv4:192.0.2." + std::to_string(i));
    EXPECT_EQ(ask({{"entities", many}}, "Bearer token").status, 413u);
    EXPECT_EQ(ask({{"entities", {"192.0.2.1"}}}).status, 400u);
    EXPECT_EQ(ask({{"entities", {"ipv4:192.0.2.1"}}, {"properties", {"network-map.pid"}}}).status,
              400u);
}

TEST_F(AltoAccounts, AreOfferedOnlyWhereTheyAreKnown) {
    EXPECT_EQ(json_of(server_.get("/alto/directory"))["resources"].count("account-property-map"),
              0u);
    AltoOptions options;
    options.with_accounts = true;
    SampleServer knows(sample_parts(), options);
    EXPECT_EQ(json_of(knows.get("/alto/directory"))["resources"]["account-property-map"]
                                                   ["capabilities"]["mappings"]["ipv4"]
                                                       .size(),
              3u);
}

}  // namespace
}  // namespace sluice
