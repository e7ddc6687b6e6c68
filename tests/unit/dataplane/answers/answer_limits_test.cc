// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/answer_limits.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(FlowAnswerLimit, AnswersTheFirstPacketsAtOnceAndALongStreamNowAndThen) {
    FlowEnforcement flow;
    int answered = 0;
    for (int packet = 0; packet < 1'000; ++packet)
        answered += FlowAnswerLimit::take_reset(flow, 5'000);
    EXPECT_EQ(answered, 16);

    // A packet every millisecond for ten seconds.
    for (uint32_t now_ms = 5'000; now_ms < 15'000; ++now_ms)
        answered += FlowAnswerLimit::take_reset(flow, now_ms);
    EXPECT_GT(answered, 64);
    EXPECT_LT(answered, 64 + 22);
}

TEST(FlowAnswerLimit, ARefusalIsSaidThriceAndThenOnceASecond) {
    FlowEnforcement flow;
    int answered = 0;
    for (uint32_t now_ms = 0; now_ms < 10'000; ++now_ms)
        answered += FlowAnswerLimit::take_refusal(flow, now_ms);
    EXPECT_EQ(answered, 3 + 9);
}

TEST(RefusalLimit, HoldsAWorkerToAThousandASecond) {
    RefusalLimit limit;
    constexpr uint64_t kMinute = 60'000'000'000;
    int sent = 0;
    for (uint64_t now_ns = kMinute; now_ns < kMinute + 1'000'000'000; now_ns += 10'000)
        sent += limit.take(now_ns);
    EXPECT_GE(sent, 1'000);
    EXPECT_LE(sent, 1'000 + 128);
}

TEST(RefusalLimit, AClockThatStepsBackStopsItNoLongerThanTheStep) {
    RefusalLimit limit;
    EXPECT_TRUE(limit.take(5'000'000'000));
    EXPECT_TRUE(limit.take(4'000'000'000));
    EXPECT_TRUE(limit.take(6'000'000'000));
}

}  // namespace
}  // namespace sluice
