// SPDX-License-Identifier: Apache-2.0
// What an operator is told, word for word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/policy_yaml.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

std::vector<std::string> told(std::string_view text, PolicyFileKind kind = PolicyFileKind::policy) {
    const ParsedPolicy result = parse_policy(text, "p.yaml", kind, kBoxKeys);
    EXPECT_FALSE(result.policy) << "a policy with a mistake is no policy";
    std::vector<std::string> lines;
    for (const Complaint& complaint : result.complaints)
        lines.push_back(complaint.to_string());
    return lines;
}

// The one complaint about a match, without its place.
std::string of_match(const std::string& match) {
    const auto lines = told(
        "tiers: { gold: { up: 1mbps, down: 1mbps } }\n"
        "never_touch: [" +
        match + "]");
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:2: never_touch[0]").size());
}

// The one complaint about an action, without its place.
std::string of_action(const std::string& action) {
    const auto lines = told("rules: [{ name: a, match: {}, action: " + action + " }]");
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: rules[0].action").size());
}

TEST(PolicyComplaints, AreAllToldAtOnceWithTheirLines) {
    EXPECT_THAT(told(R"(tiers:
  gold: { up: 100, down: 1gbps }
subscribers:
  - { id: s-1, tier: golf, addresses: 198.51.100.300 }
rules:
  - name: a
    match: { lable: bittorrent }
    action: { police: { rate: 0bps } }
)"),
                ElementsAre("p.yaml:2: tiers.gold.up: '100' has no unit; write one of bps, kbps, "
                            "mbps, gbps, tbps",
                            "p.yaml:4: subscribers[0].tier: there is no tier 'golf'; did you mean "
                            "'gold'?",
                            "p.yaml:4: subscribers[0].addresses: '198.51.100.300' is not an IPv4 "
                            "or IPv6 address or prefix, like 192.0.2.0/24 or 2001:db8::/32",
                            "p.yaml:7: rules[0].match: unknown key 'lable'; did you mean 'label'?",
                            "p.yaml:8: rules[0].action.police.rate: a rate of zero lets nothing "
                            "pass; write 'drop' as the action"));
}

TEST(PolicyComplaints, AboutTheTopLevel) {
    EXPECT_THAT(told("rulez: []"),
                ElementsAre("p.yaml:1: unknown key 'rulez'; did you mean 'rules'?"));
    EXPECT_THAT(told("links: []"),
                ElementsAre("p.yaml:1: links: 'links' belongs to the box's configuration file, "
                            "not to a policy"));
    EXPECT_THAT(told("locality: {}"),
                ElementsAre("p.yaml:1: locality: 'locality' belongs to the box's configuration "
                            "file, not to a policy"));
    EXPECT_THAT(told("- rules"), ElementsAre("p.yaml:1: expected a mapping, found a list"));
    EXPECT_THAT(told("rules: []\nrules: []"),
                ElementsAre("p.yaml:2: rules: is here twice; the first is on line 1"));
    EXPECT_THAT(told("linkz: []", PolicyFileKind::box_config),
                ElementsAre("p.yaml:1: unknown key 'linkz'; did you mean 'links'?"));
}

TEST(PolicyComplaints, AboutTiers) {
    EXPECT_THAT(told("tiers: { gold: { up: 1mbps, down: 0bps } }"),
                ElementsAre("p.yaml:1: tiers.gold.down: a tier of rate zero sells nothing; write "
                            "the rate it is provisioned with"));
    EXPECT_THAT(told("tiers: { gold: { up: 1mbps } }"),
                ElementsAre("p.yaml:1: tiers.gold: 'down' is missing"));
    EXPECT_THAT(told("tiers: { gold: { up: 1mbps, down: 11tbps } }"),
                ElementsAre("p.yaml:1: tiers.gold.down: is more than 10tbps"));
    EXPECT_THAT(told("tiers: { g: { up: 1bps, down: 1bps }, g: {} }"),
                ElementsAre("p.yaml:1: tiers.g: is here twice; the first is on line 1"));
}

TEST(PolicyComplaints, AboutAllowances) {
    const auto allowance = [](const std::string& text) {
        return told("tiers: { g: { up: 1bps, down: 1bps, allowance: " + text + " } }");
    };
    EXPECT_THAT(allowance("{}"), ElementsAre("p.yaml:1: tiers.g.allowance: 'volume' is missing"));
    EXPECT_THAT(allowance("{ volume: 500 }"),
                ElementsAre("p.yaml:1: tiers.g.allowance.volume: '500' has no unit; write one of "
                            "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB"));
    EXPECT_THAT(allowance("{ volume: 0GB }"),
                ElementsAre("p.yaml:1: tiers.g.allowance.volume: an allowance of nothing; leave "
                            "it out if the tier has none"));
    EXPECT_EQ(allowance("{ volume: 1GB, counts: all }").size(), 1u);
    EXPECT_EQ(allowance("500GB").size(), 1u);
}

TEST(PolicyComplaints, AboutSubscribers) {
    EXPECT_THAT(told("tiers: { gold: { up: 1mbps, down: 1mbps } }\ndefault_tier: golf"),
                ElementsAre("p.yaml:2: default_tier: there is no tier 'golf'; did you mean "
                            "'gold'?"));
    EXPECT_THAT(told("subscribers:\n  - { id: a, addresses: 192.0.2.1 }\n"
                     "  - { id: a, addresses: 192.0.2.2 }\n"),
                ElementsAre("p.yaml:3: subscribers[1].id: subscriber 'a' is already on line 2"));
    EXPECT_THAT(told("subscribers:\n  - { id: a, addresses: 192.0.2.0/24 }\n"
                     "  - { id: b, addresses: [192.0.2.0/24] }\n"),
                ElementsAre("p.yaml:3: subscribers[1].addresses[0]: 192.0.2.0/24 is already "
                            "subscriber 'a' on line 2; an address has one subscriber"));
    EXPECT_THAT(told("subscribers: [{ tier: gold }]"),
                ElementsAre("p.yaml:1: subscribers[0]: 'id' is missing",
                            "p.yaml:1: subscribers[0].tier: there is no tier 'gold'",
                            "p.yaml:1: subscribers[0]: 'addresses' is missing"));
    EXPECT_THAT(told("subscribers: [{ id: a, addresses: [] }]"),
                ElementsAre("p.yaml:1: subscribers[0].addresses: is empty; leave it out or name at "
                            "least one"));
}

std::string ports(const std::string& of_a) {
    return "subscribers: [{ id: a, addresses: 203.0.113.9, ports: " + of_a + " }]";
}

TEST(PolicyComplaints, AboutPorts) {
    EXPECT_THAT(told(ports("{ psid: 3 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports: 'length' is missing"));
    EXPECT_THAT(told(ports("{ psid: 0, length: 0 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.length: '0' is no whole number from 1 "
                            "to 15"));
    EXPECT_THAT(told(ports("{ psid: 0, length: 16 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.length: '16' is no whole number from "
                            "1 to 15"));
    EXPECT_THAT(told(ports("{ psid: 1, length: 12 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.length: with an offset of 6, at most "
                            "10 of a port's 16 bits are left"));
    EXPECT_THAT(told(ports("{ psid: 256, length: 8 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.psid: is more than 8 bits hold, 255"));
    EXPECT_THAT(told(ports("{ value: 0x4001, mask: 0xc000 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.value: has bits that the mask leaves "
                            "out, so that no port has it"));
    EXPECT_THAT(told(ports("{ ranges: 65000-100 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports.ranges: '65000-100' ends before it "
                            "begins; write 100-65000"));
    EXPECT_THAT(told(ports("{ psid: 3, length: 8, mask: 1 }")),
                ElementsAre("p.yaml:1: subscribers[0].ports: write one of { psid, length, offset "
                            "}, { value, mask } and { ranges }, and no more"));
    EXPECT_THAT(told("subscribers: [{ id: a, addresses: 203.0.113.0/29, ports: { ranges: 9 } }]"),
                ElementsAre("p.yaml:1: subscribers[0].addresses: 'ports' are of single IPv4 "
                            "addresses, not of a prefix like 203.0.113.0/29"));
    EXPECT_THAT(told("subscribers: [{ id: a, addresses: '2001:db8::/56', ports: { ranges: 9 } }]"),
                ElementsAre("p.yaml:1: subscribers[0].ports: are of IPv4 addresses, and there is "
                            "none"));
}

TEST(PolicyComplaints, AboutAPortThatIsTwos) {
    EXPECT_THAT(told("subscribers:\n"
                     "  - { id: a, addresses: 203.0.113.9, ports: { psid: 3, length: 8 } }\n"
                     "  - { id: b, addresses: 203.0.113.9, ports: { ranges: 1024-1040 } }\n"),
                ElementsAre("p.yaml:3: subscribers[1].addresses: port 1036 of 203.0.113.9/32 is "
                            "already subscriber 'a' on line 2; a port of an address has one "
                            "subscriber"));
    EXPECT_THAT(told("subscribers:\n"
                     "  - { id: a, addresses: 203.0.113.9 }\n"
                     "  - { id: b, addresses: 203.0.113.9, ports: { ranges: 1024-1040 } }\n"),
                ElementsAre("p.yaml:3: subscribers[1].addresses: port 1024 of 203.0.113.9/32 is "
                            "already subscriber 'a' on line 2; a port of an address has one "
                            "subscriber"));
}

TEST(PolicyComplaints, AboutNats) {
    const auto nat = [](const std::string& rest) { return told("nats: [{ " + rest + " }]"); };
    EXPECT_THAT(nat("outside: 192.0.2.1"), ElementsAre("p.yaml:1: nats[0]: 'inside' is missing"));
    EXPECT_THAT(nat("inside: 100.64.0.9-100.64.0.1, outside: '2001:db8::/64'"),
                ElementsAre("p.yaml:1: nats[0].inside: '100.64.0.9-100.64.0.1' is no range of IPv4 "
                            "addresses like 100.64.0.1-100.64.0.9",
                            "p.yaml:1: nats[0].outside: '2001:db8::/64' is IPv6; a NAT's addresses "
                            "are IPv4 in this version"));
    EXPECT_THAT(nat("inside: 100.64.0.0/10, outside: 192.0.2.1"),
                ElementsAre("p.yaml:1: nats[0]: not every inside address would have a port; give "
                            "it more outside addresses, or reserve less"));
    EXPECT_THAT(nat("inside: 100.64.0.0/10, outside: 10.0.0.0/8"),
                ElementsAre("p.yaml:1: nats[0].outside: has more than 65536 addresses; write "
                            "several NATs"));
    EXPECT_THAT(nat("inside: 192.0.2.0/24, outside: 192.0.2.1"),
                ElementsAre("p.yaml:1: nats[0].outside: 192.0.2.1-192.0.2.1 has addresses that are "
                            "inside too"));
    EXPECT_THAT(
        nat("inside: 100.64.0.0/24, outside: 192.0.2.1, algorithm: staged, reserved: x"),
        ElementsAre("p.yaml:1: nats[0].reserved: 'x' is no port from 0 to 65535 nor a "
                    "range like 6881-6889",
                    "p.yaml:1: nats[0].algorithm: 'staged' is not sequential or staggered"));
    EXPECT_THAT(told("nats:\n"
                     "  - { inside: 100.64.0.0/24, outside: 192.0.2.1 }\n"
                     "  - { inside: 100.65.0.0/24, outside: 192.0.2.0/31 }\n"
                     "subscribers: [{ id: a, addresses: 192.0.2.0/24 }]\n"),
                ElementsAre("p.yaml:3: nats[1]: 192.0.2.0-192.0.2.1 overlaps 192.0.2.1-192.0.2.1 "
                            "of the NAT on line 2",
                            "p.yaml:4: subscribers[0].addresses: 192.0.2.0/24 has an outside "
                            "address of the NAT on line 2; give the subscriber its inside address",
                            "p.yaml:4: subscribers[0].addresses: 192.0.2.0/24 has an outside "
                            "address of the NAT on line 3; give the subscriber its inside "
                            "address"));
}

TEST(PolicyComplaints, AboutPrefixes) {
    EXPECT_EQ(of_match("{ prefix: 192.0.2.1/24 }"),
              ".prefix: '192.0.2.1/24' has bits beyond its length; write 192.0.2.0/24");
    EXPECT_EQ(of_match("{ prefix: 192.0.2.0/33 }"),
              ".prefix: '192.0.2.0/33' has no length from 0 to 32 after its slash");
    EXPECT_EQ(of_match("{ prefix: '2001:db8::/129' }"),
              ".prefix: '2001:db8::/129' has no length from 0 to 128 after its slash");
    EXPECT_EQ(of_match("{ prefix: '::ffff:192.0.2.1' }"),
              ".prefix: '::ffff:192.0.2.1' is an IPv4 address in IPv6's clothes; write 192.0.2.1");
    EXPECT_EQ(of_match("{ remote_prefix: [10.0.0.0/8, here] }"),
              ".remote_prefix[1]: 'here' is not an IPv4 or IPv6 address or prefix, like "
              "192.0.2.0/24 or 2001:db8::/32");
}

TEST(PolicyComplaints, AboutLabelsAndGrades) {
    EXPECT_EQ(of_match("{ label: bitorrent }"),
              ".label: 'bitorrent' is no label; did you mean 'bittorrent'?");
    const std::string labels =
        "labels are unknown, bittorrent, bittorrent.peer, bittorrent.utp, bittorrent.dht, "
        "bittorrent.tracker, bittorrent.tracker.http, bittorrent.tracker.udp, bittorrent.lsd, "
        "bittorrent.webseed, bittorrent.metainfo, ed2k, ed2k.tcp, ed2k.udp, kad, ppsp, ppsp.peer, "
        "ppsp.tracker, suspect, suspect.encrypted, dns, tls, quic, http, ssh, webrtc, wireguard "
        "or other";
    EXPECT_EQ(of_match("{ label: video }"), ".label: 'video' is no label; " + labels);
    EXPECT_EQ(of_match("{ label: bittorrent, grade: exakt }"),
              ".grade: 'exakt' is not exact, coherent, endpoint or suspect; did you mean 'exact'?");
    EXPECT_EQ(of_match("{ grade: exact }"),
              ".grade: a grade is how sure a label is; name the label too");
    EXPECT_EQ(of_match("{ label: suspect.encrypted }"),
              ".label: a suspect is never surer than that; add grade: suspect");
    EXPECT_EQ(of_match("{ label: unknown, grade: exact }"),
              ".grade: what is unknown has no grade; leave it out");
}

TEST(PolicyComplaints, AboutTheRestOfAMatch) {
    EXPECT_EQ(of_match("{ direction: sideways }"), ".direction: 'sideways' is not up or down");
    EXPECT_EQ(of_match("{ protocol: tpc }"),
              ".protocol: 'tpc' is not icmp, tcp, udp, gre, esp, icmpv6, sctp or a number from 0 "
              "to 255; did you mean 'tcp'?");
    EXPECT_EQ(of_match("{ protocol: 256 }"), ".protocol: '256' is no whole number from 0 to 255");
    EXPECT_EQ(of_match("{ protocol: icmp, port: 80 }"),
              ".port: only tcp and udp have ports; leave out the port or the protocol");
    EXPECT_EQ(of_match("{ port: 0 }"),
              ".port: '0' is no port from 1 to 65535 nor a range like 6881-6889");
    EXPECT_EQ(of_match("{ remote_port: [80, 6889-6881] }"),
              ".remote_port[1]: '6889-6881' ends before it begins; write 6881-6889");
    EXPECT_EQ(of_match("{ subscriber_port: 1-70000 }"),
              ".subscriber_port: '1-70000' is no port from 1 to 65535 nor a range like 6881-6889");
    EXPECT_EQ(of_match("{ tier: tin }"), ".tier: there is no tier 'tin'");
    for (const char* const key :
         {"when: near-congested", "over: { bytes: 1MB }", "hours: { zone: UTC, from: 18:00 }"})
        EXPECT_THAT(of_match("{ " + std::string(key) + " }"),
                    EndsWith(": never means at no time; write a rule with the action 'forward' "
                             "for some times"));
    EXPECT_EQ(of_match("{ role: seeder }"),
              ".role: 'seeder' is not leech, seed, both, partial-seed or superseeder; did you mean "
              "'seed'?");
    EXPECT_EQ(of_match("~"), ": expected a mapping, found nothing");
}

TEST(PolicyComplaints, AboutMoreThanThereMayBe) {
    std::string matches = "never_touch: [";
    for (int i = 0; i < 20'001; ++i)
        matches += "{}, ";
    EXPECT_THAT(told(matches + "]"),
                ElementsAre("p.yaml:1: never_touch: has 20001 matches, more than the 20000 that "
                            "there may be"));
    std::string groups = "never_touch: [ { group: [";
    for (int i = 0; i < 60'001; ++i)
        groups += "g" + std::to_string(i) + ", ";
    EXPECT_THAT(told(groups + "] } ]"),
                ElementsAre("p.yaml:1: has 60001 groups, more than the 60000 that there may be"));
}

TEST(PolicyComplaints, AboutRules) {
    EXPECT_THAT(told("rules:\n  - { name: a, match: {}, action: drop }\n"
                     "  - { name: a, match: {}, action: drop }\n"),
                ElementsAre("p.yaml:3: rules[1].name: rule 'a' is already on line 2; names tell "
                            "rules apart"));
    EXPECT_THAT(told("rules: [{}]"), ElementsAre("p.yaml:1: rules[0]: 'match' is missing",
                                                 "p.yaml:1: rules[0]: 'action' is missing",
                                                 "p.yaml:1: rules[0]: 'name' is missing"));
    EXPECT_THAT(told("rules: { name: a }"),
                ElementsAre("p.yaml:1: rules: expected a list, found a mapping"));
}

TEST(PolicyComplaints, AboutWhen) {
    const auto rule = [](const std::string& when, const std::string& congestion) {
        return told(congestion + "rules: [{ name: a, match: { when: " + when +
                    " }, action: drop }]");
    };
    EXPECT_THAT(rule("heavy", ""),
                ElementsAre("p.yaml:1: rules[0].match.when: means nothing without 'congestion' at "
                            "the top of the policy; write congestion: {} there"));
    EXPECT_THAT(rule("hevy", "congestion: {}\n"),
                ElementsAre("p.yaml:2: rules[0].match.when: 'hevy' is not near-congested, heavy or "
                            "best-effort; did you mean 'heavy'?"));
    EXPECT_THAT(rule("[]", "congestion: {}\n"),
                ElementsAre("p.yaml:2: rules[0].match.when: is empty; leave it out or name at "
                            "least one"));
}

TEST(PolicyComplaints, AboutActions) {
    EXPECT_EQ(of_action("frward"),
              ": 'frward' is not forward, drop or refuse; did you mean 'forward'?");
    EXPECT_EQ(of_action("police"),
              ": 'police' needs to be told how much; write { police: { rate: 2mbps } }");
    EXPECT_EQ(of_action("dscp"), ": 'dscp' needs to be told how much; write { dscp: le }");
    EXPECT_EQ(of_action("[drop]"), ": expected forward, drop, refuse or a mapping of what is done");
    EXPECT_EQ(of_action("{}"),
              ": says nothing; write forward, drop, police, shape, dscp, reset, refuse or "
              "connections");
    EXPECT_EQ(of_action("{ drop: false }"),
              ".drop: only true makes sense here; leave the key out instead");
    EXPECT_EQ(
        of_action("{ drop: true, dscp: le }"),
        ": what is dropped can be neither forwarded, policed, shaped, marked nor answered; leave "
        "'drop' alone or leave it out");
    EXPECT_EQ(of_action("{ dscp: low }"),
              ".dscp: 'low' is no DSCP; write le, cs0 to cs7, af11 to af43, va, ef or 0 to 63");
    EXPECT_EQ(of_action("{ dscp: 64 }"), ".dscp: '64' is no whole number from 0 to 63");
}

TEST(PolicyComplaints, AboutPolice) {
    EXPECT_EQ(of_action("{ police: {} }"), ".police: 'rate' is missing");
    EXPECT_EQ(of_action("{ police: 2mbps }"), ".police: expected a mapping, found a single value");
    EXPECT_EQ(of_action("{ police: { rate: 11tbps } }"), ".police.rate: is more than 10tbps");
    EXPECT_EQ(of_action("{ police: { rate: 2mbps, per: link } }"),
              ".police.per: 'link' is not flow, subscriber or rule");
    EXPECT_EQ(of_action("{ police: { rate: 2mbps, burst: 64 } }"),
              ".police.burst: '64' is neither a time like 50ms (of the rate) nor a size like 64kB");
    EXPECT_EQ(of_action("{ police: { rate: 64kbps, burst: 50ms } }"),
              ".police.burst: '50ms' is 400 bytes at this rate, too small for a full packet; write "
              "1500B or more");
    EXPECT_EQ(of_action("{ police: { rate: 10gbps, burst: 10s } }"),
              ".police.burst: '10s' is more than 1GiB at this rate");
}

}  // namespace
}  // namespace sluice
