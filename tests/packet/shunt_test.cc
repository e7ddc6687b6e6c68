// SPDX-License-Identifier: Apache-2.0
// Flows that need no worker go past it, and nobody can tell by their policy or their usage.
#include <map>

#include "tests/packet/shunting_box.h"

namespace sluice::test {
namespace {

constexpr std::string_view kHome = "subscribers: [ { id: home, addresses: [198.18.0.1] } ]\n";

class ShuntTest : public BoxTest {
 protected:
    ShuntingBox& shunting(std::string_view policy = kHome, bool always = true,
                          BoxSettings settings = {}) {
        wire_ = &box(policy, std::move(settings));
        box_ = std::make_unique<ShuntingBox>(*wire_, always);
        return *box_;
    }
    VirtualBox& wire() { return *wire_; }

    // So many datagrams each way; whether all arrived.
    bool exchange(const Conversation& talk, int count) {
        bool all = true;
        for (int i = 0; i < count; ++i) {
            all &= box_->up(talk.udp_up("an unreadable question"));
            all &= box_->down(talk.udp_down("an answer"));
            sent_ += 2;
            if (i % 10 == 0)
                box_->pass_ms(10);
        }
        return all;
    }
    // And a hundred segments each way.
    void connect(Conversation& talk) {
        EXPECT_TRUE(box_->up(talk.syn()));
        EXPECT_TRUE(box_->down(talk.syn_ack()));
        for (int i = 0; i < 100; ++i) {
            EXPECT_TRUE(box_->up(talk.up("something that nobody knows")));
            EXPECT_TRUE(box_->down(talk.down("and its answer")));
            box_->pass_ms(10);
        }
    }
    // Of the home, so far.
    uint64_t used_packets() {
        for (const UsageRow& row : wire_->take_usage())
            used_packets_ += static_cast<uint64_t>(change_of_left(row).packets);
        return used_packets_;
    }
    uint64_t sent_ = 0;

 private:
    VirtualBox* wire_ = nullptr;
    std::unique_ptr<ShuntingBox> box_;
    uint64_t used_packets_ = 0;
};

TEST_F(ShuntTest, AFlowThatNoRuleTouchesGoesPastTheWorkerAndIsUsedToThePacket) {
    ShuntingBox& box = shunting();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 500));
    EXPECT_GT(box.shunted, 800u);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 1u);
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), sent_);
    EXPECT_EQ(wire().passed(0, Direction::up), 500u * (28 + 22));
    EXPECT_EQ(wire().passed(0, Direction::down), 500u * (28 + 9));
    EXPECT_EQ(box.worker().counters.shunted_packets[0].get() +
                  box.worker().counters.shunted_packets[1].get(),
              box.shunted);
}

TEST_F(ShuntTest, AFlowWithARuleStaysWithTheWorker) {
    ShuntingBox& box =
        shunting("rules: [ { name: mark-it, match: { protocol: udp }, action: { dscp: le } } ]");
    EXPECT_TRUE(exchange({"198.18.0.1", 4'000, "203.0.113.1", 5'000}, 200));
    EXPECT_EQ(box.shunted, 0u);
}

TEST_F(ShuntTest, ALineThatIsHeldToARateStaysWithTheWorkerAndOneThatIsNotGoesPastIt) {
    constexpr std::string_view kTiers = R"(
tiers: { slow: { up: 100mbps, down: 100mbps } }
shaping: {}
subscribers:
  - { id: home, tier: slow, addresses: [198.18.0.1] }
  - { id: office, addresses: [198.18.0.2] }
)";
    ShuntingBox& box = shunting(kTiers, true, {.scheduler = {.packets = 64}});
    EXPECT_TRUE(exchange({"198.18.0.1", 4'000, "203.0.113.1", 5'000}, 200));
    EXPECT_EQ(box.shunted, 0u);
    EXPECT_TRUE(exchange({"198.18.0.2", 4'000, "203.0.113.1", 5'000}, 200));
    EXPECT_GT(box.shunted, 0u);
}

TEST_F(ShuntTest, APolicyThatTouchesTheFlowHasItBackWithItsNextPacket) {
    ShuntingBox& box = shunting();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    box.publish(std::string(kHome) +
                "rules: [ { name: no-udp, match: { protocol: udp }, action: drop } ]");
    EXPECT_FALSE(box.up(talk.udp_up("question")));
    EXPECT_FALSE(box.down(talk.udp_down("answer")));
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), sent_) << "what was dropped was not used";
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 0u);
}

TEST_F(ShuntTest, APolicyThatLeavesTheFlowAloneLetsItGoPastAgain) {
    ShuntingBox& box = shunting();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    box.publish(kHome);
    const uint64_t before = box.shunted;
    EXPECT_TRUE(exchange(talk, 100));
    EXPECT_EQ(box.shunted - before, 198u) << "all but one each way";
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), sent_);
}

TEST_F(ShuntTest, ARuleForOverSoManyBytesIsMetThoughTheBytesWentPastTheWorker) {
    ShuntingBox& box =
        shunting("rules: [ { name: long-ones, match: { over: { bytes: 20kB } }, action: drop } ]");
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 100));
    EXPECT_GT(box.shunted, 0u);
    EXPECT_FALSE(exchange(talk, 400));
    EXPECT_FALSE(box.up(talk.udp_up("question")));
}

TEST_F(ShuntTest, ARuleForFlowsOfSomeAgeIsMetInTime) {
    ShuntingBox& box =
        shunting("rules: [ { name: old, match: { over: { age: 5s } }, action: drop } ]");
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    EXPECT_GT(box.shunted, 0u);
    for (int second = 0; second < 5; ++second) {
        box.pass_ms(1'000);
        exchange(talk, 10);
    }
    EXPECT_FALSE(box.up(talk.udp_up("question")));
}

TEST_F(ShuntTest, TheEndOfAConnectionIsSeenAndItsPlaceIsAnothers) {
    ShuntingBox& box = shunting();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    connect(talk);
    EXPECT_GT(box.shunted, 0u);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 1u);
    EXPECT_TRUE(box.up(talk.up({}, tcp_flag::kFin | tcp_flag::kAck)));
    EXPECT_TRUE(box.down(talk.down({}, tcp_flag::kFin | tcp_flag::kAck)));
    EXPECT_EQ(wire().flows().front()->state, FlowState::closing);
    box.pass_ms(50);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 0u);
    EXPECT_EQ(used_packets(), 204u);
}

TEST_F(ShuntTest, APacketOfAnotherServiceClassIsUsedAsSuch) {
    ShuntingBox& box = shunting();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    talk.traffic_class(46 << 2);
    EXPECT_TRUE(exchange(talk, 100));
    box.pass_ms(600);
    std::map<ServiceClass, uint64_t> packets;
    for (const UsageRow& row : wire().take_usage())
        packets[row.service_class] += row.packets;
    EXPECT_EQ(packets[ServiceClass::standard], 400u);
    EXPECT_EQ(packets[ServiceClass::telephony], 200u);
    EXPECT_GT(box.shunted, 450u);
}

TEST_F(ShuntTest, CongestionThatIsSignalledOnTheWayIsCounted) {
    ShuntingBox& box = shunting();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    talk.traffic_class(2);
    EXPECT_TRUE(exchange(talk, 200));
    talk.traffic_class(3);
    EXPECT_TRUE(exchange(talk, 10));
    box.pass_ms(600);
    const auto signs = [&](EcnSign sign) {
        const auto& counted =
            box.worker().counters.ecn_packets[static_cast<size_t>(sign)]
                                             [static_cast<size_t>(Label::unknown)];
        return counted[0].get() + counted[1].get();
    };
    EXPECT_EQ(signs(EcnSign::ect0), 400u);
    EXPECT_EQ(signs(EcnSign::ce), 20u);
}

TEST_F(ShuntTest, WhatASubscriberHadUntilTheAddressBecameAnothersIsHis) {
    ShuntingBox& box = shunting();
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    wire().subscribers().remove("home");
    wire().wait_ms(1'500);
    EXPECT_EQ(used_packets(), 400u);
    EXPECT_TRUE(exchange(talk, 50));
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), 400u) << "what came later is nobody's";
    EXPECT_EQ(box.worker().counters.stranger_packets.get(), 100u);
}

TEST_F(ShuntTest, AFlowThatIsSilentGivesItsPlaceBackAndEndsInTime) {
    ShuntingBox& box = shunting();
    EXPECT_TRUE(exchange({"198.18.0.1", 4'000, "203.0.113.1", 5'000}, 200));
    box.pass_ms(7'000);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 0u);
    wire().wait_ms(160'000);
    EXPECT_EQ(wire().flows().size(), 0u);
    EXPECT_EQ(used_packets(), sent_);
}

TEST_F(ShuntTest, FlowsForWhichThereIsNoRoomStayWithTheWorkerAndAreCounted) {
    ShuntingBox& box = shunting();
    for (uint16_t port = 0; port < ShuntingBox::kPlaces + 2; ++port)
        EXPECT_TRUE(exchange({"198.18.0.1", port, "203.0.113.1", 5'000}, 100));
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), ShuntingBox::kPlaces);
    EXPECT_GT(box.worker().counters.shunt_places_exhausted.get(), 0u);
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), sent_);
}

TEST_F(ShuntTest, FlowsThatTheKernelHasNoRoomForStayWithTheWorkerAndAreCounted) {
    ShuntingBox& box = shunting();
    box.kernel_full = true;
    EXPECT_TRUE(exchange({"198.18.0.1", 4'000, "203.0.113.1", 5'000}, 200));
    EXPECT_EQ(box.shunted, 0u);
    EXPECT_GT(box.worker().counters.shunts_refused.get(), 0u);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 0u);
    box.kernel_full = false;
    EXPECT_TRUE(exchange({"198.18.0.1", 4'000, "203.0.113.1", 5'000}, 200));
    EXPECT_GT(box.shunted, 0u);
    box.pass_ms(600);
    EXPECT_EQ(used_packets(), sent_);
}

TEST_F(ShuntTest, AFlowInATunnelThatTheKernelDoesNotReadStaysWithTheWorker) {
    ShuntingBox& box = shunting();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk.inside(Frame().ethernet().pppoe()), 200));
    EXPECT_EQ(box.worker().counters.shunts_begun.get(), 0u);
}

TEST_F(ShuntTest, OnlyUnderOverloadIfThatIsWhatTheOperatorWants) {
    ShuntingBox& box = shunting(kHome, false);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    EXPECT_TRUE(exchange(talk, 200));
    EXPECT_EQ(box.shunted, 0u);

    for (uint32_t poll = 0; poll < Overload::kFullPolls; ++poll)
        box.worker().overload.see(true);
    box.pass_ms(10);
    for (uint32_t poll = 0; poll < Overload::kRestedPolls; ++poll)
        box.worker().overload.see(false);
    EXPECT_TRUE(exchange(talk, 400));
    EXPECT_GT(box.shunted, 0u);

    box.pass_ms(8'000);
    EXPECT_EQ(box.worker().counters.shunted_flows.get(), 0u);
    const uint64_t before = box.shunted;
    EXPECT_TRUE(exchange(talk, 100));
    EXPECT_EQ(box.shunted, before);
    EXPECT_EQ(used_packets(), sent_);
}

TEST_F(ShuntTest, WhatBeginsAgainBetweenTheSameEndsIsCountedApart) {
    ShuntingBox& box = shunting();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 5'000);
    for (int connection = 0; connection < 3; ++connection) {
        connect(talk);
        EXPECT_TRUE(box.up(talk.up({}, tcp_flag::kRst)));
        talk.begin_anew();
    }
    EXPECT_EQ(used_packets(), 3u * 203);
    EXPECT_GT(box.shunted, 3u * 60);
}

}  // namespace
}  // namespace sluice::test
