// SPDX-License-Identifier: Apache-2.0
#include "policy/locality/locality_table.h"
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using LocalityTest = BoxTest;

LocalityTable table(const std::vector<std::pair<const char*, Locality>>& lines) {
    std::vector<std::pair<Prefix, Locality>> prefixes;
    for (const auto& [prefix, locality] : lines)
        prefixes.emplace_back(*Prefix::parse(prefix), locality);
    return LocalityTable(prefixes);
}

uint64_t bytes(VirtualBox& wire, Locality locality, Label label, Direction direction) {
    uint64_t sum = 0;
    for (uint32_t worker = 0; worker < wire.workers(); ++worker)
        sum += wire.worker(worker).counters.ip_bytes(locality, label, direction).get();
    return sum;
}

uint64_t unlabelled(VirtualBox& wire, Locality locality) {
    return bytes(wire, locality, Label::unknown, Direction::up);
}

constexpr uint64_t kIpBytes = 20 + 8 + 1;

FrameBytes to(const std::string& remote) {
    return Conversation("198.18.0.1", 1, remote, 2).udp_up("x");
}

TEST_F(LocalityTest, BytesAreToldApartByWhereTheOtherEndIs) {
    const LocalityTable localities = table({{"198.18.0.0/15", Locality::local},
                                            {"203.0.113.0/24", Locality::peering},
                                            {"203.0.113.9/32", Locality::transit}});
    VirtualBox& wire = box();
    wire.worker().adopt(&localities);
    wire.up(to("198.18.5.5"));
    wire.up(to("203.0.113.1"));
    wire.up(to("203.0.113.1"));
    wire.up(to("203.0.113.9"));
    wire.up(to("192.0.2.1"));
    EXPECT_EQ(unlabelled(wire, Locality::local), kIpBytes);
    EXPECT_EQ(unlabelled(wire, Locality::peering), 2 * kIpBytes);
    EXPECT_EQ(unlabelled(wire, Locality::transit), 2 * kIpBytes);
    EXPECT_EQ(unlabelled(wire, Locality::unknown), 0u);
}

TEST_F(LocalityTest, ByLabelAndDirection) {
    const LocalityTable localities = table({{"203.0.113.0/24", Locality::peering}});
    VirtualBox& wire = box();
    wire.worker().adopt(&localities);
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    const FrameBytes syn = talk.syn();
    const FrameBytes shake = talk.up(handshake());
    const FrameBytes answer = talk.down("x");
    for (const FrameBytes* frame : {&syn, &shake})
        wire.up(*frame);
    wire.down(answer);
    const auto peer = Label::bittorrent_peer;
    EXPECT_EQ(unlabelled(wire, Locality::peering), syn.size() - 14);
    EXPECT_EQ(bytes(wire, Locality::peering, peer, Direction::up), shake.size() - 14);
    EXPECT_EQ(bytes(wire, Locality::peering, peer, Direction::down), answer.size() - 14);
    EXPECT_EQ(wire.worker().counters.label_ip_bytes(peer, Direction::up), shake.size() - 14);
}

TEST_F(LocalityTest, WithoutATableNothingIsToldApart) {
    VirtualBox& wire = box();
    wire.up(to("198.18.5.5"));
    EXPECT_EQ(unlabelled(wire, Locality::unknown), kIpBytes);
    for (const Locality locality : kLocalities)
        EXPECT_EQ(unlabelled(wire, locality), 0u);
}

// A flow that runs is looked up again, and it is not decided anew for anything else.
TEST_F(LocalityTest, AnotherTableCountsFromTheNextPacketOn) {
    const LocalityTable before = table({{"203.0.113.0/24", Locality::peering}});
    const LocalityTable after = table({{"203.0.113.0/24", Locality::local}});
    VirtualBox& wire = box();
    wire.worker().adopt(&before);
    for (int i = 0; i < 3; ++i)
        wire.up(to("203.0.113.1"));
    wire.worker().adopt(&after);
    for (int i = 0; i < 2; ++i)
        wire.up(to("203.0.113.1"));
    wire.worker().adopt(static_cast<const LocalityTable*>(nullptr));
    wire.up(to("203.0.113.1"));
    EXPECT_EQ(unlabelled(wire, Locality::peering), 3 * kIpBytes);
    EXPECT_EQ(unlabelled(wire, Locality::local), 2 * kIpBytes);
    EXPECT_EQ(unlabelled(wire, Locality::unknown), kIpBytes);
    EXPECT_EQ(wire.worker().counters.decisions.get(), 3u);
}

// The table is swapped behind the worker's back: who looks it up for another decision would tell.
TEST_F(LocalityTest, AnotherDecisionLooksNothingUp) {
    const LocalityTable localities = table({{"203.0.113.0/24", Locality::peering}});
    const LocalityTable another = table({{"203.0.113.0/24", Locality::local}});
    VirtualBox& wire = box();
    wire.worker().adopt(&localities);
    wire.up(to("203.0.113.1"));
    wire.worker().localities = &another;
    wire.publish("rules: [{ name: r, match: {}, action: { dscp: le } }]");
    wire.up(to("203.0.113.1"));
    EXPECT_EQ(unlabelled(wire, Locality::peering), 2 * kIpBytes);
    EXPECT_EQ(wire.worker().counters.decisions.get(), 2u);
    wire.up(to("203.0.113.2"));
    EXPECT_EQ(unlabelled(wire, Locality::local), kIpBytes) << "a new flow's";
}

// 65,535 files later the number begins again; it is not a new flow's.
TEST_F(LocalityTest, NumbersOfTablesWrap) {
    const LocalityTable localities = table({{"203.0.113.0/24", Locality::peering}});
    VirtualBox& wire = box();
    for (int i = 0; i < 1 << 16; ++i)
        wire.worker().adopt(&localities);
    wire.up(to("203.0.113.1"));
    EXPECT_EQ(unlabelled(wire, Locality::peering), kIpBytes);
}

TEST_F(LocalityTest, DroppedPacketsCountToo) {
    const LocalityTable localities = table({{"203.0.113.0/24", Locality::peering}});
    VirtualBox& wire = box("rules: [{ name: r, match: {}, action: { drop: true } }]");
    wire.worker().adopt(&localities);
    wire.up(to("203.0.113.1"));
    EXPECT_EQ(unlabelled(wire, Locality::peering), kIpBytes);
}

TEST_F(LocalityTest, Ipv6IsToldApart) {
    const LocalityTable localities =
        table({{"2001:db8:7::/48", Locality::peering}, {"2001:db8::/32", Locality::local}});
    VirtualBox& wire = box();
    wire.worker().adopt(&localities);
    for (const char* remote : {"2001:db8:7::1", "2001:db8:8::1", "2001:db9::1"})
        wire.up(Conversation("2001:db8:1::1", 1, remote, 2).udp_up("x"));
    constexpr uint64_t kIpv6Bytes = 40 + 8 + 1;
    for (const Locality locality : kLocalities)
        EXPECT_EQ(unlabelled(wire, locality), kIpv6Bytes);
}

TEST_F(LocalityTest, TwoSubscribersOfTheBoxAreTwoFlowsAndCountAtBothEnds) {
    const LocalityTable localities = table({{"198.18.0.0/15", Locality::local}});
    VirtualBox& wire = box();
    wire.worker().adopt(&localities);
    wire.up(to("198.18.0.2"));
    wire.down(Conversation("198.18.0.2", 2, "198.18.0.1", 1).udp_down("x"));
    EXPECT_EQ(bytes(wire, Locality::local, Label::unknown, Direction::up), kIpBytes);
    EXPECT_EQ(bytes(wire, Locality::local, Label::unknown, Direction::down), kIpBytes);
}

}  // namespace
}  // namespace sluice::test
