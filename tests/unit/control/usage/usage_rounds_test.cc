// SPDX-License-Identifier: Apache-2.0
#include "control/usage/usage_rounds.h"

#include <algorithm>
#include <csignal>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control/usage/usage_recorder.h"
#include "tests/unit/control/scratch_folder.h"
#include "tests/unit/control/usage/usage_rows.h"

namespace sluice {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr hours kDay{24};

class UsageRoundsTest : public testing::Test {
 protected:
    std::unique_ptr<UsageRounds> rounds(UsageSettings settings = {}) {
        return std::make_unique<UsageRounds>(settings, std::make_unique<UsageStore>(file_),
                                             box_.sources());
    }
    void run(UsageRounds& rounds, std::vector<UsageRow> rows, sys_seconds now = kNoon) {
        box_.rows = std::move(rows);
        rounds.run(now);
    }
    static uint64_t bytes(const UsageRounds& rounds, const std::string& id, sys_seconds now = kNoon,
                          uint32_t periods = 1) {
        uint64_t sum = 0;
        const auto usage = rounds.find(id, periods, now);
        if (usage)
            for (const auto& period : usage->periods)
                for (const auto& count : period.counts)
                    sum += count.sum.bytes;
        return sum;
    }

    ScratchFolder folder_;
    const std::string file_ = folder_ / "below/usage.db";
    FakeBox box_;
};

TEST_F(UsageRoundsTest, OthersSeeWhatWasTakenAndThatItWasAll) {
    const auto rounds = this->rounds();
    run(*rounds, {used(1, 3, 3'000), used(2, 1, 100)});
    run(*rounds, {});
    EXPECT_THAT(box_.looked_on, ElementsAre("2 rows", "all", "0 rows", "all"));
}

TEST_F(UsageRoundsTest, AddsUpWhatWasUsedByWhoDirectionLabelAndClass) {
    const auto usage = rounds();
    UsageRow voice = used(1, 1, 200, Direction::up, Label::webrtc);
    voice.service_class = ServiceClass::telephony;
    run(*usage, {used(1, 2, 3'000), used(2, 1, 40), voice});
    run(*usage, {used(1, 1, 500)});
    const auto found = usage->find("s1", 1, kNoon);
    ASSERT_TRUE(found);
    ASSERT_THAT(found->periods, SizeIs(1));
    const auto& counts = found->periods[0].counts;
    ASSERT_THAT(counts, SizeIs(2));
    EXPECT_EQ(counts[0].direction, "down");
    EXPECT_EQ(counts[0].label, "tls");
    EXPECT_EQ(counts[0].service_class, "standard");
    EXPECT_EQ(counts[0].sum, (UsageSum{3, 3'500}));
    EXPECT_EQ(counts[1].direction, "up");
    EXPECT_EQ(counts[1].label, "webrtc");
    EXPECT_EQ(counts[1].service_class, "telephony");
    EXPECT_EQ(counts[1].sum, (UsageSum{1, 200}));
    EXPECT_EQ(bytes(*usage, "s2"), 40u);
    EXPECT_FALSE(usage->find("s3", 1, kNoon));
}

TEST_F(UsageRoundsTest, ARecordThatIsNobodysIsCountedAndGivenToNobody) {
    const auto usage = rounds();
    run(*usage, {used(0, 1, 40), used(1, 1, 40)});
    EXPECT_EQ(usage->counts().unknown_rows, 1u);
    EXPECT_EQ(usage->counts().rows, 2u);
    EXPECT_EQ(bytes(*usage, "s1"), 40u);
}

TEST_F(UsageRoundsTest, APeriodBeginsAtZeroAndTheOneBeforeStays) {
    const auto usage = rounds();
    run(*usage, {used(1, 1, 100)});
    run(*usage, {used(1, 1, 7)}, kNoon + 2 * kDay);  // the 1st of December
    const auto both = usage->find("s1", 5, kNoon + 2 * kDay);
    ASSERT_THAT(both->periods, SizeIs(2));
    EXPECT_EQ(both->periods[0].counts[0].sum.bytes, 7u);
    EXPECT_EQ(both->periods[1].counts[0].sum.bytes, 100u);
    EXPECT_EQ(both->periods[1].when.end, both->periods[0].when.begin);
    EXPECT_THAT(usage->find("s1", 1, kNoon)->periods, SizeIs(1));
}

TEST_F(UsageRoundsTest, WhatRulesDidIsKnownForADayAndIsNotUsage) {
    const auto usage = rounds();
    run(*usage, {done_by(3, UsageKind::over_rate, used(1, 5, 5'000)),
                 done_by(4, UsageKind::marked, used(1, 1, 60)), used(1, 1, 60)});
    run(*usage, {done_by(3, UsageKind::over_rate, used(1, 1, 1'000))}, kNoon + hours(3));
    EXPECT_EQ(bytes(*usage, "s1"), 60u);
    const auto later = usage->find("s1", 1, kNoon + hours(4));
    ASSERT_THAT(later->effects, SizeIs(2));
    EXPECT_EQ(later->effects[0].rule, "rule-3");
    EXPECT_EQ(later->effects[0].effect, "over_rate");
    EXPECT_EQ(later->effects[0].label, "tls");
    EXPECT_EQ(later->effects[0].direction, "down");
    EXPECT_EQ(later->effects[0].sum, (UsageSum{6, 6'000}));
    EXPECT_EQ(later->effects[0].last, kNoon + hours(3));
    EXPECT_EQ(later->effects[1].rule, "rule-4");
    const auto tomorrow = usage->find("s1", 1, kNoon + hours(26));
    ASSERT_THAT(tomorrow->effects, SizeIs(1));
    EXPECT_EQ(tomorrow->effects[0].sum, (UsageSum{1, 1'000}));
}

TEST_F(UsageRoundsTest, WhatQueuesDidIsBesideWhatWasUsedOfTheKind) {
    const auto usage = rounds();
    run(*usage, {used(1, 10, 15'000), by_a_queue(UsageKind::queue_dropped, used(1, 2, 3'000)),
                 by_a_queue(UsageKind::ce_marked, used(1, 1, 1'500))});
    run(*usage, {by_a_queue(UsageKind::ce_marked, used(1, 1, 40))});
    const auto found = usage->find("s1", 1, kNoon);
    ASSERT_THAT(found->periods[0].counts, SizeIs(1));
    const auto& count = found->periods[0].counts[0];
    EXPECT_EQ(count.sum, (UsageSum{8, 12'000})) << "what was dropped was not used";
    EXPECT_EQ(count.queue_dropped, (UsageSum{2, 3'000}));
    EXPECT_EQ(count.ce_marked, (UsageSum{2, 1'540}));
    EXPECT_THAT(found->effects, IsEmpty()) << "no rule did it";
}

// A packet is counted when a queue takes it, and may be dropped in a later round.
TEST_F(UsageRoundsTest, ALateDropIsTakenFromWhatLeavesNextSoThatNoCountGoesBackwards) {
    const auto dropped = by_a_queue(UsageKind::queue_dropped, used(1, 1, 1'500));
    const auto sum = [](const UsageRounds& usage) {
        return usage.find("s1", 1, kNoon)->periods[0].counts[0].sum;
    };
    auto usage = rounds();
    run(*usage, {used(1, 3, 4'500)});
    run(*usage, {dropped});
    EXPECT_EQ(sum(*usage), (UsageSum{3, 4'500}));
    run(*usage, {used(1, 1, 40)});
    EXPECT_EQ(sum(*usage), (UsageSum{3, 4'500})) << "a packet and 1,460 bytes less are owed";
    usage.reset();
    usage = rounds();
    run(*usage, {used(1, 1, 1'500)});
    EXPECT_EQ(sum(*usage), (UsageSum{4, 4'540})) << "after a restart, too";
    EXPECT_EQ(usage->find("s1", 1, kNoon)->periods[0].counts[0].queue_dropped,
              (UsageSum{1, 1'500}));
}

TEST_F(UsageRoundsTest, ADropMayComeBeforeAllThatItIsTakenFrom) {
    const auto usage = rounds();
    run(*usage, {by_a_queue(UsageKind::queue_dropped, used(1, 2, 3'000))});
    EXPECT_EQ(usage->find("s1", 1, kNoon)->periods[0].counts[0].sum, UsageSum{});
    run(*usage, {used(1, 5, 7'500)});
    EXPECT_EQ(usage->find("s1", 1, kNoon)->periods[0].counts[0].sum, (UsageSum{3, 4'500}));
}

TEST_F(UsageRoundsTest, CountsNeverGoBackwardsAndAreExactInTheEndWhenEverDropsCome) {
    const auto usage = rounds();
    const auto sum = [&] { return usage->find("s1", 1, kNoon)->periods[0].counts[0].sum; };
    std::mt19937 random(5);
    const auto below = [&](uint32_t bound) { return random() % bound; };
    std::vector<uint64_t> queued;  // the packets' bytes
    UsageSum left;
    UsageSum before;
    for (int round = 0; round < 60; ++round) {
        std::vector<UsageRow> rows{used(1, 0, 0)};
        for (uint32_t packets = below(4); packets > 0; --packets) {
            queued.push_back(40 + below(1'461));
            rows.push_back(used(1, 1, queued.back()));
            left = {left.packets + 1, left.bytes + queued.back()};
        }
        std::shuffle(queued.begin(), queued.end(), random);
        for (uint32_t drops = below(4); drops > 0 && !queued.empty(); --drops) {
            rows.push_back(by_a_queue(UsageKind::queue_dropped, used(1, 1, queued.back())));
            left = {left.packets - 1, left.bytes - queued.back()};
            queued.pop_back();
        }
        run(*usage, rows);
        ASSERT_GE(sum().packets, before.packets);
        ASSERT_GE(sum().bytes, before.bytes);
        before = sum();
    }
    run(*usage, {used(1, 1'000, 1'500'000)});
    EXPECT_EQ(sum(), (UsageSum{left.packets + 1'000, left.bytes + 1'500'000}));
}

TEST_F(UsageRoundsTest, IsThereAfterARestartAndGoesOn) {
    run(*rounds(), {used(1, 1, 100)});
    const auto again = rounds();
    EXPECT_EQ(again->as_of(), kNoon);
    EXPECT_EQ(bytes(*again, "s1"), 100u);
    run(*again, {used(1, 1, 11)});
    EXPECT_EQ(bytes(*again, "s1"), 111u);
    EXPECT_THAT(box_.reports, ElementsAre(HasSubstr("usage.began")));
}

// Each round is there wholly or not at all, whenever the process is killed.
TEST_F(UsageRoundsTest, AKillInTheMiddleLosesNoCountThatWasThere) {
    constexpr uint32_t kSubscribers = 300;
    uint64_t before = 0;
    for (int kill_after_ms : {5, 17, 40}) {
        int rounds_done[2];
        ASSERT_EQ(pipe(rounds_done), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const auto usage = rounds();
            for (ssize_t told = 1; told == 1; told = write(rounds_done[1], "", 1)) {
                std::vector<UsageRow> rows;
                for (uint32_t record = 1; record <= kSubscribers; ++record)
                    rows.push_back(used(record, 1, 10));
                run(*usage, rows);
            }
            _exit(1);
        }
        close(rounds_done[1]);
        char byte = 0;
        ASSERT_EQ(read(rounds_done[0], &byte, 1), 1);  // however slow the machine is
        usleep(static_cast<useconds_t>(kill_after_ms) * 1'000);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        close(rounds_done[0]);
        const auto usage = rounds();
        const uint64_t first = bytes(*usage, "s1");
        EXPECT_GT(first, before);
        for (uint32_t record = 2; record <= kSubscribers; ++record)
            ASSERT_EQ(bytes(*usage, "s" + std::to_string(record)), first);
        before = first;
    }
}

// Files of this process may grow no more, as on a full disk.
class FullDisk {
 public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit full{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
    rlimit before_{};
};

TEST_F(UsageRoundsTest, AFullDiskIsSaidOnceAndLosesNothing) {
    const auto usage = rounds();
    run(*usage, {used(1, 1, 100)});
    {
        const FullDisk full(16'384);
        for (int round = 0; round < 3; ++round) {
            std::vector<UsageRow> rows{used(1, 1, 10)};
            for (uint32_t record = 2; record < 500; ++record)
                rows.push_back(used(record, 1, 10));
            run(*usage, rows);
        }
        EXPECT_TRUE(usage->counts().failing);
        EXPECT_EQ(usage->counts().commits_failed, 3u);
        EXPECT_EQ(usage->counts().pending_rows, 499u);
        EXPECT_EQ(bytes(*usage, "s1"), 100u) << "what was on the disk is still told";
        ASSERT_THAT(box_.reports, SizeIs(2));
        EXPECT_THAT(box_.reports[1], HasSubstr("usage.not_kept: the usage database " + file_));
    }
    run(*usage, {});
    EXPECT_FALSE(usage->counts().failing);
    EXPECT_THAT(box_.reports[2], HasSubstr("usage.kept_again"));
    EXPECT_EQ(bytes(*usage, "s1"), 130u);
    EXPECT_EQ(bytes(*usage, "s499"), 30u);
}

TEST_F(UsageRoundsTest, ARestartOnAFullDiskStillHasWhatWasWritten) {
    {
        const auto usage = rounds();
        run(*usage, {used(1, 1, 100)});
        const FullDisk full(16'384);
        std::vector<UsageRow> rows;
        for (uint32_t record = 1; record < 500; ++record)
            rows.push_back(used(record, 1, 10));
        run(*usage, rows);
        ASSERT_TRUE(usage->counts().failing);
    }
    EXPECT_EQ(bytes(*rounds(), "s1"), 100u);
}

TEST_F(UsageRoundsTest, OldPeriodsAreForgotten) {
    UsageSettings settings;
    settings.periods_kept = 2;
    const auto usage = rounds(settings);
    for (int month = 0; month < 4; ++month)
        run(*usage, {used(1, 1, 1)}, kNoon + month * 30 * kDay);
    const sys_seconds now = kNoon + 3 * 30 * kDay;
    EXPECT_THAT(usage->find("s1", 10, now)->periods, SizeIs(4));
    EXPECT_TRUE(usage->forget(now));
    EXPECT_THAT(usage->find("s1", 10, now)->periods, SizeIs(2));
}

TEST_F(UsageRoundsTest, WhoIsGoneIsErasedAfterItsTime) {
    UsageSettings settings;
    settings.erase_after = 2 * kDay;
    const auto usage = rounds(settings);
    run(*usage, {used(1, 1, 1), used(2, 1, 1), done_by(1, UsageKind::dropped, used(1, 1, 1)),
                 by_a_queue(UsageKind::ce_marked, used(1, 1, 1))});
    box_.gone["s1"] = true;
    usage->forget(kNoon);
    usage->forget(kNoon + 2 * kDay - seconds(1));
    EXPECT_TRUE(usage->find("s1", 1, kNoon));
    usage->forget(kNoon + 2 * kDay);
    EXPECT_FALSE(usage->find("s1", 1, kNoon));
    EXPECT_TRUE(usage->find("s2", 1, kNoon));
    EXPECT_EQ(usage->counts().subscribers_erased, 1u);
    run(*usage, {used(1, 1, 5)});
    EXPECT_EQ(bytes(*usage, "s1"), 5u) << "who comes back later begins anew";
    EXPECT_EQ(usage->find("s1", 1, kNoon)->periods[0].counts[0].ce_marked, UsageSum{});
}

TEST_F(UsageRoundsTest, WhoComesBackInTimeHasLostNothing) {
    UsageSettings settings;
    settings.erase_after = 2 * kDay;
    const auto usage = rounds(settings);
    run(*usage, {used(1, 1, 9)});
    box_.gone["s1"] = true;
    usage->forget(kNoon);
    box_.gone["s1"] = false;
    usage->forget(kNoon + kDay);
    box_.gone["s1"] = true;
    usage->forget(kNoon + 3 * kDay);
    EXPECT_EQ(bytes(*usage, "s1"), 9u);
}

TEST_F(UsageRoundsTest, LooksAfterManySubscribersInPortions) {
    UsageSettings settings;
    settings.erase_after = seconds(0);
    const auto usage = rounds(settings);
    std::vector<UsageRow> rows;
    for (uint32_t record = 1; record <= 5'001; ++record) {
        rows.push_back(used(record, 1, 1));
        box_.gone["s" + std::to_string(record)] = true;
    }
    run(*usage, rows);
    EXPECT_FALSE(usage->forget(kNoon));
    EXPECT_TRUE(usage->forget(kNoon));
    EXPECT_TRUE(usage->find("s5001", 1, kNoon)) << "only seen to be gone";
    EXPECT_FALSE(usage->forget(kNoon));
    EXPECT_TRUE(usage->forget(kNoon));
    EXPECT_FALSE(usage->find("s1", 1, kNoon));
    EXPECT_FALSE(usage->find("s5001", 1, kNoon));
}

TEST_F(UsageRoundsTest, TheRecorderTakesWhatIsLeftInTheEnd) {
    const auto usage = rounds();
    UsageRecorder recorder(*usage, [] { return false; });
    box_.rows = {used(1, 1, 77)};
    recorder.finish();
    EXPECT_EQ(bytes(*usage, "s1", std::chrono::floor<seconds>(std::chrono::system_clock::now())),
              77u);
}

TEST_F(UsageRoundsTest, TheRecorderComesEarlyWhenTheWorkersArePressed) {
    UsageSettings settings;
    settings.commit_every = hours(1);
    const auto usage = rounds(settings);
    UsageRecorder recorder(*usage, [] { return true; });
    for (int tries = 0; tries < 100 && usage->counts().rounds == 0; ++tries)
        usleep(50'000);
    EXPECT_GT(usage->counts().rounds, 0u);
}

}  // namespace
}  // namespace sluice
