// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/config/config_file.h"

namespace sluice {
namespace {

using testing::HasSubstr;

ParsedConfigFile with_control(const std::string& control) {
    return parse_config_file(
        "links:\n  - name: l\n    pairs:\n"
        "      - { access: { interface: a }, core: { interface: b } }\n"
        "control: " +
            control + "\n",
        "box.yaml");
}

std::string complaint(const std::string& control) {
    const auto parsed = with_control(control);
    return parsed.complaints.empty() ? "" : parsed.complaints.front().to_string();
}

TEST(ControlSection, WithoutItTheSocketAloneListens) {
    const auto parsed = with_control("{}");
    ASSERT_TRUE(parsed.config);
    EXPECT_FALSE(parsed.config->remote);
    EXPECT_EQ(parsed.config->socket, "/run/sluice/sluiced.sock");
}

TEST(ControlSection, SaysWhereOthersAskAndByWhichFiles) {
    const auto parsed = with_control(
        "{ remote: { address: \"192.0.2.1:9465\", certificate: /a.pem, key: /a.key, "
        "authorities: /b.pem, revoked: /c } }");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_EQ(parsed.config->remote->address, "192.0.2.1:9465");
    EXPECT_EQ(parsed.config->remote->key, "/a.key");
    EXPECT_EQ(parsed.config->remote->revoked, "/c");
}

TEST(ControlSection, WhatIsMissingOrWrongIsNamed) {
    EXPECT_THAT(complaint("{ remote: { address: \"192.0.2.1:9465\", certificate: /a.pem, "
                          "authorities: /b.pem } }"),
                HasSubstr("box.yaml:5: control.remote: 'key' is missing"));
    EXPECT_THAT(complaint("{ remote: { address: anywhere, certificate: /a, key: /b, "
                          "authorities: /c } }"),
                HasSubstr("'anywhere' is no address and port"));
    EXPECT_THAT(complaint("{ remote: { port: 9465 } }"), HasSubstr("port"));
    EXPECT_THAT(complaint("{ socket: /" + std::string(200, 'x') + " }"), HasSubstr("longer"));
}

}  // namespace
}  // namespace sluice
