// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "control/config/config_file.h"

namespace sluice {
namespace {

std::string complaints(const std::string& links) {
    std::string text;
    for (const Complaint& complaint : parse_config_file("links:\n" + links, "box.yaml").complaints)
        text += complaint.to_string() + "\n";
    return text;
}

const std::string kPair = "pairs: [{ access: { interface: a }, core: { interface: b } }]";

TEST(ConfigLinks, ALagIsSeveralPairsOfDevicesOrInterfaces) {
    const auto parsed = parse_config_file(
        "links:\n"
        "  - name: pop1\n"
        "    mode: inline\n"
        "    pairs:\n"
        "      - { access: { device: \"0000:3b:00.0\" }, core: { device: \"0000:3b:00.1\" } }\n"
        "      - { access: { interface: eth2 }, core: { interface: eth3 } }\n"
        "    capacity: { up: 10gbps, down: 20gbps }\n"
        "    realm: north\n"
        "    tunnels: outer\n",
        "box.yaml");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const LinkConfiguration& link = parsed.config->dataplane.links.at(0);
    EXPECT_EQ(link.name, "pop1");
    ASSERT_EQ(link.pairs.size(), 2u);
    EXPECT_EQ(link.pairs[0].access.device, "0000:3b:00.0");
    EXPECT_EQ(link.pairs[1].core.interface, "eth3");
    EXPECT_EQ(link.up_bps, 10'000'000'000u);
    EXPECT_EQ(link.down_bps, 20'000'000'000u);
    EXPECT_EQ(link.realm, "north");
    EXPECT_EQ(link.tunnels, TunnelView::outer);
}

TEST(ConfigLinks, ThereMustBeOne) {
    EXPECT_EQ(complaints("  []\n"),
              "box.yaml:2: links: is empty; leave it out or name at least one\n");
}

TEST(ConfigLinks, AModeThatDoesNotExistIsRefused) {
    EXPECT_EQ(complaints("  - { name: x, mode: inlin, " + kPair + " }\n"),
              "box.yaml:2: links[0].mode: 'inlin' is not inline or tap; did you mean 'inline'?\n");
}

TEST(ConfigLinks, ANameAndPairsAreNeeded) {
    EXPECT_EQ(complaints("  - { realm: x }\n"),
              "box.yaml:2: links[0]: 'name' is missing\n"
              "box.yaml:2: links[0]: 'pairs' is missing\n");
}

TEST(ConfigLinks, TwoLinksOfOneNameAreRefused) {
    EXPECT_EQ(complaints("  - { name: x, " + kPair +
                         " }\n"
                         "  - { name: x, pairs: [{ access: { interface: c }, core: { interface: d "
                         "} }] }\n"),
              "box.yaml:3: links[1].name: link name 'x' is already used on line 2; it can be in "
              "one place only\n");
}

TEST(ConfigLinks, AnInterfaceCanBeInOnePlaceOnly) {
    EXPECT_EQ(complaints("  - { name: x, " + kPair +
                         " }\n"
                         "  - { name: y, pairs: [{ access: { interface: b }, core: { interface: d "
                         "} }] }\n"),
              "box.yaml:3: links[1].pairs[0].access.interface: interface 'b' is already used on "
              "line 2; it can be in one place only\n");
}

TEST(ConfigLinks, APortIsADeviceOrAnInterface) {
    EXPECT_EQ(complaints("  - name: x\n"
                         "    pairs:\n"
                         "      - access: { device: net_null0, interface: a }\n"
                         "        core: {}\n"),
              "box.yaml:4: links[0].pairs[0].access: has both a device and an interface; a port is "
              "one of them\n"
              "box.yaml:5: links[0].pairs[0].core: has neither a device nor an interface; give { "
              "device: \"0000:3b:00.0\" } for a DPDK device or { interface: eth2 } for a kernel "
              "interface\n");
}

TEST(ConfigLinks, AnInterfaceNameFitsTheKernel) {
    EXPECT_EQ(complaints("  - { name: x, pairs: [{ access: { interface: a234567890123456 }, core: "
                         "{ interface: b } }] }\n"),
              "box.yaml:2: links[0].pairs[0].access.interface: 'a234567890123456' is no interface "
              "name; those have at most 15 characters and no slash\n");
}

TEST(ConfigLinks, ACapacityHasBothDirectionsAndUnits) {
    EXPECT_EQ(complaints("  - { name: x, " + kPair + ", capacity: { up: 10gbps } }\n"),
              "box.yaml:2: links[0].capacity: 'down' is missing\n");
    EXPECT_NE(complaints("  - { name: x, " + kPair + ", capacity: { up: 10, down: 1gbps } }\n")
                  .find("box.yaml:2: links[0].capacity.up: "),
              std::string::npos);
}

TEST(ConfigLinks, AnInlineLinkMayFailClosedAndReflectLostCarriers) {
    const auto parsed = parse_config_file(
        "links:\n"
        "  - { name: a, " +
            kPair +
            " }\n"
            "  - name: b\n"
            "    pairs: { access: { interface: c }, core: { interface: d } }\n"
            "    fail: closed\n"
            "    reflect_link_down: true\n"
            "heartbeat: { patience: 25ms, settle: 2s }\n",
        "box.yaml");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const DataplaneConfiguration& box = parsed.config->dataplane;
    EXPECT_FALSE(box.links.at(0).fail_closed);
    EXPECT_FALSE(box.links.at(0).reflect_link_down);
    EXPECT_TRUE(box.links.at(1).fail_closed);
    EXPECT_TRUE(box.links.at(1).reflect_link_down);
    EXPECT_EQ(box.heartbeat.patience_ns, 25'000'000u);
    EXPECT_EQ(box.heartbeat.settle_ns, 2'000'000'000u);
}

TEST(ConfigLinks, ATapDoesNotFailAndHeartbeatsHaveBounds) {
    EXPECT_EQ(complaints("  - { name: x, fail: shut, " + kPair + " }\n"),
              "box.yaml:2: links[0].fail: 'shut' is not open or closed\n");
    EXPECT_EQ(complaints("  - { name: x, mode: tap, mirrors: [{ interface: a, sees: up }], "
                         "fail: closed }\n"),
              "box.yaml:2: links[0].fail: belongs to an inline link; a tap fails without "
              "anybody's noticing\n");
    EXPECT_EQ(
        complaints("  - { name: x, " + kPair + " }\nheartbeat: { patience: 1ms, settle: 2h }\n"),
        "box.yaml:3: heartbeat.patience: must be from 2ms to 10s\n"
        "box.yaml:3: heartbeat.settle: must be from 0s to 1h\n");
}

TEST(ConfigLinks, ABypassCommandIsForPortsThatAreNotTheKernels) {
    const std::string devices = "pairs: [{ access: { device: a }, core: { device: b } }]";
    const auto parsed = parse_config_file(
        "links: [{ name: x, " + devices + ", bypass_command: /usr/local/sbin/around }]\n",
        "box.yaml");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_EQ(parsed.config->dataplane.links.at(0).bypass_command, "/usr/local/sbin/around");
    EXPECT_EQ(complaints("  - { name: x, " + devices + ", bypass_command: around }\n"),
              "box.yaml:2: links[0].bypass_command: 'around' is no absolute path of a program\n");
    EXPECT_EQ(
        complaints("  - { name: x, " + kPair + ", bypass_command: /bin/true }\n"),
        "box.yaml:2: links[0].bypass_command: is for ports that are not the kernel's; packets "
        "go past these ones without it\n");
}

}  // namespace
}  // namespace sluice
