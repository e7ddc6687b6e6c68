// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

TEST(ConfigIpfix, WithoutItThereAreNoFlowRecords) {
    const auto parsed = box_file("");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_TRUE(parsed.config->ipfix.collectors.empty());
    EXPECT_EQ(parsed.config->dataplane.flow_records_active_timeout_ns, 0u);
}

TEST(ConfigIpfix, AnAddressIsEnough) {
    const auto parsed = box_file("ipfix: { collectors: [ { address: \"192.0.2.1:4739\" } ] }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const IpfixSettings& ipfix = parsed.config->ipfix;
    ASSERT_EQ(ipfix.collectors.size(), 1u);
    EXPECT_EQ(ipfix.collectors[0].protocol, IpfixProtocol::udp);
    EXPECT_EQ(ipfix.collectors[0].address.port, 4739);
    EXPECT_EQ(ipfix.enterprise, 32'473u);
    EXPECT_EQ(ipfix.observation_domain, 1u);
    EXPECT_EQ(ipfix.mtu, 1'400u);
    EXPECT_EQ(parsed.config->dataplane.flow_records_active_timeout_ns, 60'000'000'000u);
}

TEST(ConfigIpfix, EverythingCanBeSaid) {
    const auto parsed = box_file(
        "ipfix:\n"
        "  collectors:\n"
        "    - { address: \"192.0.2.1:4739\", transport: tcp }\n"
        "    - { address: \"[2001:db8::1]:2055\", transport: udp }\n"
        "  active_timeout: 5m\n"
        "  template_refresh: 30s\n"
        "  observation_domain: 77\n"
        "  enterprise: 99999\n"
        "  mtu: 9000\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const IpfixSettings& ipfix = parsed.config->ipfix;
    ASSERT_EQ(ipfix.collectors.size(), 2u);
    EXPECT_EQ(ipfix.collectors[0].protocol, IpfixProtocol::tcp);
    EXPECT_EQ(ipfix.collectors[1].name, "[2001:db8::1]:2055");
    EXPECT_EQ(ipfix.active_timeout_ns, 300'000'000'000u);
    EXPECT_EQ(ipfix.template_refresh_ns, 30'000'000'000u);
    EXPECT_EQ(ipfix.observation_domain, 77u);
    EXPECT_EQ(ipfix.enterprise, 99'999u);
    EXPECT_EQ(ipfix.mtu, 9'000u);
    EXPECT_EQ(parsed.config->dataplane.flow_records_active_timeout_ns, 300'000'000'000u);
}

TEST(ConfigIpfix, ACollectorIsNeeded) {
    EXPECT_EQ(complaints("ipfix: { mtu: 1400 }\n"), "box.yaml:4: ipfix: 'collectors' is missing\n");
    EXPECT_EQ(complaints("ipfix: { collectors: [] }\n"),
              "box.yaml:4: ipfix.collectors: is empty; leave ipfix out or name at least one\n");
}

TEST(ConfigIpfix, EachMistakeIsToldWithItsLineAndField) {
    EXPECT_EQ(complaints("ipfix:\n"
                         "  collectors:\n"
                         "    - { address: \"collector.example:4739\" }\n"
                         "    - { address: \"192.0.2.1:4739\", transport: sctp }\n"
                         "    - { address: \"192.0.2.1:4739\" }\n"
                         "  active_timeout: 0s\n"
                         "  template_refresh: 25h\n"
                         "  observation_domain: 0\n"
                         "  enterprise: 0\n"
                         "  mtu: 100\n"),
              "box.yaml:6: ipfix.collectors[0].address: 'collector.example:4739' is no "
              "collector's address and port; write 192.0.2.1:4739 or [2001:db8::1]:4739\n"
              "box.yaml:7: ipfix.collectors[1].transport: 'sctp' is not built in this version; "
              "only udp and tcp are\n"
              "box.yaml:8: ipfix.collectors[2]: collector 192.0.2.1:4739 is listed twice\n"
              "box.yaml:9: ipfix.active_timeout: must be whole seconds, from 1s to 1h\n"
              "box.yaml:10: ipfix.template_refresh: must be whole seconds, from 1s to 24h\n"
              "box.yaml:11: ipfix.observation_domain: '0' is no whole number from 1 to 4294967295\n"
              "box.yaml:12: ipfix.enterprise: '0' is no whole number from 1 to 4294967295\n"
              "box.yaml:13: ipfix.mtu: '100' is no whole number from 576 to 9216\n");
}

}  // namespace
}  // namespace sluice
