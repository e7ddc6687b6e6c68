// SPDX-License-Identifier: Apache-2.0
// A database that cannot be used is refused with the way out, and stays as it was.
#include "control/usage/usage_store.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/text_file.h"
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
    EXPECT_THAT(refusal(file_), HasSubstr("has schema 99, and this sluiced knows schema 1"));
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
