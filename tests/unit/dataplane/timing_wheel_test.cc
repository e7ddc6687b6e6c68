// SPDX-License-Identifier: Apache-2.0
#include "dataplane/timing_wheel.h"

#include <cstring>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

// A table whose flows end after being idle for a time of their own, kept in Flow::id.
class Ageing {
 public:
    explicit Ageing(uint32_t now_ms) : now_ms_(now_ms), wheel_(table_, now_ms) {}

    Flow& open(uint32_t timeout_ms) {
        FlowKey key{.subscriber = test::address("198.18.0.1"), .remote = {}, .protocol = 17};
        ++opened_;
        std::memcpy(key.remote.bytes.data(), &opened_, sizeof opened_);
        Flow& flow = *table_.insert(key, table_.hash(key));
        flow.id = timeout_ms;
        flow.last_seen_ms = now_ms_;
        wheel_.schedule(flow, now_ms_ + timeout_ms);
        return flow;
    }
    void close(Flow& flow) {
        wheel_.remove(flow);
        table_.erase(flow);
    }
    void packet(Flow& flow) { flow.last_seen_ms = now_ms_; }

    // How many flows were looked at.
    uint32_t pass(uint32_t ms, uint32_t budget = 1'000'000) {
        now_ms_ += ms;
        return wheel_.advance(
            now_ms_, budget, [](const Flow& flow) { return static_cast<uint32_t>(flow.id); },
            [this](Flow& flow) {
                const uint32_t idle_ms = now_ms_ - flow.last_seen_ms;
                EXPECT_GE(idle_ms, flow.id);
                latest_ms_ = std::max(latest_ms_, idle_ms - static_cast<uint32_t>(flow.id));
                table_.erase(flow);
            });
    }
    uint32_t flows() const { return table_.size(); }
    uint32_t latest_ms() const { return latest_ms_; }

 private:
    uint32_t now_ms_;
    uint32_t opened_ = 0;
    uint32_t latest_ms_ = 0;
    FlowTable table_{5'000, 1};
    TimingWheel wheel_;
};

TEST(TimingWheel, EndsAnIdleFlowWithinASlotOfItsTimeout) {
    Ageing ageing(5'000);
    ageing.open(30'000);
    ageing.pass(29'999);
    EXPECT_EQ(ageing.flows(), 1u);
    ageing.pass(1 + TimingWheel::kSlotMs);
    EXPECT_EQ(ageing.flows(), 0u);
}

TEST(TimingWheel, KeepsAFlowThatIsUsed) {
    Ageing ageing(0);
    Flow& flow = ageing.open(30'000);
    for (int i = 0; i < 20; ++i) {
        ageing.packet(flow);
        ageing.pass(20'000);
        EXPECT_EQ(ageing.flows(), 1u);
    }
    ageing.pass(12'000);
    EXPECT_EQ(ageing.flows(), 0u);
}

TEST(TimingWheel, HoldsTimeoutsLongerThanOneTurn) {
    Ageing ageing(0);
    ageing.open(3'600'000);
    for (int i = 0; i < 3'599; ++i)
        ageing.pass(1'000);
    EXPECT_EQ(ageing.flows(), 1u);
    ageing.pass(3'000);
    EXPECT_EQ(ageing.flows(), 0u);
}

TEST(TimingWheel, GoesOnWhenTheClockWraps) {
    Ageing ageing(UINT32_MAX - 10'000);
    ageing.open(30'000);
    for (int i = 0; i < 29; ++i)
        ageing.pass(1'000);
    EXPECT_EQ(ageing.flows(), 1u);
    ageing.pass(3'000);
    EXPECT_EQ(ageing.flows(), 0u);
}

TEST(TimingWheel, EndsAllAfterALongSilence) {
    Ageing ageing(0);
    for (uint32_t i = 0; i < 1'000; ++i)
        ageing.open(1'000 + i * 300);
    EXPECT_EQ(ageing.pass(100'000'000), 1'000u);
    EXPECT_EQ(ageing.flows(), 0u);
}

TEST(TimingWheel, LooksAtNoMoreThanItsBudget) {
    Ageing ageing(0);
    for (int i = 0; i < 100; ++i)
        ageing.open(1'000);
    EXPECT_EQ(ageing.pass(5'000, 30), 30u);
    EXPECT_EQ(ageing.flows(), 70u);
    EXPECT_EQ(ageing.pass(0, 100), 70u);
    EXPECT_EQ(ageing.pass(0, 100), 0u);
}

TEST(TimingWheel, LetsFlowsEndAheadOfTime) {
    Ageing ageing(0);
    Flow& first = ageing.open(1'000);
    Flow& middle = ageing.open(1'000);
    Flow& last = ageing.open(1'000);
    ageing.close(middle);
    ageing.close(last);
    ageing.close(first);
    EXPECT_EQ(ageing.pass(10'000), 0u);
}

TEST(TimingWheel, IsNeverEarlyAndAtMostASlotLateInALongRun) {
    Ageing ageing(123'456);
    std::mt19937 random(3);
    for (int step = 0; step < 4'000; ++step) {
        ageing.open(random() % 400'000);
        ageing.pass(random() % 200);
    }
    ageing.pass(200);
    EXPECT_LE(ageing.latest_ms(), TimingWheel::kSlotMs + 200);
}

}  // namespace
}  // namespace sluice
