// SPDX-License-Identifier: Apache-2.0
#include "control/services/usage_answers.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/metrics/usage_metrics.h"
#include "control/services/subscribers_service.h"
#include "control/sluicectl/usage_table.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/usage/usage_rows.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kPolicy =
    "tiers:\n"
    "  gold: { up: 1mbps, down: 1mbps, allowance: { volume: 1MB } }\n"
    "  down: { up: 1mbps, down: 1mbps, allowance: { volume: 1kB, counts: down } }\n"
    "subscribers:\n"
    "  - { id: s1, tier: gold, addresses: [192.0.2.1] }\n"
    "  - { id: s2, tier: down, addresses: [192.0.2.2] }\n"
    "  - { id: s3, addresses: [192.0.2.3] }\n";

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

class UsageAnswersTest : public testing::Test {
 protected:
    UsageAnswersTest() { control_.apply(kPolicy); }

    void run(std::vector<UsageRow> rows, std::chrono::sys_seconds at) {
        box_.rows = std::move(rows);
        rounds_.run(at);
    }
    v1::SubscriberUsage ask(const std::string& id, uint32_t periods = 0) {
        v1::UsageRequest request;
        request.set_id(id);
        request.set_periods(periods);
        v1::SubscriberUsage answer;
        SubscribersService service(control_.registry, control_.store, &answers_);
        status_ = service.Usage(nullptr, &request, &answer);
        return answer;
    }

    ControlFixture control_;
    FakeBox box_;
    UsageRounds rounds_{UsageSettings{}, std::make_unique<UsageStore>(control_.folder / "usage.db"),
                        box_.sources()};
    UsageAnswers answers_{rounds_, control_.registry, control_.revisions};
    grpc::Status status_;
};

TEST_F(UsageAnswersTest, TellsTheRunningPeriodAgainstTheTiersAllowance) {
    const auto at = now();
    run({used(1, 3, 3'000), used(1, 2, 500, Direction::up, Label::bittorrent)}, at);
    const auto usage = ask("s1");
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_EQ(usage.id(), "s1");
    EXPECT_EQ(usage.as_of().seconds(), at.time_since_epoch().count());
    ASSERT_EQ(usage.periods_size(), 1);
    const v1::UsagePeriod& period = usage.periods(0);
    EXPECT_LE(period.begin().seconds(), usage.as_of().seconds());
    EXPECT_GT(period.end().seconds(), usage.as_of().seconds());
    EXPECT_EQ(period.down_bytes(), 3'000u);
    EXPECT_EQ(period.up_bytes(), 500u);
    ASSERT_EQ(period.counts_size(), 2);
    EXPECT_EQ(period.counts(1).label(), "bittorrent");
    EXPECT_EQ(period.counts(1).direction(), "up");
    EXPECT_EQ(period.allowance().bytes(), 1'000'000u);
    EXPECT_EQ(period.allowance().counts(), "both");
    EXPECT_EQ(period.allowance().used_bytes(), 3'500u);
}

TEST_F(UsageAnswersTest, WhatQueuesDidIsByKindAndByDirectionAndNotInTheAllowance) {
    run({used(1, 9, 9'000), by_a_queue(UsageKind::queue_dropped, used(1, 2, 2'000)),
         used(1, 5, 5'000, Direction::down, Label::quic),
         by_a_queue(UsageKind::queue_dropped, used(1, 1, 500, Direction::down, Label::quic)),
         by_a_queue(UsageKind::ce_marked, used(1, 3, 3'000, Direction::down, Label::quic))},
        now());
    const auto usage = ask("s1");
    const v1::UsagePeriod& period = usage.periods(0);
    EXPECT_EQ(period.allowance().used_bytes(), 11'500u);
    EXPECT_EQ(period.down_queues().dropped_packets(), 3u);
    EXPECT_EQ(period.down_queues().dropped_bytes(), 2'500u);
    EXPECT_EQ(period.down_queues().ce_marked_packets(), 3u);
    EXPECT_EQ(period.down_queues().ce_marked_bytes(), 3'000u);
    EXPECT_FALSE(period.has_up_queues());
    ASSERT_EQ(period.counts_size(), 2);
    EXPECT_EQ(period.counts(0).label(), "tls");
    EXPECT_EQ(period.counts(0).queues().dropped_bytes(), 2'000u);
    EXPECT_EQ(period.counts(1).queues().ce_marked_bytes(), 3'000u);
}

TEST_F(UsageAnswersTest, AnAllowanceMayBeOfOneDirection) {
    run({used(2, 3, 3'000), used(2, 2, 500, Direction::up)}, now());
    EXPECT_EQ(ask("s2").periods(0).allowance().counts(), "down");
    EXPECT_EQ(ask("s2").periods(0).allowance().used_bytes(), 3'000u);
}

TEST_F(UsageAnswersTest, ATierWithoutAllowanceHasNone) {
    run({used(3, 1, 40)}, now());
    EXPECT_FALSE(ask("s3").periods(0).has_allowance());
}

TEST_F(UsageAnswersTest, ShowsEarlierPeriodsWhenAskedNewestFirst) {
    const auto at = now();
    const auto before = rounds_.running_period(at).begin - std::chrono::hours(1);
    run({used(1, 1, 10)}, before);
    EXPECT_EQ(ask("s1").periods_size(), 1) << "the running one, in which there is nothing";
    EXPECT_EQ(ask("s1").periods(0).down_bytes(), 0u);
    run({used(1, 1, 20)}, at);
    const auto usage = ask("s1", 5);
    ASSERT_EQ(usage.periods_size(), 2);
    EXPECT_EQ(usage.periods(0).down_bytes(), 20u);
    EXPECT_EQ(usage.periods(1).down_bytes(), 10u);
    EXPECT_FALSE(usage.periods(1).has_allowance()) << "which tier it had then is not known";
}

TEST_F(UsageAnswersTest, WhomNothingIsKnownOfIsNotFound) {
    ask("nobody");
    EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_THAT(status_.error_message(), HasSubstr("'nobody'"));
    EXPECT_EQ(ask("s1").periods_size(), 1) << "who has sent nothing yet";
}

TEST_F(UsageAnswersTest, SaysSoWhereUsageIsNotAccountedFor) {
    SubscribersService service(control_.registry, control_.store);
    v1::UsageRequest request;
    v1::SubscriberUsage answer;
    const auto status = service.Usage(nullptr, &request, &answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_THAT(status.error_message(), HasSubstr("usage.enabled"));
}

TEST_F(UsageAnswersTest, SluicectlShowsItInLines) {
    run({used(1, 3, 250'000), done_by(7, UsageKind::over_rate, used(1, 2, 3'000))}, now());
    std::ostringstream out;
    print_usage(ask("s1"), out);
    EXPECT_THAT(out.str(), HasSubstr("s1, as of "));
    EXPECT_THAT(out.str(), HasSubstr(": 0 B up, 250 kB down\n250 kB of 1 MB used (25.0%)\n"));
    EXPECT_THAT(out.str(), HasSubstr("down       tls    standard        3  250000"));
    EXPECT_THAT(out.str(), HasSubstr("What rules did in the last 24 hours\n"));
    EXPECT_THAT(out.str(), HasSubstr("rule-7  down       tls    over_rate        2   3 kB  "));
}

TEST_F(UsageAnswersTest, SluicectlShowsWhatQueuesDidWhereTheyDidAnything) {
    run({used(1, 3, 250'000)}, now());
    std::ostringstream without;
    print_usage(ask("s1"), without);
    EXPECT_THAT(without.str(), Not(HasSubstr("Full queues")));
    run({by_a_queue(UsageKind::queue_dropped, used(1, 1, 50'000)),
         by_a_queue(UsageKind::ce_marked, used(1, 1, 7'000))},
        now());
    std::ostringstream with;
    print_usage(ask("s1"), with);
    EXPECT_THAT(with.str(),
                HasSubstr("\nFull queues: dropped 0 B up, 50 kB down; marked CE 0 B up, "
                          "7 kB down\n"));
    EXPECT_THAT(with.str(), HasSubstr("250 kB    50 kB       7 kB\n"));
}

TEST_F(UsageAnswersTest, MetricsTellHowTheAccountingDoesAndOfNoSubscriber) {
    run({used(1, 3, 250'000)}, now());
    Families families;
    add_usage_metrics(rounds_.counts(), {}, families);
    bool rounds_told = false;
    for (const auto& family : families.take()) {
        for (const auto& metric : family.metric)
            EXPECT_TRUE(metric.label.empty()) << family.name;
        if (family.name == "sluice_usage_rounds_total") {
            rounds_told = true;
            EXPECT_EQ(family.metric[0].counter.value, 1);
        }
        if (family.name == "sluice_usage_failing") {
            EXPECT_EQ(family.metric[0].gauge.value, 0);
        }
    }
    EXPECT_TRUE(rounds_told);
}

}  // namespace
}  // namespace sluice
