// SPDX-License-Identifier: Apache-2.0
#include "dataplane/heartbeat.h"

#include <array>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using State = WorkersHealth::State;

constexpr uint64_t kMs = 1'000'000;
constexpr HeartbeatSettings kSettings{.patience_ns = 10 * kMs, .settle_ns = 500 * kMs};

// Two workers from time 1 s on, and what a program would see.
struct TwoWorkers {
    std::array<sluice_heartbeat, 2> memory{};
    Heartbeat first{memory, 0, kSettings};
    Heartbeat second{memory, 1, kSettings};
    uint64_t now_ns = 1'000 * kMs;

    void both_beat() {
        first.beat(now_ns);
        second.beat(now_ns);
        first.beat(now_ns);  // has seen the second's
    }
    // For so long, every millisecond.
    void pass(uint64_t duration_ms, bool second_beats = true) {
        for (uint64_t ms = 0; ms < duration_ms; ++ms) {
            now_ns += kMs;
            first.beat(now_ns);
            if (second_beats)
                second.beat(now_ns);
        }
    }
    WorkersHealth health() const { return workers_health(memory, kSettings, now_ns); }
};

TEST(Heartbeat, BeforeAllWorkersBeatNobodyTakesPackets) {
    TwoWorkers workers;
    EXPECT_EQ(workers.health().state, State::absent);
    workers.first.beat(workers.now_ns);
    EXPECT_EQ(workers.health().state, State::absent);
    EXPECT_EQ(workers.memory[0].oldest_beat_ns, 0U);
    workers.both_beat();
    EXPECT_EQ(workers.health().state, State::well);
}

TEST(Heartbeat, AWorkerThatIsStuckShowsInTheHeartbeatOfTheOther) {
    TwoWorkers workers;
    workers.both_beat();
    const uint64_t last_ns = workers.now_ns;
    workers.pass(10, false);
    EXPECT_EQ(workers.health().state, State::well);
    EXPECT_EQ(workers.memory[0].oldest_beat_ns, last_ns);
    workers.pass(1, false);
    EXPECT_EQ(workers.health().state, State::stuck);
    EXPECT_EQ(workers.health().worker, 1U);
    EXPECT_EQ(workers.memory[0].oldest_beat_ns, last_ns);
}

TEST(Heartbeat, AWorkerThatComesBackTellsForHowLongItWasAwayAndHasToSettle) {
    TwoWorkers workers;
    workers.both_beat();
    workers.pass(300, false);
    const uint64_t away_ns = workers.second.beat(workers.now_ns);
    EXPECT_EQ(away_ns, 300 * kMs);
    const uint64_t back_ns = workers.now_ns;
    workers.pass(499);
    EXPECT_EQ(workers.health().state, State::settling);
    EXPECT_EQ(workers.health().worker, 1U);
    EXPECT_EQ(workers.memory[0].fresh_since_ns, back_ns);
    workers.pass(1);
    EXPECT_EQ(workers.health().state, State::well);
}

TEST(Heartbeat, AnEarlyBeatIsNoneThatWasMissed) {
    TwoWorkers workers;
    EXPECT_EQ(workers.first.beat(workers.now_ns), 0U);  // the first there is
    EXPECT_EQ(workers.first.beat(workers.now_ns + 10 * kMs), 0U);
    EXPECT_EQ(workers.first.beat(workers.now_ns + 21 * kMs), 11 * kMs);
}

TEST(Heartbeat, ABeatPerPeriodLeavesRoomInThePatience) {
    TwoWorkers workers;
    EXPECT_LE(workers.first.period_ns() * 10, kSettings.patience_ns);
    Heartbeat patient(workers.memory, 0, {.patience_ns = 10'000 * kMs, .settle_ns = 0});
    EXPECT_EQ(patient.period_ns(), kMs);
}

TEST(Heartbeat, OneThatWithdrawsIsAbsentAtOnceForAll) {
    TwoWorkers workers;
    workers.both_beat();
    workers.second.withdraw();
    EXPECT_EQ(workers.memory[1].oldest_beat_ns, 0U);
    EXPECT_EQ(workers.health().state, State::absent);
    EXPECT_EQ(workers.health().worker, 1U);
    workers.first.beat(workers.now_ns);
    EXPECT_EQ(workers.memory[0].oldest_beat_ns, 0U);
    EXPECT_EQ(workers.second.beat(workers.now_ns + 900 * kMs), 0U) << "it was not stuck";
}

TEST(Heartbeat, OneThatRunsWithoutBuffersIsStuckAndSaysWhy) {
    TwoWorkers workers;
    workers.both_beat();
    for (int ms = 0; ms < 11; ++ms) {
        workers.now_ns += kMs;
        workers.first.beat(workers.now_ns);
        workers.second.withhold(SLUICE_NO_BUFFERS);
    }
    EXPECT_EQ(workers.health().state, State::stuck);
    EXPECT_EQ(workers.health().trouble, SLUICE_NO_BUFFERS);
    workers.second.beat(workers.now_ns);
    EXPECT_EQ(workers.health().state, State::settling);
    EXPECT_EQ(workers.health().trouble, SLUICE_NO_TROUBLE);
}

TEST(Heartbeat, AStuckWorkerIsNamedBeforeOneThatSettles) {
    TwoWorkers workers;
    workers.both_beat();
    workers.now_ns += 100 * kMs;
    workers.first.beat(workers.now_ns);  // back; the second is not
    EXPECT_EQ(workers.health().state, State::stuck);
    EXPECT_EQ(workers.health().worker, 1U);
}

}  // namespace
}  // namespace sluice
