// SPDX-License-Identifier: Apache-2.0
#include "control/backup/backup.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/store/database.h"
#include "control/store/store.h"
#include "control/usage/usage_store.h"
#include "policy/yaml/text_file.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

class BackupTest : public testing::Test {
 protected:
    BackupTest() {
        write_configuration("eth2");
        add_revision("first");
        UsageStore usage(folder_ / "sluice-usage.db");
    }

    void write_configuration(const std::string& access) {
        folder_.write("sluice.yaml",
                      "links:\n  - name: l\n    pairs: [{ access: { interface: " + access +
                          " }, core: { interface: eth3 } }]\n"
                          "store: { path: " +
                          folder_ / "sluice.db" + " }\n");
    }
    void add_revision(const std::string& comment) {
        Store store(folder_ / "sluice.db", 1'000);
        store.add_revision({.number = 0,
                            .time = {},
                            .author = "test",
                            .comment = comment,
                            .source = RevisionSource::apply},
                           "rules: []\n");
    }
    std::string newest_comment() {
        Store store(folder_ / "sluice.db", 1'000);
        const auto revision = store.latest_revision();
        return revision ? revision->comment : "";
    }
    std::vector<std::string> back_up() {
        return make_backup(folder_ / "sluice.yaml", folder_ / "kept");
    }
    std::vector<std::string> restore() {
        return restore_backup(folder_ / "kept", folder_ / "sluice.yaml");
    }
    // What refuses says this, and what is there stays.
    void expect_refused(const std::string& why) {
        try {
            restore();
            ADD_FAILURE() << "restored";
        } catch (const BackupError& error) {
            EXPECT_THAT(error.what(), HasSubstr(why));
        }
        EXPECT_EQ(newest_comment(), "second");
        for (const auto& file : fs::directory_iterator(folder_ / ""))
            EXPECT_NE(file.path().extension(), ".restoring") << file.path();
    }

    ScratchFolder folder_;
};

TEST_F(BackupTest, WhatWasChangedSinceIsAsItWas) {
    EXPECT_EQ(back_up(), (std::vector<std::string>{"sluice.yaml", "store.db", "usage.db"}));
    add_revision("second");
    write_configuration("eth9");
    EXPECT_EQ(restore(), (std::vector<std::string>{"sluice.yaml", "store.db", "usage.db"}));
    EXPECT_EQ(newest_comment(), "first");
    EXPECT_THAT(read_text_file(folder_ / "sluice.yaml"), HasSubstr("eth2"));
    EXPECT_TRUE(fs::exists(folder_ / "sluice.db.before-restore"));
    EXPECT_THAT(read_text_file(folder_ / "sluice.yaml.before-restore"), HasSubstr("eth9"));
    UsageStore usage(folder_ / "sluice-usage.db");
}

TEST_F(BackupTest, IsMadeWhileTheDaemonWrites) {
    Store running(folder_ / "sluice.db", 1'000);
    running.add_revision({.number = 0,
                          .time = {},
                          .author = "test",
                          .comment = "running",
                          .source = RevisionSource::apply},
                         "rules: []\n");
    back_up();
    Store copy(folder_ / "kept/store.db", 1'000);
    EXPECT_EQ(copy.latest_revision()->comment, "running");
}

TEST_F(BackupTest, IsForItsOwnerAlone) {
    back_up();
    EXPECT_EQ(fs::status(folder_ / "kept").permissions(), fs::perms::owner_all);
}

TEST_F(BackupTest, WhatSubscribersUsedIsForItsOwnerAloneWhereItIsRestored) {
    back_up();
    restore();
    for (const char* file : {"sluice.db", "sluice-usage.db"})
        EXPECT_EQ(fs::status(folder_ / file).permissions(),
                  fs::perms::owner_read | fs::perms::owner_write)
            << file;
}

TEST_F(BackupTest, OfAFolderNamedWithASlashIsThatFolder) {
    make_backup(folder_ / "sluice.yaml", folder_ / "kept/");
    EXPECT_TRUE(fs::exists(folder_ / "kept/store.db"));
}

TEST_F(BackupTest, OfAWrongConfigurationSaysAllThatIsWrong) {
    folder_.write("sluice.yaml", "links: 7\nrules: 8\n");
    try {
        back_up();
        ADD_FAILURE() << "made";
    } catch (const BackupError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("sluice.yaml:1"), HasSubstr("sluice.yaml:2")));
    }
}

TEST_F(BackupTest, ReplacesNoOther) {
    back_up();
    EXPECT_THROW(back_up(), BackupError);
    EXPECT_FALSE(fs::exists(folder_ / "kept.part"));
}

TEST_F(BackupTest, OneThatWasCutShortIsNoneAndIsMadeAnew) {
    fs::create_directories(folder_ / "kept.part");
    std::ofstream(folder_ / "kept.part/store.db") << "half";
    back_up();
    add_revision("second");
    restore();
    EXPECT_EQ(newest_comment(), "first");
}

TEST_F(BackupTest, IsNotRestoredUnderARunningDaemon) {
    back_up();
    add_revision("second");
    {
        const Store running(folder_ / "sluice.db", 1'000);
        EXPECT_THROW(restore(), BackupError);
    }
    EXPECT_EQ(newest_comment(), "second");
}

TEST_F(BackupTest, OfANewerVersionChangesNothing) {
    back_up();
    add_revision("second");
    Database(folder_ / "kept/usage.db").execute("PRAGMA user_version = 99");
    expect_refused("usage.db of the backup has schema 99");
}

TEST_F(BackupTest, OfAnotherProgramChangesNothing) {
    back_up();
    add_revision("second");
    Database(folder_ / "kept/store.db").execute("PRAGMA application_id = 7");
    expect_refused("store.db of the backup is a database of another program");
}

TEST_F(BackupTest, ADamagedOneChangesNothing) {
    back_up();
    add_revision("second");
    fs::resize_file(folder_ / "kept/store.db", 5'000);
    expect_refused("damaged");
}

TEST_F(BackupTest, WithoutItsStoreOrItsConfigurationItIsNone) {
    back_up();
    add_revision("second");
    fs::remove(folder_ / "kept/store.db");
    expect_refused("kept/store.db: No such file");
    fs::remove(folder_ / "kept/sluice.yaml");
    expect_refused("cannot read");
}

}  // namespace
}  // namespace sluice
