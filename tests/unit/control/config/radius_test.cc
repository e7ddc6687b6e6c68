// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

TEST(ConfigRadius, IsNotThereUnlessItIsWritten) {
    const auto parsed = box_file("");
    ASSERT_TRUE(parsed.config);
    EXPECT_FALSE(parsed.config->radius);
}

TEST(ConfigRadius, EverythingThatIsWrittenIsRead) {
    const auto parsed = box_file(
        "radius:\n"
        "  accounting: \"0.0.0.0:1813\"\n"
        "  dynamic_authorization: \"[::]:3799\"\n"
        "  clients:\n"
        "    - { address: 192.0.2.0/24, secret: s3cret, require_message_authenticator: true }\n"
        "    - { address: \"2001:db8::1\", secret_file: /etc/sluice/secret }\n"
        "  subscriber_id: Calling-Station-Id\n"
        "  tier: vendor 14988 type 8\n"
        "  site: NAS-Port-Id\n"
        "  expire_after: 30m\n"
        "  remember_stopped: 10m\n"
        "  replay_window: 60s\n"
        "  require_event_timestamp: true\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const RadiusSettings& radius = *parsed.config->radius;
    EXPECT_EQ(radius.accounting->port, 1813);
    EXPECT_EQ(radius.dynamic_authorization->port, 3799);
    ASSERT_EQ(radius.clients.size(), 2u);
    EXPECT_EQ(radius.clients[0].address, *Prefix::parse("192.0.2.0/24"));
    EXPECT_EQ(radius.clients[0].secret, "s3cret");
    EXPECT_TRUE(radius.clients[0].require_message_authenticator);
    EXPECT_EQ(radius.clients[1].secret_file, "/etc/sluice/secret");
    EXPECT_FALSE(radius.clients[1].require_message_authenticator);
    EXPECT_EQ(radius.subscriber_id, *AttributeName::parse("Calling-Station-Id"));
    EXPECT_EQ(radius.tier, *AttributeName::parse("vendor 14988 type 8"));
    EXPECT_EQ(radius.site, AttributeName::parse("NAS-Port-Id"));
    EXPECT_EQ(radius.expire_after_ns, 1'800'000'000'000u);
    EXPECT_EQ(radius.remember_stopped_ns, 600'000'000'000u);
    EXPECT_EQ(radius.replay_window_ns, 60'000'000'000u);
    EXPECT_TRUE(radius.require_event_timestamp);
}

TEST(ConfigRadius, TheSecretIsInTheBoxsPartThatNothingKeeps) {
    const auto parsed = box_file(
        "radius: { accounting: \"0.0.0.0:1813\", clients: [{ address: 192.0.2.1, secret: s3cret }] "
        "}\n"
        "rules: []\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_EQ(parsed.config->policy_text.find("s3cret"), std::string::npos);
    EXPECT_NE(parsed.config->box_text.find("s3cret"), std::string::npos);
}

TEST(ConfigRadius, EveryMistakeIsNamedWithItsPlace) {
    EXPECT_EQ(complaints("radius: {}\n"),
              "box.yaml:4: radius: 'accounting' is missing\n"
              "box.yaml:4: radius: 'clients' is missing\n");
    const std::string told = complaints(
        "radius:\n"
        "  accounting: 1813\n"
        "  dynamic_authorization: localhost:3799\n"
        "  clients:\n"
        "    - { address: nas.example, secret: a }\n"
        "    - { address: 192.0.2.1 }\n"
        "    - { address: 192.0.2.2, secret: hushhush, secret_file: b }\n"
        "    - { address: 192.0.2.2, secret: hushhush }\n"
        "  subscriber_id: user\n"
        "  tier: attribute 26\n"
        "  site: User-Name\n"
        "  expire_after: 500ms\n"
        "  replay_window: 2h\n"
        "  port: 1813\n");
    for (const char* line :
         {"box.yaml:5: radius.accounting: '1813' is no address to listen on",
          "box.yaml:6: radius.dynamic_authorization: 'localhost:3799' is no address",
          "box.yaml:8: radius.clients[0].address: 'nas.example' is no address or prefix",
          "box.yaml:9: radius.clients[1]: needs either secret or secret_file",
          "box.yaml:10: radius.clients[2]: needs either secret or secret_file",
          "box.yaml:11: radius.clients[3].address: 192.0.2.2/32 is there twice",
          "box.yaml:12: radius.subscriber_id: 'user' is no attribute",
          "box.yaml:13: radius.tier: 'attribute 26' is no attribute",
          "box.yaml:14: radius.site: is the same attribute as radius.subscriber_id or radius.tier",
          "box.yaml:15: radius.expire_after: must be whole seconds, from 1s to 720h",
          "box.yaml:16: radius.replay_window: must be whole seconds, from 1s to 1h",
          "unknown key 'port'"})
        EXPECT_NE(told.find(line), std::string::npos) << line << "\nnot in\n" << told;
    EXPECT_EQ(told.find("hushhush"), std::string::npos) << "a secret is shown";
    EXPECT_NE(
        complaints("radius: { accounting: \"0.0.0.0:1813\", clients: [] }\n").find("is empty"),
        std::string::npos);
    EXPECT_NE(complaints("radius: { accounting: \"0.0.0.0:1\", dynamic_authorization: "
                         "\"0.0.0.0:1\", clients: { address: 192.0.2.1, secret: x }, tier: "
                         "User-Name }\n")
                  .find("take another port"),
              std::string::npos);
}

}  // namespace
}  // namespace sluice
