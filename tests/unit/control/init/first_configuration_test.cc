// SPDX-License-Identifier: Apache-2.0
#include "control/init/first_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/config/config_file.h"
#include "control/init/port_candidates.h"
#include "tests/unit/control/machine/machine_folder.h"

namespace sluice {
namespace {

ConfigFile read(const FirstAnswers& answers) {
    EXPECT_EQ(ports_objection(answers.ports), "");
    EXPECT_EQ(capacity_objection(answers.capacity), "");
    EXPECT_EQ(subscribers_objection(answers.subscribers), "");
    const auto parsed = parse_config_file(first_configuration(answers), "first.yaml");
    for (const Complaint& complaint : parsed.complaints)
        ADD_FAILURE() << complaint.to_string();
    return parsed.config.value_or(ConfigFile());
}

TEST(FirstConfiguration, OfInterfacesLooksAndTouchesNothing) {
    const ConfigFile config = read({"eth2 eth3", "2.5gbps 10gbps", "list"});
    ASSERT_EQ(config.dataplane.links.size(), 1u);
    const LinkConfiguration& link = config.dataplane.links[0];
    EXPECT_EQ(link.pairs.at(0).access.interface, "eth2");
    EXPECT_EQ(link.pairs.at(0).core.interface, "eth3");
    EXPECT_EQ(link.up_bps, 2'500'000'000u);
    EXPECT_EQ(link.down_bps, 10'000'000'000u);
    EXPECT_TRUE(config.policy.rules.empty());
    EXPECT_FALSE(config.dhcp);
    EXPECT_FALSE(config.radius);
}

TEST(FirstConfiguration, OfCardsHasDevices) {
    const ConfigFile config = read({"0000:3b:00.0  0000:3b:00.1", "10gbps", "list"});
    EXPECT_EQ(config.dataplane.links.at(0).pairs.at(0).core.device, "0000:3b:00.1");
    EXPECT_EQ(config.dataplane.links.at(0).up_bps, 10'000'000'000u);
}

TEST(FirstConfiguration, LearnsSubscribersWhereItIsTold) {
    EXPECT_TRUE(read({"eth2 eth3", "1gbps", "dhcp 198.51.100.0/28 2001:db8:5::/64"}).dhcp);
    EXPECT_TRUE(read({"eth2 eth3", "1gbps", "radius 192.0.2.1 /etc/sluice/radius-secret"}).radius);
}

TEST(FirstConfiguration, WrongAnswersAreToldWhatIsRight) {
    for (const char* ports : {"", "eth2", "eth2 eth2", "eth2 eth3 eth4", "eth2 \"}", "eth2 a\\b",
                              "eth2 this-name-is-too-long"})
        EXPECT_NE(ports_objection(ports), "") << ports;
    for (const char* capacity : {"", "10", "10gbps 1gbps 1gbps", "fast", "10 gbps"})
        EXPECT_NE(capacity_objection(capacity), "") << capacity;
    for (const char* subscribers :
         {"", "all", "list homes.csv", "dhcp", "dhcp here", "radius", "radius 192.0.2.1",
          "radius nas /etc/secret", "radius 192.0.2.1 /etc/\"x"})
        EXPECT_NE(subscribers_objection(subscribers), "") << subscribers;
}

TEST(PortCandidates, LeaveOutHowTheMachineIsReached) {
    test::MachineFolder machine;
    for (const char* name : {"eth0", "eth1", "eth2", "eth3", "br0", "lo"}) {
        const std::string folder = std::string("/sys/class/net/") + name;
        machine.write(folder + "/type", std::string(name) == "lo" ? "772\n" : "1\n");
        machine.write(folder + "/operstate", "up\n");
        machine.link(folder + "/device/driver", "../../drivers/ice");
    }
    machine.write("/sys/class/net/br0/bridge/x", "");
    machine.write("/sys/class/net/eth2/speed", "25000\n");
    machine.write("/proc/net/route",
                  "Iface\tDestination\tGateway\neth0\t00000000\t010011AC\neth3\t0000A8C0\t0\n");
    machine.write(
        "/proc/net/ipv6_route",
        "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
        "fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth1\n");
    const auto candidates = port_candidates(machine.files());
    ASSERT_EQ(candidates.size(), 4u);
    EXPECT_TRUE(candidates[0].has_default_route);
    EXPECT_TRUE(candidates[1].has_default_route);
    EXPECT_EQ(candidates[2].described, "ice, 25000 Mbit/s, up");
    EXPECT_EQ(likely_pair(candidates), (std::vector<std::string>{"eth2", "eth3"}));
    machine.write("/proc/net/ipv6_route", "");
    EXPECT_TRUE(likely_pair(port_candidates(machine.files())).empty()) << "three may be meant";
}

}  // namespace
}  // namespace sluice
