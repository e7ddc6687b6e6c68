// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

using testing::ElementsAre;

TEST(ConfigDhcp, IsLookedAtOnlyWhereItIsConfigured) {
    EXPECT_FALSE(box_file("").config->dhcp);
    EXPECT_FALSE(box_file("").config->dataplane.copy_dhcp);
    const auto parsed = box_file("dhcp: { servers: 198.51.100.1 }\n");
    ASSERT_TRUE(parsed.config);
    EXPECT_TRUE(parsed.config->dataplane.copy_dhcp);
    const DhcpSettings& dhcp = parsed.config->dhcp.value();
    EXPECT_TRUE(dhcp.relays.empty());
    EXPECT_THAT(dhcp.id_from, ElementsAre(DhcpIdSource::subscriber_id, DhcpIdSource::remote_id,
                                          DhcpIdSource::circuit_id));
    EXPECT_EQ(dhcp.longest_lease_ns, 604'800'000'000'000u);
}

TEST(ConfigDhcp, EverythingThatIsWrittenIsRead) {
    const auto parsed = box_file(
        "dhcp: { servers: [198.51.100.0/28, \"2001:db8:5::/64\"], relays: [10.0.0.0/8],\n"
        "        subscriber_id: [hardware-address, remote-id], longest_lease: 12h }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const DhcpSettings& dhcp = parsed.config->dhcp.value();
    EXPECT_THAT(dhcp.servers,
                ElementsAre(*Prefix::parse("198.51.100.0/28"), *Prefix::parse("2001:db8:5::/64")));
    EXPECT_THAT(dhcp.relays, ElementsAre(*Prefix::parse("10.0.0.0/8")));
    EXPECT_THAT(dhcp.id_from, ElementsAre(DhcpIdSource::hardware_address, DhcpIdSource::remote_id));
    EXPECT_EQ(dhcp.longest_lease_ns, 43'200'000'000'000u);
}

TEST(ConfigDhcp, AMistakeIsNamedWithWhatWouldBeRight) {
    EXPECT_EQ(complaints("dhcp: { relays: 10.0.0.1 }\n"),
              "box.yaml:4: dhcp: 'servers' is missing\n");
    EXPECT_EQ(complaints("dhcp: { servers: [] }\n"),
              "box.yaml:4: dhcp.servers: is empty; leave it out or name at least one\n");
    EXPECT_THAT(complaints("dhcp: { servers: }\n"), testing::HasSubstr("dhcp.servers"));
    EXPECT_EQ(complaints("dhcp: { servers: 10.0.0.1, subscriber_id: [remote-id, remote-id] }\n"),
              "box.yaml:4: dhcp.subscriber_id[1]: 'remote-id' is listed twice\n");
    EXPECT_EQ(complaints("dhcp: { servers: 10.0.0.1, subscriber_id: [] }\n"),
              "box.yaml:4: dhcp.subscriber_id: is empty; leave it out or name at least one\n");
    EXPECT_EQ(complaints("dhcp: { servers: 10.0.0.1, longest_lease: 1s }\n"),
              "box.yaml:4: dhcp.longest_lease: must be whole seconds, from 1m to 366d\n");
    EXPECT_THAT(complaints("dhcp: { servers: 10.0.0.1, subscriber_id: mac }\n"),
                testing::HasSubstr("hardware-address"));
    EXPECT_THAT(complaints("dhcp: { server: 10.0.0.1 }\n"),
                testing::HasSubstr("unknown key 'server'; did you mean 'servers'?"));
    EXPECT_THAT(complaints("dhcp: { servers: 10.0.0.300 }\n"),
                testing::HasSubstr("dhcp.servers: '10.0.0.300' is not an IPv4 or IPv6 address"));
}

}  // namespace
}  // namespace sluice
