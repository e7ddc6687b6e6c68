// SPDX-License-Identifier: Apache-2.0
// A database that cannot be used is refused with the way out, and stays as it was.
#include "control/usage/usage_store.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/yaml/text_file.h"
#include "tests/unit/control/scratch_folder.h"
#include "tests/unit/control/usage/usage_rows.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& file) {
    try {
        UsageStore store(file);
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

class UsageStoreTest : public testing::Test {
 protected:
    void fill() {
        UsageStore store(file_);
        PendingUsage usage({});
        for (uint32_t record = 1; record < 500; ++record)
            usage.add("s" + std::to_string(record), used(record, 1, 1), "", kNoon);
        store.add(usage, kNoon);
    }

    ScratchFolder folder_;
    const std::string file_ = folder_ / "usage.db";
};

TEST_F(UsageStoreTest, AnEmptyFileIsOneThatWasLost) {
    folder_.write("usage.db", "");
    EXPECT_THAT(refusal(file_), HasSubstr("the usage database " + file_ +
                                          " is damaged (the file is empty): put a backup"));
    EXPECT_THAT(refusal(file_), HasSubstr("subscribers' counts begin at zero again"));
    EXPECT_EQ(std::filesystem::file_size(file_), 0u);
}

TEST_F(UsageStoreTest, WhatIsNoDatabaseIsRefused) {
    folder_.write("usage.db", std::string(10'000, 'x'));
    EXPECT_THAT(refusal(file_), HasSubstr("is damaged (file is not a database)"));
    EXPECT_THAT(refusal(file_), HasSubstr(".recover | sqlite3 NEW"));
    EXPECT_EQ(read_text_file(file_), std::string(10'000, 'x')) << "it may still be salvaged";
}

TEST_F(UsageStoreTest, PagesThatWereOverwrittenAreNoticedAtTheStart) {
    fill();
    std::string bytes = read_text_file(file_);
    ASSERT_GT(bytes.size(), 20'000u);
    for (size_t at = 8'192; at < bytes.size() - 100; at += 4'096)
        bytes.replace(at, 100, 100, '\x5a');
    folder_.write("usage.db", bytes);
    EXPECT_THAT(refusal(file_), HasSubstr("is damaged"));
    EXPECT_EQ(read_text_file(file_), bytes);
}

TEST_F(UsageStoreTest, AFileThatWasCutOffIsNoticedAtTheStart) {
    fill();
    std::filesystem::resize_file(file_, std::filesystem::file_size(file_) / 2);
    EXPECT_THAT(refusal(file_), HasSubstr("is damaged"));
}

TEST_F(UsageStoreTest, AnothersDatabaseIsRefused) {
    {
        Database other(file_);
        other.execute("CREATE TABLE t (a)");
    }
    EXPECT_THAT(refusal(file_),
                HasSubstr("is a database of another program: name another file in usage.path"));
}

TEST_F(UsageStoreTest, ANewerSchemaIsRefused) {
    fill();
    {
        Database newer(file_);
        newer.execute("PRAGMA user_version = 99");
    }
    EXPECT_THAT(refusal(file_), HasSubstr("has schema 99, and this sluiced knows schema 2"));
}

// As the first version wrote it.
constexpr const char* kOfSchema1 = R"(
    CREATE TABLE rounds (as_of_s INTEGER NOT NULL) STRICT;
    CREATE TABLE periods (begin_s INTEGER PRIMARY KEY, end_s INTEGER NOT NULL) STRICT;
    CREATE TABLE subscribers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id     TEXT NOT NULL UNIQUE,
        gone_s INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE counts (
        subscriber INTEGER NOT NULL,
        period_s   INTEGER NOT NULL,
        direction  TEXT NOT NULL,
        label      TEXT NOT NULL,
        class      TEXT NOT NULL,
        packets    INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        PRIMARY KEY (subscriber, period_s, direction, label, class)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX counts_by_period ON counts (period_s);
    CREATE TABLE effects (
        subscriber INTEGER NOT NULL,
        hour_s     INTEGER NOT NULL,
        rule       TEXT NOT NULL,
        label      TEXT NOT NULL,
        direction  TEXT NOT NULL,
        effect     TEXT NOT NULL,
        packets    INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        last_s     INTEGER NOT NULL,
        PRIMARY KEY (subscriber, hour_s, rule, label, direction, effect)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX effects_by_hour ON effects (hour_s);
    INSERT INTO rounds VALUES (1795953600);
    INSERT INTO periods VALUES (1793491200, 1796083200);
    INSERT INTO subscribers (id) VALUES ('s1');
    INSERT INTO counts VALUES (1, 1793491200, 'down', 'tls', 'standard', 7, 9000);
    INSERT INTO effects VALUES (1, 1795950000, 'slow', 'tls', 'down', 'over_rate', 2, 80,
                                1795953599);
    PRAGMA application_id = 1397511473;
    PRAGMA user_version = 1;
)";

TEST_F(UsageStoreTest, OneOfTheFirstSchemaIsBroughtUpWithAllThatIsInIt) {
    Database(file_).execute(kOfSchema1);
    for (const uint64_t before : {7u, 8u}) {  // brought up, then opened as it is
        UsageStore store(file_);
        EXPECT_FALSE(store.is_new());
        EXPECT_EQ(store.as_of(), kNoon);
        const auto found = store.find("s1", 1, kNoon - std::chrono::hours(2));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->periods.at(0).counts.at(0).sum.packets, before);
        EXPECT_EQ(found->periods[0].counts[0].queue_dropped.packets, before - 7);
        EXPECT_EQ(found->effects.at(0).sum, (UsageSum{2, 80}));
        PendingUsage usage({});
        usage.add("s1", used(1, 2, 3'000), "", kNoon);
        usage.add("s1", by_a_queue(UsageKind::queue_dropped, used(1, 1, 1'500)), "", kNoon);
        store.add(usage, kNoon);
    }
}

TEST_F(UsageStoreTest, OneThatCannotBeBroughtUpStaysAsItIs) {
    {
        Database old(file_);
        old.execute(kOfSchema1);
        old.execute(
            "ALTER TABLE counts ADD COLUMN ce_bytes INTEGER");  // so that the last step fails
    }
    EXPECT_THAT(refusal(file_), HasSubstr("duplicate column name: ce_bytes"));
    Database old(file_);
    Statement columns(old, "SELECT count(*) FROM pragma_table_info('counts')");
    ASSERT_TRUE(columns.step());
    EXPECT_EQ(columns.integer(0), 8);
}

TEST_F(UsageStoreTest, OneProcessAtATimeHasIt) {
    const UsageStore store(file_);
    EXPECT_THAT(refusal(file_), HasSubstr("is held: another sluiced"));
}

TEST_F(UsageStoreTest, SaysWhetherItBeganAnew) {
    EXPECT_TRUE(UsageStore(file_).is_new());
    EXPECT_FALSE(UsageStore(file_).is_new());
}

}  // namespace
}  // namespace sluice
