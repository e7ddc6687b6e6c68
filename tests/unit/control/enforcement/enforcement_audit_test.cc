// SPDX-License-Identifier: Apache-2.0
#include "control/enforcement/enforcement_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/enforcement/rule_scene.h"

namespace sluice {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

const Action kResetBoth{.drop = false, .police = {}, .dscp = {}, .reset = ResetEnds::both};
const WallTime kWall{seconds(1'700'000'000)};

class EnforcementAuditTest : public testing::Test, protected RuleScene {
 protected:
    std::vector<AuditEvent> round(const std::vector<EnforcementSample>& samples = {}) {
        now_ += EnforcementAudit::kRound;
        return audit_.round(*active_, samples, now_, kWall);
    }
    size_t events_in(int rounds) {
        size_t events = 0;
        for (int i = 0; i < rounds; ++i)
            events += round().size();
        return events;
    }
    EnforcementSample sample(uint32_t rule, uint16_t port) const {
        EnforcementSample sample;
        sample.key.subscriber = *IpAddress::parse("198.51.100.7");
        sample.key.subscriber_port = port;
        sample.key.remote = *IpAddress::parse("2001:db8::1");
        sample.key.remote_port = 6'881;
        sample.key.protocol = 6;
        sample.subscriber_record = 9;
        sample.rule_number = active_->rule_number(rule);
        sample.verdict = {Label::bittorrent_peer, Grade::exact};
        return sample;
    }

    RuleEffects effects_{[this] { return workers(); }};
    std::chrono::steady_clock::time_point now_{seconds(1'000)};
    std::shared_ptr<const Snapshot> active_ = policy({"no-trackers"}, kResetBoth);
    EnforcementAudit audit_{
        {[this](uint16_t rule) { return effects_.of(rule).did; },
         [](uint32_t record) { return record == 9 ? std::string("s-1001") : std::string(); }},
        now_};
};

TEST_F(EnforcementAuditTest, WhatARuleResetIsToldWithCountsAndExamples) {
    EXPECT_TRUE(round().empty());
    count(*active_, 0, RuleDeed::reset, 12);
    count(*active_, 0, RuleDeed::dropped, 7);
    const auto events = round(
        {sample(0, 51'413), sample(0, 51'413), sample(0, 51'414), sample(0, 51'415), sample(0, 1)});
    ASSERT_EQ(events.size(), 1u) << "what is dropped is no connection that was cut off";
    EXPECT_EQ(events[0].kind, "rule.reset");
    EXPECT_EQ(events[0].subject, "rule no-trackers");
    EXPECT_EQ(events[0].time, kWall);
    EXPECT_EQ(events[0].detail,
              "revision 1: 12 packets in 5.0s, 12 since the start; for example "
              "s-1001, 198.51.100.7:51413 > [2001:db8::1]:6881 tcp, bittorrent.peer exact; "
              "s-1001, 198.51.100.7:51414 > [2001:db8::1]:6881 tcp, bittorrent.peer exact; "
              "s-1001, 198.51.100.7:51415 > [2001:db8::1]:6881 tcp, bittorrent.peer exact");
}

TEST_F(EnforcementAuditTest, ARuleThatGoesOnIsToldOfOnceAMinuteWithAllThatItDid) {
    uint64_t told = 0;
    size_t events = 0;
    for (int i = 0; i < 61; ++i) {  // five minutes and a round
        count(*active_, 0, RuleDeed::reset, 1'000);
        for (const AuditEvent& event : round()) {
            ++events;
            told += std::stoull(event.detail.substr(event.detail.find(": ") + 2));
        }
    }
    EXPECT_EQ(events, 6u);
    EXPECT_EQ(told, 61'000u);
}

TEST_F(EnforcementAuditTest, AThousandRulesAtOnceAreToldOfBitByBitAndNoneIsForgotten) {
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i)
        names.push_back("rule-" + std::to_string(i));
    active_ = policy(names, kResetBoth);
    for (uint32_t rule = 0; rule < names.size(); ++rule)
        count(*active_, rule, RuleDeed::reset, 1);
    EXPECT_EQ(round().size(), EnforcementAudit::kEventsPerRound);
    EXPECT_EQ(events_in(100), 97u);
    EXPECT_EQ(events_in(100), 0u);
}

TEST_F(EnforcementAuditTest, WhoHasWaitedForLongestComesFirst) {
    active_ = policy({"a", "b", "c", "d"}, kResetBoth);
    std::vector<std::string> told;
    for (int i = 0; i < 2; ++i) {
        for (uint32_t rule = 0; rule < 4; ++rule)
            count(*active_, rule, RuleDeed::reset, 1);
        for (const AuditEvent& event : round())
            told.push_back(event.subject);
    }
    EXPECT_THAT(told, testing::ElementsAre("rule a", "rule b", "rule c", "rule d"));
}

TEST_F(EnforcementAuditTest, WhatAReplacedPolicyDidAtTheEndIsToldAllTheSame) {
    round();
    const auto first = active_;
    active_ = policy({}, {});
    count(*first, 0, RuleDeed::refused, 2);
    const auto events = round();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].kind, "rule.refused");
    EXPECT_THAT(events[0].detail, HasSubstr("revision 1: 2 packets"));
}

TEST_F(EnforcementAuditTest, WhatHappensInShadowIsNoEvent) {
    count(*active_, 0, RuleDeed::reset, 5, 0, true);
    EXPECT_TRUE(round().empty());
}

TEST(EnforcementSamples, AreFewHoweverManyFlowsThereAre) {
    EnforcementSamples samples;
    const Flow flow;
    std::vector<EnforcementSample> taken(1'024);
    constexpr uint64_t kMs = 1'000'000;
    for (uint64_t i = 0; i < 10'000; ++i)
        samples.offer(flow, 7, RuleDeed::reset, 1'000 * kMs + i * kMs / 10);
    EXPECT_EQ(samples.take(taken), 2u) << "of one rule in a second";
    samples.offer(flow, 8, RuleDeed::refused, 2'000 * kMs);
    ASSERT_EQ(samples.take(taken), 1u);
    EXPECT_EQ(taken[0].rule_number, 8u);
    EXPECT_EQ(taken[0].deed, RuleDeed::refused);
}

TEST(EnforcementSamples, ThatNobodyTakesAreLostAndCounted) {
    EnforcementSamples samples;
    const Flow flow;
    const uint64_t each_ns = uint64_t{EnforcementSamples::kEachMs} * 1'000'000;
    for (uint64_t i = 1; i <= EnforcementSamples::kCapacity + 10; ++i)
        samples.offer(flow, 1, RuleDeed::reset, i * each_ns);
    EXPECT_EQ(samples.counts().taken.get(), EnforcementSamples::kCapacity);
    EXPECT_EQ(samples.counts().lost.get(), 10u);
}

TEST(EnforcementSamples, GoOnWhenTheWorkersMillisecondsWrap) {
    EnforcementSamples samples;
    const Flow flow;
    std::vector<EnforcementSample> taken(16);
    const uint64_t wrap_ms = uint64_t{1} << 32;
    for (const uint64_t ms : {wrap_ms - 1, wrap_ms + 100, wrap_ms + 600})
        samples.offer(flow, 1, RuleDeed::reset, ms * 1'000'000);
    EXPECT_EQ(samples.take(taken), 2u);
}

}  // namespace
}  // namespace sluice
