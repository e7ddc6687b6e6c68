// SPDX-License-Identifier: Apache-2.0
// What a match says of a flow's own life: role, message, over.
#include "policy/yaml/read_conversation.h"

#include <gtest/gtest.h>

#include "classifier/attributes.h"
#include "tests/unit/policy/yaml/rule_text.h"

namespace sluice {
namespace {

constexpr uint64_t bit(MessageKind kind) {
    return uint64_t{1} << static_cast<int>(kind);
}
constexpr uint8_t bit(PeerRole role) {
    return static_cast<uint8_t>(1u << static_cast<int>(role));
}

TEST(ReadRoles, TakesOneOrAList) {
    EXPECT_EQ(match_of("{ role: seed }").roles, bit(PeerRole::seed));
    EXPECT_EQ(
        match_of("{ label: bittorrent, role: [leech, both, partial-seed, superseeder] }").roles,
        bit(PeerRole::leech) | bit(PeerRole::both) | bit(PeerRole::partial_seed) |
            bit(PeerRole::superseeder));
    EXPECT_EQ(told_of_match("{ role: unknown }"),
              "match.role: 'unknown' is not leech, seed, both, partial-seed or superseeder");
}

TEST(ReadMessages, TakesOneOrAListOfTheirNames) {
    EXPECT_EQ(match_of("{ message: bitfield }").messages, bit(MessageKind::bitfield));
    EXPECT_EQ(
        match_of("{ label: bittorrent.dht, message: [find_node_request, ping_request] }").messages,
        bit(MessageKind::find_node_request) | bit(MessageKind::ping_request));
    for (size_t i = 0; i < kMessageKindCount; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        EXPECT_EQ(match_of("{ message: " + std::string(name(kind)) + " }").messages, bit(kind));
    }
}

TEST(ReadMessages, ComplainsAboutOthers) {
    EXPECT_EQ(told_of_match("{ message: bitfeild }"),
              "match.message: 'bitfeild' is no message; did you mean 'bitfield'?");
    EXPECT_EQ(told_of_match("{ message: [handshake, hello_world] }"),
              "match.message[1]: 'hello_world' is no message; messages are named like handshake, "
              "bitfield, piece_request or piece (docs/policy.md)");
}

TEST(ReadOver, TakesBytesAgeAndConnections) {
    EXPECT_EQ(match_of("{ over: { bytes: 10MB, age: 30s, connections: 50 } }").over,
              (Over{10'000'000, 30'000'000'000, 50}));
    EXPECT_EQ(match_of("{ over: { bytes: 1KiB } }").over, (Over{1'024, {}, {}}));
}

TEST(ReadOver, ComplainsAboutWhatIsAlwaysSoOrNeverLookedAt) {
    EXPECT_EQ(told_of_match("{ over: {} }"),
              "match.over: says nothing; write bytes, age or connections");
    EXPECT_EQ(told_of_match("{ over: { bytes: 0B } }"),
              "match.over.bytes: every flow has more, from its first packet on; leave it out");
    EXPECT_EQ(told_of_match("{ over: { bytes: 10 } }").substr(0, 37),
              "match.over.bytes: '10' has no unit; w");
    EXPECT_EQ(told_of_match("{ over: { age: 500ms } }"),
              "match.over.age: is looked at once a second; write 1s or more");
    EXPECT_EQ(told_of_match("{ over: { connections: 0 } }"),
              "match.over.connections: '0' is no whole number from 1 to 16777216");
}

TEST(ReadOver, ComplainsAboutMoreVolumesThanAFlowPasses) {
    std::string rules = "rules:\n";
    for (int i = 1; i <= 65; ++i)
        rules += "  - { name: r" + std::to_string(i) +
                 ", action: drop, match: { over: { bytes: " + std::to_string(i) + "MB } } }\n";
    EXPECT_EQ(told_of(rules), std::vector<std::string>{
                                  "p.yaml:1: has 65 different volumes in 'over', more than the 64 "
                                  "that there may be"});
}

}  // namespace
}  // namespace sluice
