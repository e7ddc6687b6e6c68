// SPDX-License-Identifier: Apache-2.0
// What rules make of a label's grade, and of its rise.
#include <random>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Grades = BoxTest;

constexpr std::string_view kDropKnownPeers = R"(
rules:
  - { name: known-peers, match: { label: bittorrent.peer, grade: endpoint }, action: drop }
)";

std::string ciphertext(size_t bytes, uint32_t seed) {
    std::mt19937 random{seed};
    std::string out(bytes, '\0');
    for (char& byte : out)
        byte = static_cast<char>(random());
    return out;
}

// The four flights of an encrypted beginning (classifier/wire/mse.h).
void begin_encrypted(VirtualBox& wire, Conversation& talk) {
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up(ciphertext(300, 1)));
    wire.down(talk.down(ciphertext(200, 2)));
    wire.up(talk.up(ciphertext(180, 3)));
    wire.down(talk.down(ciphertext(400, 4)));
}

// A DHT reply that names 198.18.1.1:6881.
std::string names_the_remote() {
    return std::string("d1:rd2:id20:abcdefghijklmnopqrst5:token1:a6:valuesl6:") +
           std::string("\xc6\x12\x01\x01\x1a\xe1", 6) + "ee1:t2:aa1:y1:re";
}

TEST_F(Grades, ARuleForKnownPeersLeavesASuspectAlone) {
    VirtualBox& wire = box(kDropKnownPeers);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    begin_encrypted(wire, talk);
    EXPECT_EQ(wire.flows_labelled(Label::suspect_encrypted), 1u);
    EXPECT_TRUE(wire.up(talk.up(ciphertext(500, 5))));
}

TEST_F(Grades, ARuleForSuspectsTakesThem) {
    VirtualBox& wire = box(R"(
rules:
  - { name: suspects, match: { label: suspect, grade: suspect }, action: drop }
)");
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    begin_encrypted(wire, talk);
    EXPECT_FALSE(wire.up(talk.up(ciphertext(500, 5))));
}

TEST_F(Grades, APeerThatSomebodyNamedFeelsTheRule) {
    VirtualBox& wire = box(kDropKnownPeers);
    Conversation dht("198.18.0.1", 6'881, "198.18.1.77", 6'881);
    wire.down(dht.udp_down(names_the_remote()));
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    begin_encrypted(wire, talk);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    EXPECT_FALSE(wire.up(talk.up(ciphertext(500, 5))));
}

TEST_F(Grades, ASuspectThatIsNamedLaterFeelsTheRuleFromThenOn) {
    VirtualBox& wire = box(kDropKnownPeers);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    begin_encrypted(wire, talk);
    for (uint32_t i = 0; i < 40; ++i)
        EXPECT_TRUE(wire.up(talk.up(ciphertext(500, i))));
    Conversation dht("198.18.0.1", 6'881, "198.18.1.77", 6'881);
    wire.down(dht.udp_down(names_the_remote()));
    int dropped = 0;
    for (uint32_t i = 0; i < 200; ++i)
        dropped += !wire.up(talk.up(ciphertext(500, i)));
    EXPECT_GT(dropped, 100);
    EXPECT_EQ(wire.flows_labelled(Label::suspect_encrypted), 0u);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

}  // namespace
}  // namespace sluice::test
