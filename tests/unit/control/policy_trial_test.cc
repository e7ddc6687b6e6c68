// SPDX-License-Identifier: Apache-2.0
#include "control/policy_trial.h"

#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/trial_watch.h"
#include "control/why_refused.h"
#include "tests/unit/control/control_fixture.h"

namespace sluice {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr auto kTenMinutes = minutes(10);

class PolicyTrialTest : public testing::Test, protected ControlFixture {
 protected:
    ChangeResult try_out(const std::string& document) {
        return revisions.try_out({document, "test.yaml", "ann", "too much", std::nullopt},
                                 kTenMinutes, now_);
    }
    PolicyChange by(const std::string& author) {
        return {kDropPolicy, "test.yaml", author, "", std::nullopt};
    }

    const std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
};

TEST_F(PolicyTrialTest, GoesBackByItselfWhenNobodyConfirmsIt) {
    ASSERT_EQ(std::get<Revision>(try_out(kDropPolicy)).number, 2u);
    EXPECT_EQ(revisions.active()->policy().rules.size(), 1u);
    ASSERT_TRUE(revisions.trial());
    EXPECT_EQ(revisions.trial()->before, 1u);
    EXPECT_EQ(store.latest_revision()->source, RevisionSource::trial);
    EXPECT_EQ(store.latest_revision()->comment, "for 10m00s, instead of revision 1: too much");

    revisions.end_trial_if_over(now_ + kTenMinutes - seconds(1));
    EXPECT_EQ(revisions.active()->revision(), 2u);
    revisions.end_trial_if_over(now_ + kTenMinutes);
    EXPECT_EQ(revisions.active()->revision(), 3u);
    EXPECT_TRUE(revisions.active()->policy().rules.empty());
    EXPECT_EQ(published.size(), 2u);
    EXPECT_FALSE(revisions.trial());
    EXPECT_FALSE(store.trial());
    EXPECT_EQ(store.document(3), "");
    EXPECT_EQ(store.latest_revision()->source, RevisionSource::rollback);
    const auto event = audit.latest(1).at(0);
    EXPECT_EQ(event.kind, "policy.rolled_back");
    EXPECT_EQ(event.subject, "revision 3");
    EXPECT_EQ(event.detail, "back to revision 1: nobody confirmed revision 2 within 10m00s");
    revisions.end_trial_if_over(now_ + minutes(60));
    EXPECT_EQ(published.size(), 2u) << "once";
}

TEST_F(PolicyTrialTest, StaysWhenItIsConfirmed) {
    try_out(kDropPolicy);
    const auto confirmed = revisions.confirm(2, by("bob"));
    EXPECT_EQ(std::get<Revision>(confirmed).number, 2u);
    revisions.end_trial_if_over(now_ + minutes(60));
    EXPECT_EQ(revisions.active()->revision(), 2u);
    EXPECT_FALSE(store.trial());
    const auto event = audit.latest(1).at(0);
    EXPECT_EQ(event.kind, "policy.confirmed");
    EXPECT_EQ(event.detail, "it stays, by bob");
}

TEST_F(PolicyTrialTest, OnlyWhatIsBeingTriedCanBeConfirmed) {
    EXPECT_EQ(why_refused(revisions.confirm(std::nullopt, by("bob"))),
              "no revision is being tried; if one was, its time is over");
    EXPECT_EQ(why_refused(revisions.confirm(1, by("bob"))),
              "revision 1 is not being tried; if it was, its time is over");
    try_out(kDropPolicy);
    EXPECT_EQ(why_refused(revisions.confirm(1, by("bob"))),
              "revision 2 is being tried, not 1; nothing was confirmed");
    EXPECT_TRUE(revisions.trial());
    EXPECT_TRUE(std::holds_alternative<Revision>(revisions.confirm(std::nullopt, by("bob"))));
}

TEST_F(PolicyTrialTest, NoOtherChangeComesBetween) {
    try_out(kDropPolicy);
    for (const auto& refusal : {revisions.apply(by("bob")), revisions.import_file(by("sluiced")),
                                revisions.try_out(by("bob"), kTenMinutes)}) {
        ASSERT_TRUE(std::holds_alternative<OtherRevisionOnTrial>(refusal));
        EXPECT_THAT(why_refused(refusal),
                    HasSubstr("revision 2 is being tried by ann for another "));
        EXPECT_THAT(why_refused(refusal), HasSubstr("`sluicectl policy rollback 1`, first"));
    }
    EXPECT_TRUE(std::holds_alternative<OtherRevisionOnTrial>(revisions.rollback(2, by("bob"))))
        << "that is what confirming is for";
    EXPECT_EQ(published.size(), 1u);
    EXPECT_EQ(store.latest_revision()->number, 2u);
    EXPECT_TRUE(store.trial());
}

TEST_F(PolicyTrialTest, ARollbackEndsItAtOnceAndTheTimeUndoesNothing) {
    try_out(kDropPolicy);
    ASSERT_EQ(std::get<Revision>(revisions.rollback(1, by("bob"))).number, 3u);
    EXPECT_FALSE(revisions.trial());
    EXPECT_FALSE(store.trial());
    ASSERT_EQ(std::get<Revision>(revisions.apply(by("bob"))).number, 4u);
    revisions.end_trial_if_over(now_ + minutes(60));
    EXPECT_EQ(revisions.active()->revision(), 4u);
}

TEST_F(PolicyTrialTest, AWrongPolicyIsNotTried) {
    EXPECT_TRUE(std::holds_alternative<InvalidPolicy>(try_out("rules: 3\n")));
    EXPECT_FALSE(revisions.trial());
    EXPECT_TRUE(std::holds_alternative<OtherRevisionActive>(
        revisions.try_out({kDropPolicy, "a.yaml", "ann", "", 7}, kTenMinutes)));
    EXPECT_FALSE(store.trial());
    EXPECT_TRUE(published.empty());
}

TEST_F(PolicyTrialTest, GoesBackThoughSomebodyWasImportedWithATierThatOnlyItHas) {
    try_out("tiers: { gold: { up: 1gbps, down: 1gbps } }");
    ASSERT_FALSE(registry.put(SubscriberRegistry::Layer::api,
                              {.id = "s-1", .tier = "gold", .group = {}, .addresses = {}}));
    revisions.end_trial_if_over(now_ + kTenMinutes);
    EXPECT_EQ(revisions.active()->revision(), 3u);
    EXPECT_TRUE(revisions.active()->policy().tiers.empty());
}

// A full disk stands for any store that fails.
TEST_F(PolicyTrialTest, GoesBackOnThePacketPathThoughTheStoreCannotKeepIt) {
    try_out(kDropPolicy);
    {
        Database other(folder / "sluice.db");
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON revisions BEGIN "
            "SELECT RAISE(FAIL, 'database or disk is full'); END");
    }
    revisions.end_trial_if_over(now_ + kTenMinutes);
    EXPECT_EQ(revisions.active()->revision(), 1u);
    EXPECT_TRUE(published.back()->policy().rules.empty());
    EXPECT_FALSE(revisions.trial()) << "nothing is left to be confirmed";
    EXPECT_TRUE(store.trial()) << "a restart goes back, too";
    revisions.end_trial_if_over(now_ + kTenMinutes + seconds(1));
    EXPECT_EQ(published.size(), 2u) << "not again and again";
    {
        Database other(folder / "sluice.db");
        other.execute("DROP TRIGGER full");
    }
    revisions.end_trial_if_over(now_ + kTenMinutes + seconds(10));
    EXPECT_EQ(revisions.active()->revision(), 3u);
    EXPECT_FALSE(store.trial());
}

TEST_F(PolicyTrialTest, TheWatchEndsIt) {
    const TrialWatch watch(revisions);
    revisions.try_out(by("ann"), std::chrono::milliseconds(50));
    EXPECT_EQ(revisions.wait_after(2, seconds(20)), 3u);
}

TEST(PolicyTrialAtStart, ADaemonThatEndedMeanwhileComesBackWithTheRevisionBefore) {
    const ScratchFolder folder;
    {
        Store store(folder / "sluice.db");
        keep_first_policy(store, "", "box.yaml");
        store.add_trial({0, {}, "ann", "", RevisionSource::trial}, kDropPolicy, 1);
    }
    Store store(folder / "sluice.db");
    AuditLog audit(store);
    end_trial_of_before(store, audit);
    Subscribers live;
    SubscriberRegistry registry(live);
    const auto snapshot = load_policy(store, registry, "", "box.yaml");
    EXPECT_EQ(snapshot->revision(), 3u);
    EXPECT_TRUE(snapshot->policy().rules.empty());
    EXPECT_EQ(store.latest_revision()->comment,
              "back to revision 1: sluiced ended while revision 2 was being tried");
    EXPECT_EQ(audit.latest(1).at(0).kind, "policy.rolled_back");
    EXPECT_FALSE(store.trial());
    end_trial_of_before(store, audit);
    EXPECT_EQ(store.latest_revision()->number, 3u) << "once";
}

}  // namespace
}  // namespace sluice
