// SPDX-License-Identifier: Apache-2.0
#include "control/policy_revisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/control_fixture.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class PolicyRevisionsTest : public testing::Test, protected ControlFixture {};

class LoadPolicy : public testing::Test {
 protected:
    Subscribers live;
    SubscriberRegistry registry{live};
};

TEST_F(LoadPolicy, TheFileIsRevisionOneAtTheFirstStart) {
    const ScratchFolder folder;
    Store store(folder / "sluice.db");
    const auto snapshot = load_policy(store, registry, kDropPolicy, "box.yaml");
    EXPECT_EQ(snapshot->revision(), 1u);
    EXPECT_EQ(snapshot->policy().rules.size(), 1u);
    keep_first_policy(store, kDropPolicy, "box.yaml");
    EXPECT_EQ(store.latest_revision()->number, snapshot->revision());
    EXPECT_EQ(store.latest_revision()->source, RevisionSource::file);
    EXPECT_EQ(store.document(1), kDropPolicy);
}

TEST_F(LoadPolicy, AFirstStartThatFailsLeavesNoRevision) {
    const ScratchFolder folder;
    Store store(folder / "sluice.db");
    load_policy(store, registry, kDropPolicy, "box.yaml");
    EXPECT_FALSE(store.latest_revision());
    const auto mended = load_policy(store, registry, "", "box.yaml");
    EXPECT_EQ(mended->revision(), 1u);
    EXPECT_TRUE(mended->policy().rules.empty());
}

TEST_F(LoadPolicy, TheStoreWinsAtARestart) {
    const ScratchFolder folder;
    {
        Store store(folder / "sluice.db");
        keep_first_policy(store, kDropPolicy, "box.yaml");
        store.add_revision({0, {}, "ann", "", RevisionSource::apply}, "");
    }
    Store store(folder / "sluice.db");
    const auto snapshot = load_policy(store, registry, kDropPolicy, "box.yaml");
    EXPECT_EQ(snapshot->revision(), 2u);
    EXPECT_TRUE(snapshot->policy().rules.empty());
}

TEST_F(LoadPolicy, ImportedSubscribersAreBackAfterARestart) {
    const ScratchFolder folder;
    const Subscriber imported{
        .id = "s-1",
        .tier = {},
        .group = "g",
        .addresses = {{*Prefix::parse("192.0.2.1"), PortSet::all()},
                      {*Prefix::parse("192.0.2.2"), PortSet::of_psid(3, 8, 6)},
                      {*Prefix::parse("2001:db8::/56"), PortSet::all()}}};
    const Subscriber taken{.id = "s-2",
                           .tier = {},
                           .group = {},
                           .addresses = {{*Prefix::parse("192.0.2.9"), PortSet::all()}}};
    {
        Store store(folder / "sluice.db");
        store.put_subscribers({&imported, &taken});
    }
    Store store(folder / "sluice.db");
    load_policy(store, registry, "subscribers: [{ id: s-3, addresses: 192.0.2.9 }]", "box.yaml");
    EXPECT_EQ(registry.find("s-1"), imported);
    EXPECT_EQ(registry.find("s-2"), std::nullopt) << "the policy's has the address";
}

TEST_F(LoadPolicy, AStoredPolicyThatIsNotValidAnyMoreStopsTheStart) {
    const ScratchFolder folder;
    Store store(folder / "sluice.db");
    store.add_revision({0, {}, "ann", "", RevisionSource::apply}, "later: {}\n");
    try {
        load_policy(store, registry, "", "box.yaml");
        FAIL() << "it started";
    } catch (const StoreError& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("not valid for this version: revision 1:1: unknown key"));
    }
}

TEST_F(PolicyRevisionsTest, WhatTheBoxCannotDoIsRefusedByName) {
    PolicyRevisions refusing(
        store, audit, registry, revisions.active(), [](auto) {}, {},
        [](const Policy& policy) {
            return policy.rules.empty() ? Complaints{}
                                        : Complaints{{.file = {},
                                                      .line = 0,
                                                      .field = "rules",
                                                      .message = "this box has no rules"}};
        });
    const auto result = refusing.apply({kDropPolicy, "test.yaml", "ann", "", std::nullopt});
    ASSERT_TRUE(std::holds_alternative<InvalidPolicy>(result));
    EXPECT_EQ(std::get<InvalidPolicy>(result).complaints[0].to_string(),
              "test.yaml:1: rules: this box has no rules");
    EXPECT_TRUE(refusing.check("", "test.yaml").policy);
}

TEST_F(PolicyRevisionsTest, WhatIsAppliedIsKeptPublishedAndRecorded) {
    const auto result = revisions.apply({kDropPolicy, "a.yaml", "ann", "too much", std::nullopt});
    ASSERT_TRUE(std::holds_alternative<Revision>(result));
    EXPECT_EQ(std::get<Revision>(result).number, 2u);
    ASSERT_EQ(published.size(), 1u);
    EXPECT_EQ(published[0]->revision(), 2u);
    EXPECT_EQ(published[0]->policy().rules[0].name, "no-bittorrent");
    EXPECT_EQ(store.document(2), kDropPolicy);
    EXPECT_EQ(revisions.active(), published[0]);
    const auto event = audit.latest(1).at(0);
    EXPECT_EQ(event.kind, "policy.applied");
    EXPECT_EQ(event.subject, "revision 2");
    EXPECT_EQ(event.detail, "1 rules, 0 subscribers, by ann: too much");
}

TEST_F(PolicyRevisionsTest, EverySnapshotHasANumberOfItsOwn) {
    const uint32_t first = revisions.active()->number();
    apply(kDropPolicy);
    apply(kDropPolicy);
    EXPECT_NE(published[0]->number(), first);
    EXPECT_NE(published[0]->number(), published[1]->number());
}

TEST_F(PolicyRevisionsTest, AWrongPolicyChangesNothing) {
    const auto result =
        revisions.apply({"rules:\n  - { name: a, match: {}, action: { slow: true } }\n", "a.yaml",
                         "ann", "", std::nullopt});
    ASSERT_TRUE(std::holds_alternative<InvalidPolicy>(result));
    EXPECT_THAT(std::get<InvalidPolicy>(result).complaints.at(0).to_string(),
                HasSubstr("a.yaml:2: rules[0].action: unknown key 'slow'"));
    EXPECT_TRUE(published.empty());
    EXPECT_EQ(store.latest_revision()->number, 1u);
}

TEST_F(PolicyRevisionsTest, AKeyOfTheBoxIsNoPolicy) {
    const auto result = revisions.apply({"links: []\n", "a.yaml", "ann", "", std::nullopt});
    ASSERT_TRUE(std::holds_alternative<InvalidPolicy>(result));
}

TEST_F(PolicyRevisionsTest, AnotherRevisionThanExpectedIsNotOverwritten) {
    apply(kDropPolicy);
    const auto result = revisions.apply({"", "a.yaml", "bob", "", 1});
    ASSERT_TRUE(std::holds_alternative<OtherRevisionActive>(result));
    EXPECT_EQ(std::get<OtherRevisionActive>(result).active, 2u);
    EXPECT_EQ(published.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<Revision>(revisions.apply({"", "a.yaml", "bob", "", 2})));
}

TEST_F(PolicyRevisionsTest, RollingBackIsANewRevisionOfTheOldText) {
    apply(kDropPolicy);
    apply("");
    const auto result = revisions.rollback(2, {"", "", "ann", "it was better", std::nullopt});
    ASSERT_TRUE(std::holds_alternative<Revision>(result));
    EXPECT_EQ(std::get<Revision>(result).number, 4u);
    EXPECT_EQ(std::get<Revision>(result).comment, "back to revision 2: it was better");
    EXPECT_EQ(std::get<Revision>(result).source, RevisionSource::rollback);
    EXPECT_EQ(store.document(4), kDropPolicy);
    EXPECT_EQ(published.back()->policy().rules.size(), 1u);
}

TEST_F(PolicyRevisionsTest, ASiteOnALinkThatTheBoxDoesNotHaveIsRefused) {
    PolicyRevisions of_box(store, audit, registry, revisions.active(), [](const auto&) {},
                           {{"pop1", {0, 1'000'000'000}}});
    const auto told = [&](const std::string& rest) {
        const auto checked = of_box.check(
            "sites: { olt: { capacity: { up: 9gbps, down: 9gbps }" + rest + " } }", "a.yaml");
        return checked.policy ? "" : checked.complaints.at(0).to_string();
    };
    EXPECT_EQ(told(", link: pop1"), "");
    EXPECT_EQ(told(", link: pop2"),
              "a.yaml: sites.olt.link: there is no link 'pop2'; did you mean 'pop1'?");
    EXPECT_EQ(told(", minimum: { down: 2gbps }"),
              "a.yaml: sites: the minimum rates of the sites on link 'pop1' are 2gbps down "
              "together, more than its capacity of 1gbps");
}

TEST_F(PolicyRevisionsTest, ARevisionThatNeverWasCannotComeBack) {
    const auto result = revisions.rollback(9, {});
    ASSERT_TRUE(std::holds_alternative<NoSuchRevision>(result));
    EXPECT_EQ(std::get<NoSuchRevision>(result).wanted, 9u);
}

TEST_F(PolicyRevisionsTest, RecentSnapshotsCanStillBeAskedForNames) {
    const uint32_t first = revisions.active()->number();
    for (int i = 0; i < 3; ++i)
        apply(kDropPolicy);
    EXPECT_NE(revisions.find_snapshot(first), nullptr);
    apply(kDropPolicy);
    EXPECT_EQ(revisions.find_snapshot(first), nullptr);
}

TEST_F(PolicyRevisionsTest, WaitingEndsWithTheNextRevisionOrTheTime) {
    EXPECT_EQ(revisions.wait_after(1, std::chrono::milliseconds(1)), 1u);
    apply(kDropPolicy);
    EXPECT_EQ(revisions.wait_after(1, std::chrono::minutes(1)), 2u);
}

}  // namespace
}  // namespace sluice
