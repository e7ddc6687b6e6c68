// SPDX-License-Identifier: Apache-2.0
// Rules that would never do anything, and why.
#include "policy/yaml/match_sense.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/yaml/rule_text.h"

namespace sluice {
namespace {

TEST(MatchSense, ALabelIsCarriedByWhatItIsCarriedBy) {
    EXPECT_EQ(told_of_match("{ label: bittorrent.dht, protocol: tcp }"),
              "match.protocol: 'bittorrent.dht' is never carried by that; leave it out");
    EXPECT_EQ(told_of_match("{ label: tls, protocol: udp }"),
              "match.protocol: 'tls' is never carried by that; leave it out");
    EXPECT_EQ(told_of_match("{ label: bittorrent, protocol: icmp }"),
              "match.protocol: 'bittorrent' is never carried by that; leave it out");
    EXPECT_EQ(match_of("{ label: bittorrent, protocol: udp }").protocol, 17);
    EXPECT_EQ(match_of("{ label: bittorrent.tracker, protocol: udp }").protocol, 17);
    EXPECT_EQ(match_of("{ label: unknown, protocol: gre }").protocol, 47);
}

TEST(MatchSense, OnlyPeersHaveRolesAndMessages) {
    EXPECT_EQ(told_of_match("{ label: bittorrent.tracker, role: seed }"),
              "match.role: only bittorrent.peer and bittorrent.utp have roles, and "
              "'bittorrent.tracker' is neither");
    EXPECT_EQ(told_of_match("{ label: tls, message: bitfield }"),
              "match.message: messages are those of peer-to-peer protocols, and 'tls' is none");
    EXPECT_NE(match_of("{ label: bittorrent, role: seed }").roles, 0);
    EXPECT_NE(match_of("{ label: bittorrent.utp, role: seed }").roles, 0);
}

TEST(MatchSense, OnlyTcpAndUtpCanBeReset) {
    const auto refused = [](const std::string& match, const std::string& what) {
        EXPECT_EQ(told_of_rule(match, "{ reset: both }"),
                  "action: only TCP and bittorrent.utp can be reset, and " + what +
                      " is neither; write 'refuse' or 'drop'")
            << match;
    };
    refused("{ label: bittorrent.dht }", "'bittorrent.dht'");
    refused("{ label: kad }", "'kad'");
    refused("{ label: quic, protocol: udp }", "'quic'");
    refused("{ protocol: udp }", "what this rule matches");
    refused("{ protocol: udp, port: 6881-6889 }", "what this rule matches");
    refused("{ protocol: icmp }", "what this rule matches");
    refused("{ label: unknown, protocol: udp }", "what this rule matches");
    EXPECT_EQ(
        told_of_rule("{ label: bittorrent.lsd }", "{ connections: { most: 9, beyond: reset } }"),
        "action: only TCP and bittorrent.utp can be reset, and 'bittorrent.lsd' is neither; "
        "write 'refuse' or 'drop'");
    for (const char* const match :
         {"{}", "{ protocol: tcp }", "{ label: bittorrent }", "{ label: bittorrent.utp }",
          "{ label: bittorrent, protocol: udp }", "{ port: 6881-6889 }", "{ label: unknown }",
          "{ label: bittorrent.tracker }"})
        EXPECT_EQ(rule_of(match, "{ reset: both }").action.reset, ResetEnds::both) << match;
}

TEST(MatchSense, RefusesBesideAResetOnlyWhatCannotBeReset) {
    const std::string reason =
        "action: beside 'reset', 'refuse' is for what cannot be reset, and all that this rule "
        "matches can be; leave one of them out";
    EXPECT_EQ(told_of_rule("{ protocol: tcp }", "{ reset: both, refuse: true }"), reason);
    EXPECT_EQ(told_of_rule("{ label: bittorrent.peer }", "{ reset: both, refuse: true }"), reason);
    EXPECT_EQ(told_of_rule("{ label: bittorrent.utp }", "{ reset: both, refuse: true }"), reason);
    EXPECT_TRUE(rule_of("{ label: bittorrent }", "{ reset: both, refuse: true }").action.refuse);
    EXPECT_TRUE(rule_of("{}", "{ reset: both, refuse: true }").action.refuse);
}

TEST(MatchSense, NoIcmpErrorAnswersIcmp) {
    const std::string reason =
        "action: ICMP is not answered by ICMP errors (RFC 1122, 3.2.2); write 'drop'";
    EXPECT_EQ(told_of_rule("{ protocol: icmp }", "refuse"), reason);
    EXPECT_EQ(told_of_rule("{ protocol: icmpv6 }", "{ connections: { most: 1, beyond: refuse } }"),
              reason);
    EXPECT_TRUE(rule_of("{ protocol: gre }", "refuse").action.refuse);
}

}  // namespace
}  // namespace sluice
