// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/registration_handler.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/layers/layer_samples.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

using Outcome = RegistrationHandler::Outcome;

struct Scene {
    HttpReply post(const std::string& token, const std::string& body,
                   std::string_view path = kRegistrationPath, std::string_view method = "POST") {
        const std::string authorization = "Bearer " + token;
        HttpRequest request;
        request.method = method;
        request.target = path;
        request.authorization = authorization;
        request.body = body;
        return handler.answer(request);
    }

    uint32_t now_s = 1'000;
    std::shared_ptr<const LayerMap> map = std::make_shared<LayerMap>();
    std::vector<std::string> told;
    RegistrationHandler handler{
        {{"metro", "metro-metro-metro", prefixes({"198.18.0.0/15"})},
         {"suburb", "suburb-suburb-sub", prefixes({"198.18.0.0/16"})}},
        [this](std::shared_ptr<const LayerMap> next) { map = std::move(next); },
        [this](const std::string& line) { told.push_back(line); },
        [this] { return now_s; }};
    const std::string metro =
        registration_text(registration_of("http://192.0.2.1/announce", {"198.18.0.0/16"}));
};

TEST(RegistrationHandler, WhoHasATokenIsRegisteredForALifetime) {
    Scene scene;
    const HttpReply reply = scene.post("metro-metro-metro", scene.metro);
    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.body, "{\"lifetime\":60}");
    EXPECT_EQ(scene.map->layer_of(address("198.18.0.1")), 0u);
    scene.now_s += 60;
    scene.handler.look();
    EXPECT_TRUE(scene.map->empty());
    EXPECT_EQ(scene.told,
              (std::vector<std::string>{"tracker metro is registered",
                                        "tracker metro has not renewed its registration"}));
    EXPECT_EQ(scene.handler.lapsed(), 1u);
}

TEST(RegistrationHandler, WithoutATokenNothingIsRead) {
    Scene scene;
    EXPECT_EQ(scene.post("metro-metro-metrO", scene.metro).status, 403u);
    EXPECT_EQ(scene.post("", "garbage").status, 403u);
    HttpRequest basic;
    basic.method = "POST";
    basic.target = kRegistrationPath;
    basic.authorization = "Basic metro-metro-metro";
    EXPECT_EQ(scene.handler.answer(basic).status, 403u);
    EXPECT_EQ(scene.handler.count(Outcome::forbidden), 3u);
    EXPECT_TRUE(scene.map->empty());
    EXPECT_TRUE(scene.told.empty()) << "strangers fill no log";
}

TEST(RegistrationHandler, WhatIsWrongIsSaidAndToldTheOperatorOnce) {
    Scene scene;
    scene.post("metro-metro-metro", scene.metro);
    for (int i = 0; i < 3; ++i) {
        const HttpReply reply = scene.post("suburb-suburb-sub", scene.metro);
        EXPECT_EQ(reply.status, 409u);
        EXPECT_EQ(reply.body, "{\"error\":\"198.18.0.0/16 is registered by metro\"}");
    }
    EXPECT_EQ(scene.told.size(), 2u);
    EXPECT_EQ(scene.told.back(),
              "tracker suburb is not registered: 198.18.0.0/16 is registered by metro");
    EXPECT_EQ(scene.handler.count(Outcome::conflict), 3u);
    EXPECT_EQ(scene.post("suburb-suburb-sub", "{").status, 400u);
    EXPECT_EQ(scene
                  .post("suburb-suburb-sub", registration_text(registration_of(
                                                 "http://192.0.2.1/announce", {"198.19.0.0/16"})))
                  .status,
              403u);
    EXPECT_EQ(scene.handler.count(Outcome::malformed), 1u);
    EXPECT_EQ(scene.handler.count(Outcome::beyond), 1u);
}

TEST(RegistrationHandler, WhoTakesLeaveIsGoneAtOnce) {
    Scene scene;
    scene.post("metro-metro-metro", scene.metro);
    EXPECT_EQ(scene.handler.registered(), 1u);
    EXPECT_EQ(scene.post("metro-metro-metro", registration_text({})).status, 200u);
    EXPECT_TRUE(scene.map->empty());
    EXPECT_EQ(scene.handler.registered(), 0u);
}

TEST(RegistrationHandler, IsAtOnePlaceAndTakesPostAlone) {
    Scene scene;
    EXPECT_EQ(scene.post("metro-metro-metro", scene.metro, "/").status, 404u);
    EXPECT_EQ(scene.post("metro-metro-metro", scene.metro, kRegistrationPath, "GET").status, 405u);
}

}  // namespace
}  // namespace sluice
