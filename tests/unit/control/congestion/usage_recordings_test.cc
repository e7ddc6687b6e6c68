// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/usage_recordings.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/control/congestion/managed_box.h"

namespace sluice {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// "s-1 gold olt-1 100 0" a line, by id.
std::string text(std::vector<RecordedUse> interval) {
    std::sort(interval.begin(), interval.end(),
              [](const auto& a, const auto& b) { return a.subscriber < b.subscriber; });
    std::string lines;
    for (const RecordedUse& use : interval)
        lines += use.subscriber + " " + use.tier + " " + use.site + " " +
                 std::to_string(use.bytes[0]) + " " + std::to_string(use.bytes[1]) + "\n";
    return lines;
}

TEST(UsageRecordings, TellsWhatEverybodyUsedIntervalByInterval) {
    ManagedBox box;
    const auto recording = box.rounds.recordings().begin(seconds(2), box.now);
    const uint32_t first = box.registry.record_of("s-1");
    const uint32_t second = box.registry.record_of("s-2");
    UsageRow dropped = used_up(first, 99);
    dropped.kind = UsageKind::dropped;
    box.round({used_up(first, 100), used_up(first, 11), dropped, used_up(77'777, 5)});
    EXPECT_TRUE(recording->wait(milliseconds(0)).empty());
    box.round({used_up(second, 7)});
    const auto interval = recording->wait(milliseconds(0));
    EXPECT_EQ(text(interval), "s-1 gold olt-1 111 0\ns-2 gold olt-1 7 0\n");
    EXPECT_EQ(interval[0].time_s,
              static_cast<uint64_t>(std::chrono::system_clock::to_time_t(box.now)));
    box.idle(4);
    EXPECT_TRUE(recording->wait(milliseconds(0)).empty()) << "nobody used anything";
}

TEST(UsageRecordings, ASlowAskerMissesTheOldest) {
    ManagedBox box;
    const auto recording = box.rounds.recordings().begin(seconds(1), box.now);
    for (uint64_t i = 1; i <= 12; ++i)
        box.use("s-1", i, 1);
    EXPECT_EQ(text(recording->wait(milliseconds(0))), "s-1 gold olt-1 3 0\n");
}

TEST(UsageRecordings, IsForWhoeverAsksEvenWhereNothingIsManaged) {
    auto policy = managed_policy();
    policy.congestion.reset();
    ManagedBox box(std::move(policy));
    auto one = box.rounds.recordings().begin(seconds(1), box.now);
    const auto other = box.rounds.recordings().begin(seconds(2), box.now);
    box.use("s-1", 10, 1);
    EXPECT_EQ(text(one->wait(milliseconds(0))), "s-1 gold olt-1 10 0\n");
    one.reset();
    box.use("s-1", 10, 1);
    EXPECT_EQ(text(other->wait(milliseconds(0))), "s-1 gold olt-1 20 0\n");
}

}  // namespace
}  // namespace sluice
