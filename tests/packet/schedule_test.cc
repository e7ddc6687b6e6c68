// SPDX-License-Identifier: Apache-2.0
// Rules with `hours`: they begin and end by the clocks of a time zone, for flows that run on as for
// new ones, and whatever the box's clock does.
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr int64_t kHour = 3'600;
constexpr int64_t kDay = 24 * kHour;
// Monday, 1 June 2026, at midnight in Hong Kong, which is eight hours ahead and has no summer time.
constexpr int64_t kMonday = 1'780'272'000 - 8 * kHour;

class ScheduleTest : public BoxTest {
 protected:
    VirtualBox& evenings() {
        return box(R"(
rules:
  - name: evenings
    match: { hours: { zone: Asia/Hong_Kong, days: mon-fri, from: "18:00", until: "23:30" } }
    action: drop
)");
    }
    // A packet of a flow that began before, and one of a new flow.
    std::pair<bool, bool> pass(VirtualBox& wire) {
        const bool running = wire.up(datagram(1)).has_value();
        return {running, wire.up(datagram(++next_port_)).has_value()};
    }

    static FrameBytes datagram(uint16_t port) {
        return Conversation("198.18.0.1", port, "198.18.1.1", 9).udp_up("x");
    }

    uint16_t next_port_ = 1;
};

constexpr std::pair kBoth(true, true);
constexpr std::pair kNeither(false, false);

TEST_F(ScheduleTest, ARuleBeginsAndEndsOnTheMinuteForRunningFlowsAndNewOnes) {
    VirtualBox& wire = evenings();
    wire.set_wall_time(kMonday + 18 * kHour - 2);
    EXPECT_EQ(pass(wire), kBoth);
    wire.pass_ns(1'000'000'000);
    EXPECT_EQ(pass(wire), kBoth);
    wire.pass_ns(1'000'000'000);
    EXPECT_EQ(pass(wire), kNeither);
    wire.set_wall_time(kMonday + 23 * kHour + 30 * 60 - 1);
    EXPECT_EQ(pass(wire), kNeither);
    wire.pass_ns(1'000'000'000);
    EXPECT_EQ(pass(wire), kBoth);
}

TEST_F(ScheduleTest, AWeekHasFiveSuchEvenings) {
    VirtualBox& wire = evenings();
    std::string week;
    for (int day = 0; day < 7; ++day) {
        wire.set_wall_time(kMonday + day * kDay + 20 * kHour);
        week += pass(wire) == kNeither ? 'x' : '.';
        wire.set_wall_time(kMonday + day * kDay + 12 * kHour);
        EXPECT_EQ(pass(wire), kBoth);
    }
    EXPECT_EQ(week, "xxxxx..");
}

TEST_F(ScheduleTest, AClockThatIsSetAcrossAnEdgeIsFollowedBothWays) {
    VirtualBox& wire = evenings();
    for (int again = 0; again < 3; ++again) {
        wire.set_wall_time(kMonday + 12 * kHour);
        EXPECT_EQ(pass(wire), kBoth);
        wire.set_wall_time(kMonday + 20 * kHour);
        EXPECT_EQ(pass(wire), kNeither);
        wire.set_wall_time(kMonday + 18 * kHour - 1);
        EXPECT_EQ(pass(wire), kBoth) << "one second back is before it";
        wire.set_wall_time(kMonday - 365 * kDay + 3 * kHour);
        EXPECT_EQ(pass(wire), kBoth);
        wire.set_wall_time(kMonday + 4 * kDay + 23 * kHour);
        EXPECT_EQ(pass(wire), kNeither);
    }
}

TEST_F(ScheduleTest, APolicyThatComesWithinItsHoursHoldsAtOnce) {
    VirtualBox& wire = box();
    wire.set_wall_time(kMonday + 20 * kHour);
    EXPECT_EQ(pass(wire), kBoth);
    wire.publish(R"(
rules: [{ name: r, match: { hours: { zone: Asia/Hong_Kong, from: "18:00" } }, action: drop }]
)");
    EXPECT_EQ(pass(wire), kNeither);
}

TEST_F(ScheduleTest, NothingIsDecidedAgainBetweenTheEdges) {
    VirtualBox& wire = evenings();
    wire.set_wall_time(kMonday + 12 * kHour);
    for (int second = 0; second < 60; ++second) {
        EXPECT_TRUE(wire.up(datagram(1)));
        wire.pass_ns(1'000'000'000);
    }
    EXPECT_EQ(wire.worker().counters.decisions.get(), 1u);
}

}  // namespace
}  // namespace sluice::test
