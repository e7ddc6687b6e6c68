// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint64_t kMs = 1'000'000;
// IP-layer bytes of a frame with it: 20 + 8 + 1,472.
const std::string kPayload(1'472, 'x');
constexpr uint64_t kIpBytes = 1'500;

constexpr std::string_view kPolicy = R"(
shaping: {}
tiers:
  slow: { up: 8mbps, down: 8mbps }
subscribers:
  - { id: a, tier: slow, addresses: [198.18.0.1] }
  - { id: b, tier: slow, addresses: [198.18.0.2] }
rules: []
)";

class QueueTest : public BoxTest {
 protected:
    VirtualBox& shaping_box(std::string_view policy = kPolicy, uint32_t workers = 1) {
        BoxSettings settings{.workers = workers};
        settings.scheduler = {.packets = 1'000, .flows = 200, .subscribers = 64};
        return box(policy, settings);
    }
    // Offers a packet every half millisecond, 24 Mbit/s, for the time.
    static void offer(VirtualBox& wire, const FrameBytes& frame, uint64_t duration_ms) {
        for (uint64_t i = 0; i < 2 * duration_ms; ++i) {
            wire.down(frame);
            wire.run_queues_for(kMs / 2);
        }
    }
    FrameBytes down_to(const std::string& subscriber, uint8_t traffic_class = 0) {
        return Conversation(subscriber, 5'000, "198.18.1.1", 9)
            .traffic_class(traffic_class)
            .udp_down(kPayload);
    }
};

TEST_F(QueueTest, ATierIsHeldToItsRateAndWhatIsOverWaitsOrIsDroppedAsLate) {
    VirtualBox& wire = shaping_box();
    offer(wire, down_to("198.18.0.1"), 2'000);
    const double mbits = static_cast<double>(wire.left_by(0).size() * kIpBytes * 8) / 1e6;
    EXPECT_NEAR(mbits, 16, 0.5);
    EXPECT_GT(wire.dropped(DropReason::queue_delay) + wire.dropped(DropReason::queue_full), 1'000u);
    EXPECT_EQ(wire.dropped(DropReason::police), 0u);
}

TEST_F(QueueTest, WithoutShapingNoTierIsHeldToItsRate) {
    VirtualBox& wire = shaping_box(R"(
tiers:
  slow: { up: 8mbps, down: 8mbps }
subscribers:
  - { id: a, tier: slow, addresses: [198.18.0.1] }
rules: []
)");
    offer(wire, down_to("198.18.0.1"), 500);
    EXPECT_EQ(wire.left_by(0).size(), 1'000u);
}

TEST_F(QueueTest, WhatWaitsLeavesAsItCameAndInItsOrder) {
    VirtualBox& wire = shaping_box();
    std::vector<FrameBytes> sent;
    for (int i = 0; i < 20; ++i) {
        std::string payload = kPayload;
        payload[0] = static_cast<char>(i);
        sent.push_back(Conversation("198.18.0.1", 5'000, "198.18.1.1", 9).udp_down(payload));
        wire.down(sent.back());
    }
    wire.run_queues_for(100 * kMs);
    EXPECT_EQ(wire.left_by(0), sent);
}

TEST_F(QueueTest, UsageIsWhatLeftTheQueues) {
    VirtualBox& wire = shaping_box();
    offer(wire, down_to("198.18.0.1"), 1'000);
    wire.run_queues_for(1'000 * kMs);
    int64_t left = 0;
    int64_t dropped = 0;
    for (const UsageRow& row : wire.take_usage()) {
        left += change_of_left(row).bytes;
        dropped += row.kind == UsageKind::queue_dropped ? static_cast<int64_t>(row.bytes) : 0;
    }
    EXPECT_EQ(left, static_cast<int64_t>(wire.left_by(0).size() * kIpBytes));
    EXPECT_EQ(dropped, static_cast<int64_t>(2'000 * kIpBytes) - left);
}

TEST_F(QueueTest, ALinkCarriesWhatLeavesTheQueues) {
    VirtualBox& wire = shaping_box();
    offer(wire, down_to("198.18.0.1"), 1'000);
    EXPECT_EQ(wire.passed(0, Direction::down), wire.left_by(0).size() * kIpBytes);
    EXPECT_GT(wire.dropped(DropReason::queue_delay) + wire.dropped(DropReason::queue_full), 0u);
}

TEST_F(QueueTest, WhoCanTakeAMarkIsMarkedInsteadOfDropped) {
    VirtualBox& wire = shaping_box();
    const FrameBytes capable = down_to("198.18.0.1", 0x02);  // ECT(0)
    for (int i = 0; i < 1'000; ++i) {                        // 12 Mbit/s
        wire.down(capable);
        wire.run_queues_for(kMs);
    }
    EXPECT_GT(wire.worker().counters.ce_marked_packets.get(), 3u);
    EXPECT_EQ(wire.dropped(DropReason::queue_delay), 0u);
    // The checksum is right again: marking is all that was changed.
    VirtualBox& second = box();
    for (const FrameBytes& frame : wire.left_by(0))
        second.down(frame);
    EXPECT_EQ(second.odd(Oddity::malformed), 0u);
}

TEST_F(QueueTest, ANeighbourDoesNotWaitForSomebodyElsesQueue) {
    VirtualBox& wire = shaping_box();
    offer(wire, down_to("198.18.0.1"), 200);
    EXPECT_TRUE(wire.down(down_to("198.18.0.2")));
}

TEST_F(QueueTest, AStrangerIsHeldToTheDefaultTier) {
    VirtualBox& wire = shaping_box(R"(
shaping: {}
tiers:
  slow: { up: 8mbps, down: 8mbps }
default_tier: slow
rules: []
)");
    offer(wire, down_to("198.18.0.77"), 1'000);
    EXPECT_NEAR(static_cast<double>(wire.left_by(0).size() * kIpBytes * 8) / 1e6, 8, 0.4);
}

TEST_F(QueueTest, SubscribersOfDifferentWorkersShareALinkEqually) {
    BoxSettings settings{.workers = 2};
    settings.scheduler = {.packets = 1'000, .flows = 200, .subscribers = 64};
    settings.links = {{"pop1", {8'000'000, 8'000'000}}};
    VirtualBox& wire = box(R"(
shaping: {}
tiers:
  fast: { up: 100mbps, down: 100mbps }
subscribers:
  - { id: a, tier: fast, addresses: [198.18.0.1] }
  - { id: b, tier: fast, addresses: [198.18.0.2] }
  - { id: c, tier: fast, addresses: [198.18.0.3] }
  - { id: d, tier: fast, addresses: [198.18.0.4] }
rules: []
)",
                           settings);
    const std::string first = "198.18.0.1";
    std::string other;
    for (const std::string address : {"198.18.0.2", "198.18.0.3", "198.18.0.4"})
        if (wire.owner(address) != wire.owner(first))
            other = address;
    ASSERT_NE(other, "");
    for (int i = 0; i < 4'000; ++i) {
        wire.down(down_to(first));
        wire.down(down_to(other));
        wire.run_queues_for(kMs / 2);
    }
    std::map<std::string, double> mbits;
    for (const FrameBytes& frame : wire.left_by(0)) {
        const std::string to = frame[33] == 1 ? first : other;  // the destination's last byte
        mbits[to] += kIpBytes * 8 / 1e6;
    }
    EXPECT_NEAR(mbits[first] + mbits[other], 16, 0.4);
    EXPECT_NEAR(mbits[first], mbits[other], 0.8);
}

TEST_F(QueueTest, WhatARuleShapesIsHeldBackWithoutAnythingElseBeing) {
    VirtualBox& wire = shaping_box(R"(
subscribers:
  - { id: a, addresses: [198.18.0.1] }
rules:
  - { name: r, match: { protocol: udp, remote_port: 9 }, action: { shape: { rate: 2mbps } } }
)");
    const FrameBytes other = Conversation("198.18.0.1", 5'000, "198.18.1.1", 10).udp_down(kPayload);
    for (int i = 0; i < 2'000; ++i) {
        wire.down(down_to("198.18.0.1"));
        wire.down(other);
        wire.run_queues_for(kMs / 2);
    }
    uint64_t shaped = 0;
    uint64_t free = 0;
    for (const FrameBytes& frame : wire.left_by(0))
        (frame[35] == 9 ? shaped : free) += 1;  // UDP's source port
    EXPECT_EQ(free, 2'000u);
    EXPECT_NEAR(static_cast<double>(shaped * kIpBytes * 8) / 1e6, 2, 0.15);
}

}  // namespace
}  // namespace sluice::test
