// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "control/config/config_file.h"

namespace sluice {
namespace {

ParsedConfigFile parse(const std::string& link, const std::string& policy = {}) {
    return parse_config_file("links:\n" + link + policy, "box.yaml");
}

std::string complaints(const std::string& link, const std::string& policy = {}) {
    std::string text;
    for (const Complaint& complaint : parse(link, policy).complaints)
        text += complaint.to_string() + "\n";
    return text;
}

const std::string kTap =
    "  - name: tap0\n"
    "    mode: tap\n"
    "    mirrors: [{ interface: m0, sees: up }, { interface: m1, sees: down }]\n"
    "    inject: { interface: i0 }\n";
const std::string kInline =
    "  - { name: pop1, pairs: [{ access: { interface: a }, core: { interface: b } }] }\n";

TEST(ConfigTap, HasMirrorsThatSeeOneDirectionOrBothAndAPortToInjectBy) {
    const auto parsed = parse(
        "  - name: tap0\n"
        "    mode: tap\n"
        "    subscriber_prefixes: [198.51.100.0/24, \"2001:db8::/32\"]\n"
        "    mirrors:\n"
        "      - { interface: m0 }\n"
        "      - { device: \"0000:3b:00.0\", sees: up }\n"
        "      - { interface: m2, sees: down }\n"
        "      - { interface: m3, vlans: { up: [101, 102], down: 201 } }\n"
        "    inject: { interface: i0, next_hop: \"02:00:5E:10:00:01\", source: "
        "\"02:00:00:00:00:02\", vlan: 7 }\n"
        "    capacity: { up: 10gbps, down: 20gbps }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const LinkConfiguration& tap = parsed.config->dataplane.links.at(0);
    using Sees = MirrorConfiguration::Sees;
    EXPECT_EQ(tap.mode, LinkMode::beside_path);
    EXPECT_TRUE(tap.pairs.empty());
    ASSERT_EQ(tap.mirrors.size(), 4u);
    EXPECT_EQ(tap.mirrors[0].port.interface, "m0");
    EXPECT_EQ(tap.mirrors[0].sees, Sees::both);
    EXPECT_EQ(tap.mirrors[1].port.device, "0000:3b:00.0");
    EXPECT_EQ(tap.mirrors[1].sees, Sees::up);
    EXPECT_EQ(tap.mirrors[2].sees, Sees::down);
    EXPECT_TRUE(tap.mirrors[3].vlans.up[102]);
    EXPECT_TRUE(tap.mirrors[3].vlans.down[201]);
    EXPECT_FALSE(tap.mirrors[3].vlans.up[201]);
    ASSERT_EQ(tap.subscriber_prefixes.size(), 2u);
    EXPECT_EQ(tap.subscriber_prefixes[1].to_string(), "2001:db8::/32");
    ASSERT_TRUE(tap.inject && tap.inject->next_hop);
    EXPECT_EQ(tap.inject->port.interface, "i0");
    EXPECT_EQ(tap.inject->next_hop->address, (MacAddress{2, 0, 0x5e, 0x10, 0, 1}));
    EXPECT_EQ(tap.inject->next_hop->source, (MacAddress{2, 0, 0, 0, 0, 2}));
    EXPECT_EQ(tap.inject->next_hop->vlan, 7);
    EXPECT_EQ(tap.down_bps, 20'000'000'000u);
}

TEST(ConfigTap, WithoutAPortToInjectByItIsAllowed) {
    EXPECT_EQ(complaints("  - { name: t, mode: tap, mirrors: { interface: m, sees: up } }\n"), "");
}

TEST(ConfigTap, MustBeTold) {
    EXPECT_EQ(complaints("  - { name: t, mode: tap }\n"),
              "box.yaml:2: links[0]: 'mirrors' is missing\n");
}

TEST(ConfigTap, HasNoPairsAndAnInlineLinkNoMirrors) {
    EXPECT_EQ(complaints("  - { name: t, mode: tap, mirrors: { interface: m, sees: up }, pairs: [] "
                         "}\n"),
              "box.yaml:2: links[0].pairs: belongs to an inline link; a tap has mirrors\n");
    EXPECT_EQ(complaints("  - name: x\n"
                         "    pairs: [{ access: { interface: a }, core: { interface: b } }]\n"
                         "    mirrors: [{ interface: m }]\n"
                         "    inject: { interface: i }\n"),
              "box.yaml:4: links[0].mirrors: belongs to a tap; say mode: tap, or give pairs of "
              "ports to stand between\n"
              "box.yaml:5: links[0].inject: belongs to a tap; say mode: tap, or give pairs of "
              "ports to stand between\n");
}

TEST(ConfigTap, AMirrorOfBothDirectionsMustSayWhatTellsThemApart) {
    EXPECT_EQ(complaints("  - { name: t, mode: tap, mirrors: [{ interface: m }] }\n"),
              "box.yaml:2: links[0].mirrors[0]: sees both directions, and nothing tells them "
              "apart; give the link's subscriber_prefixes, vlans: { up: [...], down: [...] }, or "
              "sees: up or sees: down\n");
    EXPECT_EQ(complaints("  - name: t\n"
                         "    mode: tap\n"
                         "    mirrors: [{ interface: m, sees: up, vlans: { up: 1, down: 2 } }]\n"),
              "box.yaml:4: links[0].mirrors[0].vlans: tells two directions apart, and this mirror "
              "sees one; leave it out\n");
    EXPECT_EQ(complaints("  - name: t\n"
                         "    mode: tap\n"
                         "    mirrors: [{ interface: m, vlans: { up: [1, 2], down: [2, 3] } }]\n"),
              "box.yaml:4: links[0].mirrors[0].vlans: has a VLAN for both directions; each is in "
              "tags of its own, or the link's subscriber_prefixes tell them apart\n");
}

TEST(ConfigTap, AnAddressMustBeOneStations) {
    const std::string tap =
        "  - { name: t, mode: tap, mirrors: { interface: m, sees: up }, inject: "
        "{ interface: i, next_hop: ";
    for (const char* wrong : {"02:00:5e:10:00", "02-00-5e-10-00-01", "02:00:5e:10:00:0g",
                              "01:00:5e:10:00:01", "00:00:00:00:00:00"})
        EXPECT_EQ(complaints(tap + "\"" + wrong + "\" } }\n"),
                  std::string("box.yaml:2: links[0].inject.next_hop: '") + wrong +
                      "' is no station's MAC address; write it as \"02:00:5e:10:00:01\"\n");
}

TEST(ConfigTap, ATagIsForANextHopAlone) {
    EXPECT_EQ(complaints("  - name: t\n"
                         "    mode: tap\n"
                         "    mirrors: { interface: m, sees: up }\n"
                         "    inject: { interface: i, vlan: 7 }\n"),
              "box.yaml:5: links[0].inject.vlan: is of frames for a next hop; give next_hop: "
              "\"MAC\", too\n");
}

TEST(ConfigTap, APortIsInOnePlaceOnly) {
    EXPECT_EQ(complaints("  - name: t\n"
                         "    mode: tap\n"
                         "    mirrors: { interface: m, sees: up }\n"
                         "    inject: { interface: m }\n"),
              "box.yaml:5: links[0].inject.interface: interface 'm' is already used on line 4; it "
              "can be in one place only\n");
}

TEST(ConfigTap, TrustIsForWhatGoesOn) {
    EXPECT_EQ(complaints("  - name: t\n"
                         "    mode: tap\n"
                         "    mirrors: { interface: m, sees: up, trust: bleach }\n"),
              "box.yaml:4: links[0].mirrors.trust: 'trust' belongs to the ports of inline "
              "links: what a mirror gets goes no further\n");
}

TEST(ConfigTap, APolicyThatAsksItToPoliceIsRefusedOnTheRulesLine) {
    const std::string policy =
        "rules:\n"
        "  - name: held\n"
        "    match: { label: bittorrent }\n"
        "    action:\n"
        "      police: { per: subscriber, rate: 2mbps }\n";
    EXPECT_EQ(complaints(kTap, policy),
              "box.yaml:10: rules[0].action.police: link tap0 is beside the path: it can observe, "
              "reset and refuse\n");
    EXPECT_EQ(complaints(kInline + kTap, policy),
              "box.yaml:11: rules[0].action.police: link tap0 is beside the path: it can observe, "
              "reset and refuse; for the others alone, add link: [pop1] to its match\n");
}

}  // namespace
}  // namespace sluice
