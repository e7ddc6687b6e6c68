// SPDX-License-Identifier: Apache-2.0
#include "control/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using testing::HasSubstr;

const WallTime kTime{std::chrono::milliseconds(1'700'000'000'123)};

Revision by(const std::string& author, RevisionSource source = RevisionSource::apply) {
    return {0, kTime, author, "because", source};
}

std::string refusal(const std::string& file) {
    try {
        Store store(file);
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

class StoreTest : public testing::Test {
 protected:
    ScratchFolder folder_;
    const std::string file_ = folder_ / "below/sluice.db";
};

TEST_F(StoreTest, IsEmptyWhenItIsNew) {
    Store store(file_);
    EXPECT_FALSE(store.latest_revision());
    EXPECT_TRUE(store.latest_events(10).empty());
}

TEST_F(StoreTest, RevisionsSurviveARestart) {
    {
        Store store(file_);
        EXPECT_EQ(store.add_revision(by("ann", RevisionSource::file), "rules: []\n"), 1u);
        EXPECT_EQ(store.add_revision(by("bob"), "tiers: {}\n"), 2u);
    }
    Store store(file_);
    const auto latest = store.latest_revision();
    ASSERT_TRUE(latest);
    EXPECT_EQ(latest->number, 2u);
    EXPECT_EQ(latest->author, "bob");
    EXPECT_EQ(latest->comment, "because");
    EXPECT_EQ(latest->time, kTime);
    EXPECT_EQ(latest->source, RevisionSource::apply);
    EXPECT_EQ(store.document(1), "rules: []\n");
    EXPECT_EQ(store.revision(1)->source, RevisionSource::file);
    EXPECT_FALSE(store.document(3));
    EXPECT_FALSE(store.revision(3));
}

TEST_F(StoreTest, ListsTheNewestRevisionsFirst) {
    Store store(file_);
    for (int i = 0; i < 5; ++i)
        store.add_revision(by("ann"), "");
    const auto revisions = store.revisions(2);
    ASSERT_EQ(revisions.size(), 2u);
    EXPECT_EQ(revisions[0].number, 5u);
    EXPECT_EQ(revisions[1].number, 4u);
}

TEST_F(StoreTest, EventsThatHappenedTogetherAreKeptTogether) {
    Store store(file_);
    const AuditEvent events[] = {{0, kTime, "test", "a", ""}, {0, kTime, "test", "b", ""}};
    EXPECT_EQ(store.add_events(events), 2u);
    EXPECT_EQ(store.latest_events(9).back().subject, "b");
}

TEST_F(StoreTest, TheOldestEventsMakeRoom) {
    Store store(file_, 3);
    for (int i = 1; i <= 5; ++i)
        EXPECT_EQ(store.add_event({0, kTime, "test", std::to_string(i), ""}),
                  static_cast<uint64_t>(i));
    const auto events = store.latest_events(10);
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].subject, "3");
    EXPECT_EQ(events[2].subject, "5");
    EXPECT_EQ(store.events_after(3, 10).size(), 2u);
    EXPECT_EQ(store.events_after(3, 1).front().subject, "4");
}

TEST_F(StoreTest, WhatIsTooOldGoesAndNumbersGoOn) {
    Store store(file_);
    for (const int hour : {0, 1, 2})
        store.add_event({0, kTime + std::chrono::hours(hour), "test", std::to_string(hour), ""});
    EXPECT_EQ(store.forget_events(kTime), 0u);
    EXPECT_EQ(store.forget_events(kTime + std::chrono::hours(2)), 2u);
    ASSERT_EQ(store.latest_events(10).size(), 1u);
    EXPECT_EQ(store.forget_events(kTime + std::chrono::hours(9)), 1u);
    EXPECT_TRUE(store.latest_events(10).empty());
    EXPECT_EQ(store.add_event({0, kTime, "test", "", ""}), 4u);
}

TEST_F(StoreTest, ATrialSurvivesARestartAndEndsWithTheNextRevisionOrWhenItIsConfirmed) {
    {
        Store store(file_);
        store.add_revision(by("ann"), "");
        EXPECT_EQ(store.add_trial(by("bob", RevisionSource::trial), "rules: []\n", 1), 2u);
    }
    Store store(file_);
    ASSERT_TRUE(store.trial());
    EXPECT_EQ(store.trial()->revision, 2u);
    EXPECT_EQ(store.trial()->before, 1u);
    EXPECT_EQ(store.revision(2)->source, RevisionSource::trial);
    store.add_revision(by("ann"), "");
    EXPECT_FALSE(store.trial());
    store.add_trial(by("bob", RevisionSource::trial), "", 3);
    store.confirm_trial();
    EXPECT_FALSE(store.trial());
    EXPECT_EQ(store.latest_revision()->number, 4u);
}

TEST_F(StoreTest, TextIsKeptByteForByte) {
    Store store(file_);
    const std::string text = "a'; DROP TABLE revisions; --\r\n\t\xc3\xa4";
    store.add_revision(by(text), text);
    EXPECT_EQ(store.document(1), text);
    EXPECT_EQ(store.latest_revision()->author, text);
}

TEST_F(StoreTest, ADamagedFileIsRefusedAndLeftAsItIs) {
    const std::string damage(8192, 'x');
    const auto file = folder_.write("damaged.db", damage);
    EXPECT_THAT(refusal(file), HasSubstr("is damaged (file is not a database): put a backup in its "
                                         "place, or salvage it with"));
    std::ifstream in(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), damage);
}

TEST_F(StoreTest, APageOfGarbageInTheMiddleIsFound) {
    {
        Store store(file_);
        for (int i = 0; i < 50; ++i)
            store.add_revision(by("ann"), std::string(5'000, 'r'));
    }
    std::fstream edit(file_, std::ios::in | std::ios::out | std::ios::binary);
    edit.seekp(4096 * 3);
    edit << std::string(4096 * 8, '\xff');
    edit.close();
    EXPECT_THAT(refusal(file_), HasSubstr("is damaged"));
}

TEST_F(StoreTest, AnEmptyFileIsALostStoreAndNotANewOne) {
    EXPECT_THAT(refusal(folder_.write("empty.db", "")),
                HasSubstr("is damaged (the file is empty)"));
}

TEST_F(StoreTest, TheDatabaseOfAnotherProgramIsRefused) {
    {
        Database other(folder_ / "other.db");
        other.execute("CREATE TABLE songs (title TEXT)");
    }
    EXPECT_THAT(refusal(folder_ / "other.db"), HasSubstr("is a database of another program"));
}

TEST_F(StoreTest, ANewerSchemaIsRefused) {
    { Store store(file_); }
    { Database(file_).execute("PRAGMA user_version = 5"); }
    EXPECT_THAT(refusal(file_), HasSubstr("has schema 5, and this sluiced knows schema 4"));
}

TEST_F(StoreTest, ASecondProcessIsKeptOut) {
    Store store(file_);
    // flock() is per open file, so a second one in this process stands for one in another.
    EXPECT_THAT(refusal(file_), HasSubstr("another sluiced uses this store"));
}

TEST_F(StoreTest, AKilledProcessLeavesNoLockAndLosesNoRevision) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Store store(file_);
        store.add_revision(by("ann"), "rules: []\n");
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    Store store(file_);
    EXPECT_EQ(store.document(1), "rules: []\n");
}

TEST_F(StoreTest, AFolderInItsPlaceIsNamed) {
    const std::string place = folder_ / "place";
    std::filesystem::create_directory(place);
    EXPECT_THAT(refusal(place), HasSubstr(place + " is a directory"));
}

TEST_F(StoreTest, AFolderThatCannotBeMadeIsNamed) {
    const auto file = folder_.write("file", "x");
    EXPECT_THAT(refusal(file + "/sluice.db"), HasSubstr("cannot make " + file + " for the store"));
}

TEST_F(StoreTest, SubscribersSurviveARestartWithAllThatTheyHave) {
    Subscriber subscriber{.id = "s-1",
                          .tier = "gold",
                          .group = "hosting",
                          .addresses = {{*Prefix::parse("192.0.2.1"), PortSet::range(1'024, 2'047)},
                                        {*Prefix::parse("2001:db8::/56"), PortSet::all()}},
                          .site = "olt-1.pon-3"};
    {
        Store store(file_);
        store.put_subscribers({&subscriber});
        EXPECT_EQ(store.subscribers(), std::vector{subscriber});
        subscriber.site = "olt-2";
        store.put_subscribers({&subscriber});
    }
    Store store(file_);
    EXPECT_EQ(store.subscribers(), std::vector{subscriber}) << "as they were put last";
}

TEST_F(StoreTest, AStoreWithoutSitesKeepsItsSubscribersAndTakesSites) {
    Subscriber subscriber{.id = "s-1", .tier = "gold", .group = "g", .addresses = {}};
    {
        Store store(file_);
        store.add_revision(by("ann"), "rules: []\n");
        store.put_subscribers({&subscriber});
    }
    {
        Database old(file_);
        old.execute("DROP TABLE trial; DROP INDEX events_by_time");
        old.execute("ALTER TABLE subscribers DROP COLUMN site; PRAGMA user_version = 2");
    }
    Store store(file_);
    EXPECT_EQ(store.document(1), "rules: []\n");
    EXPECT_EQ(store.subscribers(), std::vector{subscriber});
    subscriber.site = "olt-1";
    store.put_subscribers({&subscriber});
    EXPECT_EQ(store.subscribers(), std::vector{subscriber});
}

TEST_F(StoreTest, AStoreOfTheFirstVersionKeepsWhatItHasAndTakesSubscribers) {
    {
        Store store(file_);
        store.add_revision(by("ann"), "rules: []\n");
    }
    {
        Database old(file_);
        old.execute("DROP TABLE trial; DROP INDEX events_by_time");
        old.execute("DROP TABLE subscribers; PRAGMA user_version = 1");
    }
    Store store(file_);
    EXPECT_EQ(store.document(1), "rules: []\n");
    const Subscriber subscriber{
        .id = "s-1", .tier = "gold", .group = {}, .addresses = {}, .site = "olt-1"};
    store.put_subscribers({&subscriber});
    EXPECT_EQ(store.subscribers(), std::vector{subscriber});
    store.remove_subscriber("s-1");
    EXPECT_TRUE(store.subscribers().empty());
}

}  // namespace
}  // namespace sluice
