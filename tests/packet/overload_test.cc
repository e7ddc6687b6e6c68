// SPDX-License-Identifier: Apache-2.0
#include "dataplane/overload.h"

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Overloaded = BoxTest;

constexpr std::string_view kDropBittorrent = R"(
rules:
  - { name: no-bittorrent, match: { label: bittorrent }, action: drop }
)";

void overload(Worker& worker) {
    for (uint32_t poll = 0; poll < Overload::kFullPolls; ++poll)
        worker.overload.see(true);
}

void rest(Worker& worker) {
    for (uint32_t poll = 0; poll < Overload::kRestedPolls; ++poll)
        worker.overload.see(false);
}

// Whether the handshake passes, which is what the rule sees first.
bool shake_hands(VirtualBox& wire, Conversation& talk) {
    EXPECT_TRUE(wire.up(talk.syn()));
    EXPECT_TRUE(wire.down(talk.syn_ack()));
    return wire.up(talk.up(handshake())).has_value();
}

TEST_F(Overloaded, AFlowThatBeginsThenIsForwardedUnreadAndCountedAndOneThatBeginsLaterIsRead) {
    VirtualBox& wire = box(kDropBittorrent);
    overload(wire.worker());
    Conversation unread("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_TRUE(shake_hands(wire, unread));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 0u);
    EXPECT_GT(wire.worker().counters.uninspected_packets.get(), 0u);

    rest(wire.worker());
    const uint64_t uninspected = wire.worker().counters.uninspected_packets.get();
    Conversation read("198.18.0.2", 40'000, "198.18.1.2", 6'881);
    EXPECT_FALSE(shake_hands(wire, read));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    EXPECT_FALSE(wire.up(read.up("next")));
    EXPECT_EQ(wire.worker().counters.uninspected_packets.get(), uninspected);
}

TEST_F(Overloaded, AFlowThatIsKnownKeepsItsRule) {
    VirtualBox& wire = box(kDropBittorrent);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_FALSE(shake_hands(wire, talk));
    overload(wire.worker());
    EXPECT_FALSE(wire.up(talk.up("next")));
}

}  // namespace
}  // namespace sluice::test
