// SPDX-License-Identifier: Apache-2.0
#include "control/portal/portal_config.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const std::string kLeast =
    "listen: [\"192.0.2.1:80\"]\n"
    "operator: { name: Example Net, contact: help@example.net }\n";

// Everything that is wrong with it, a line each.
std::string complaints(const std::string& text) {
    std::string all;
    for (const Complaint& complaint : parse_portal_config(text, "portal.yaml").complaints)
        all += complaint.to_string() + "\n";
    return all;
}

TEST(PortalConfig, WhatIsLeftOutHasADefault) {
    const auto parsed = parse_portal_config(kLeast, "portal.yaml");
    ASSERT_TRUE(parsed.config) << complaints(kLeast);
    EXPECT_EQ(parsed.config->socket, "/run/sluice/sluiced.sock");
    EXPECT_FALSE(parsed.config->metrics);
    EXPECT_TRUE(parsed.config->trusted_proxies.empty());
    EXPECT_EQ(parsed.config->limits.connections, 1'024u);
    EXPECT_EQ(parsed.config->limits.idle_ns, 30'000'000'000u);
    EXPECT_TRUE(parse_portal_config(kLeast + "trusted_proxies: []\nnames:\n", "").config);
}

TEST(PortalConfig, EverythingThatIsWrittenIsRead) {
    const std::string text =
        "listen: [\"192.0.2.1:80\", \"[2001:db8::1]:8080\"]\n"
        "metrics: { address: \"127.0.0.1:9465\" }\n"
        "names: [Portal.Example.net, my.example.net]\n"
        "socket: /tmp/s.sock\n"
        "operator: { name: Example Net, contact: \"https://example.net/\", records_kept: 1 year,\n"
        "            flow_records_kept: 1 week }\n"
        "trusted_proxies: [192.0.2.7, \"2001:db8::/64\"]\n"
        "limits: { connections: 10, connections_per_address: 2, requests_per_second: 3,\n"
        "          idle: 1s, read: 200ms }\n";
    const auto parsed = parse_portal_config(text, "portal.yaml");
    ASSERT_TRUE(parsed.config) << complaints(text);
    const PortalConfig& config = *parsed.config;
    ASSERT_EQ(config.listen.size(), 2u);
    EXPECT_EQ(config.listen[1].port, 8080);
    EXPECT_EQ(config.metrics->port, 9465);
    EXPECT_EQ(config.names, (std::vector<std::string>{"portal.example.net", "my.example.net"}));
    EXPECT_EQ(config.socket, "/tmp/s.sock");
    EXPECT_EQ(config.run_by.records_kept, "1 year");
    EXPECT_EQ(config.run_by.flow_records_kept, "1 week");
    ASSERT_EQ(config.trusted_proxies.size(), 2u);
    EXPECT_TRUE(config.trusted_proxies[0].is_one_address());
    EXPECT_EQ(config.limits.connections, 10u);
    EXPECT_EQ(config.limits.connections_per_address, 2u);
    EXPECT_EQ(config.limits.requests_per_second, 3u);
    EXPECT_EQ(config.limits.idle_ns, 1'000'000'000u);
    EXPECT_EQ(config.limits.read_ns, 200'000'000u);
    EXPECT_FALSE(parse_portal_config(kLeast + "metrics: { address: none }\n", "").config->metrics);
}

TEST(PortalConfig, WhatMustBeThereIsAskedFor) {
    EXPECT_EQ(complaints(""), "portal.yaml: expected a mapping, found nothing\n");
    EXPECT_NE(complaints("operator: { name: a, contact: b }\n").find("listen"), std::string::npos);
    EXPECT_NE(complaints("listen: [\"192.0.2.1:80\"]\n").find("operator"), std::string::npos);
    EXPECT_NE(complaints("listen: []\noperator: { name: a }\n").find("contact"), std::string::npos);
    EXPECT_NE(complaints("listen: []\noperator: { name: a }\n")
                  .find("portal.yaml:1: listen: names no address to listen on"),
              std::string::npos);
}

TEST(PortalConfig, EachMistakeNamesLineAndField) {
    const std::pair<const char*, const char*> mistakes[] = {
        {"listn: 1\n", "portal.yaml:3: unknown"},
        {"socket: [a]\n", "portal.yaml:3: socket: expected a single value, found a list"},
        {"names: a\n", "portal.yaml:3: names: expected a list, found a single value"},
        {"names: [\"a b\"]\n", "portal.yaml:3: names[0]: "},
        {"names: [\"portal.example.net:80\"]\n",
         "portal.yaml:3: names[0]: 'portal.example.net:80' is no host's name"},
        {"trusted_proxies: [192.0.2.1/24]\n", "portal.yaml:3: trusted_proxies[0]: "},
        {"metrics: { address: localhost }\n",
         "portal.yaml:3: metrics.address: 'localhost' is no address to listen on"},
        {"limits: { connections: 0 }\n", "portal.yaml:3: limits.connections: "},
        {"limits: { idle: 5 }\n", "portal.yaml:3: limits.idle: "},
        {"limits: { read: 1ms }\n", "portal.yaml:3: limits.read: must be from 100ms to 10m"},
    };
    for (const auto& [line, said] : mistakes)
        EXPECT_EQ(complaints(kLeast + line).substr(0, std::string(said).size()), said) << line;
    EXPECT_EQ(complaints("a: \xff\n"), "portal.yaml:1: is not UTF-8; save it as such\n");
}

TEST(PortalConfig, EveryBeginningOfAFileIsReadOrComplainedAbout) {
    const std::string whole = kLeast + "limits: { connections: 10 }\n";
    for (size_t length = 0; length <= whole.size(); ++length) {
        const auto parsed = parse_portal_config(std::string(whole, 0, length), "portal.yaml");
        EXPECT_NE(parsed.config.has_value(), !parsed.complaints.empty()) << length;
    }
}

}  // namespace
}  // namespace sluice
