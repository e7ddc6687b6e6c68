// SPDX-License-Identifier: Apache-2.0
// Connections that begin as if they were to be looked into, and stop there.
#include <random>

#include "tests/packet/box_test.h"
#include "tests/packet/segments.h"

namespace sluice::test {
namespace {

using HalfOpen = BoxTest;

std::string random_bytes(size_t count, std::mt19937& random) {
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

// A payload that leaves its flow undecided: a piece of a handshake or of an announce, or what an
// encrypted connection begins with.
std::string unfinished(uint32_t flow, std::mt19937& random) {
    switch (flow % 3) {
        case 0:
            return handshake().substr(0, 17 + flow % 50);
        case 1:
            return "GET /announce?info_hash=%01%02";
        default:
            return random_bytes(96 + random() % 500, random);
    }
}

// So many flows of a SYN and one such payload; all frames have to pass.
void flood(VirtualBox& wire, uint32_t flows) {
    std::mt19937 random{1};
    std::vector<Arrival> frames;
    for (uint32_t i = 0; i < flows; ++i) {
        Conversation talk("100.64." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255),
                          static_cast<uint16_t>(1'024 + (i & 255)), "198.18.9.9", 6'881);
        for (auto& frame : {talk.syn(), talk.up(unfinished(i, random))})
            frames.push_back({.bytes = frame, .verdict = {}});
        if (frames.size() < 1'024 && i + 1 < flows)
            continue;
        wire.send(frames);
        for (const Arrival& frame : frames)
            ASSERT_EQ(frame.fate, Fate::forwarded);
        frames.clear();
        wire.left_by(1).clear();
    }
}

TEST_F(HalfOpen, AFloodTakesNoBufferFromAWalkedFlow) {
    VirtualBox& wire = box("rules: []", {.flows = 8'192});
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake());
    flood(wire, 1'000);
    const auto& counts = wire.worker().classifier.counts();
    EXPECT_GT(counts.beginnings_exhausted.get() + counts.undecided_exhausted.get(), 0u);

    const std::string have("\0\0\0\5\4\0\0\0\x17", 9);
    peer.up(68 + 9, have);
    peer.up(68, have);
    const auto has = static_cast<size_t>(MessageKind::have_piece);
    EXPECT_EQ(counts.messages[0][has].get(), 2u);
    EXPECT_EQ(counts.walker_gaps.get(), 0u);
    EXPECT_EQ(counts.held_exhausted.get(), 0u);
}

// The flows that came last are the ones that may still finish.
TEST_F(HalfOpen, ANewPlainFlowIsRecognisedInTheMidstOfAFlood) {
    VirtualBox& wire = box("rules: []", {.flows = 8'192});
    flood(wire, 1'000);
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake().substr(0, 30));
    peer.up(30, handshake().substr(30));
    EXPECT_EQ(peer.label(), Label::bittorrent_peer);

    Segments encrypted(wire, 40'001, "198.18.0.1", "198.18.1.2");
    std::mt19937 random{7};
    encrypted.opens();
    encrypted.up(0, random_bytes(300, random));
    encrypted.down(0, random_bytes(200, random));
    encrypted.up(300, random_bytes(150, random));
    encrypted.down(200, random_bytes(90, random));
    EXPECT_EQ(encrypted.label(), Label::suspect_encrypted);
}

TEST_F(HalfOpen, AFloodOfDatagramsLeavesRoomForNewUtp) {
    VirtualBox& wire = box("rules: []", {.flows = 8'192});
    const std::string syn("\x41\0\x12\x34\x10\xee\xb2\xf0\0\0\0\0\0\0\0\0\xe7\xf5\0\0", 20);
    const std::string answer(
        "\x21\0\x12\x34\x06\xff\x3f\x5f\x7f\xff\xff\xff\0\0\xf0\0\x49\xc7\xe7\xf5", 20);
    for (uint16_t port = 1'024; port < 2'024; ++port)
        wire.up(Conversation("198.18.0.7", port, "198.18.9.9", 6'881).udp_up(syn));
    EXPECT_EQ(wire.worker().classifier.undecided_in_use(), 64u);
    EXPECT_EQ(wire.worker().classifier.counts().undecided_displaced.get(), 936u);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    wire.up(talk.udp_up(syn));
    wire.down(talk.udp_down(answer));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_utp), 1u);
}

TEST_F(HalfOpen, TwoHundredThousandOfThemLeaveSettledAndWalkedFlowsAsTheyWere) {
    BoxSettings settings{.flows = 262'144};
    settings.classifier = {.undecided_flows = 16'384,
                           .walked_flows = 64,
                           .kept_beginnings = 4'096,
                           .held_segments = 64,
                           .learnt_endpoints = 256};
    VirtualBox& wire = box("rules: []", settings);
    const Classifier& classifier = wire.worker().classifier;
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake());
    Segments web(wire, 40'001);
    web.opens();
    web.up(0, "SSH-2.0-OpenSSH_9.2\r\n");
    const size_t memory = classifier.memory_bytes();
    flood(wire, 200'000);

    EXPECT_EQ(peer.label(), Label::bittorrent_peer);
    EXPECT_EQ(web.label(), Label::ssh);
    EXPECT_EQ(classifier.memory_bytes(), memory);
    EXPECT_EQ(classifier.walkers_in_use(), 1u);
    EXPECT_GE(wire.worker().flows.size(), 200'000u);
    EXPECT_GT(classifier.counts().undecided_displaced.get(), 100'000u);
    const std::string have("\0\0\0\5\4\0\0\0\x17", 9);
    for (int64_t i = 15; i >= 0; --i)
        peer.up(68 + i * 9, have);
    const auto has = static_cast<size_t>(MessageKind::have_piece);
    EXPECT_EQ(classifier.counts().messages[0][has].get(), 16u);
    EXPECT_EQ(classifier.counts().walker_gaps.get(), 0u);
    Segments fresh(wire, 40'002);
    fresh.opens();
    fresh.up(20, handshake().substr(20));
    fresh.up(0, handshake().substr(0, 20));
    EXPECT_EQ(fresh.label(), Label::bittorrent_peer);
}

}  // namespace
}  // namespace sluice::test
