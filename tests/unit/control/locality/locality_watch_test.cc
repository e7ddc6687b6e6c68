// SPDX-License-Identifier: Apache-2.0
#include "control/locality/locality_watch.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

class LocalityWatchTest : public testing::Test {
 protected:
    void write(const std::string& text) {
        std::ofstream(folder_ / "new") << text;
        std::filesystem::rename(folder_ / "new", file_);
    }
    std::unique_ptr<LocalityWatch> watch() {
        return std::make_unique<LocalityWatch>(
            file_,
            LocalityWatch::Sinks{[this](std::shared_ptr<const LocalityTable> table) {
                                     const std::lock_guard lock(mutex_);
                                     published_.push_back(std::move(table));
                                 },
                                 [this](const std::string& kind, const std::string& detail) {
                                     const std::lock_guard lock(mutex_);
                                     told_.push_back(kind + ": " + detail);
                                 }},
            5ms);
    }
    std::shared_ptr<const LocalityTable> wait_published(size_t count) {
        return wait([&] { return published_.size() >= count; }) ? published_[count - 1] : nullptr;
    }
    std::string wait_told(size_t count) {
        return wait([&] { return told_.size() >= count; }) ? told_[count - 1] : "nothing";
    }
    template <typename Condition>
    bool wait(Condition&& condition) {
        for (int i = 0; i < 2'000; ++i) {
            {
                const std::lock_guard lock(mutex_);
                if (condition())
                    return true;
            }
            std::this_thread::sleep_for(5ms);
        }
        return false;
    }
    static Locality where(const LocalityTable& table) {
        return table.of(*IpAddress::parse("198.18.0.1"));
    }

    const ScratchFolder folder_;
    const std::string file_ = folder_ / "locality.csv";
    std::mutex mutex_;
    std::vector<std::shared_ptr<const LocalityTable>> published_;
    std::vector<std::string> told_;
};

TEST_F(LocalityWatchTest, TheFileCountsFromTheStart) {
    write("198.18.0.0/15,local\n");
    const auto watching = watch();
    ASSERT_EQ(published_.size(), 1u);
    EXPECT_EQ(where(*published_[0]), Locality::local);
    EXPECT_EQ(told_, std::vector<std::string>{"locality.loaded: 1 prefixes"});
    EXPECT_EQ(watching->state().prefixes, 1u);
    EXPECT_TRUE(watching->state().read_at);
    EXPECT_EQ(watching->state().objection, "");
}

TEST_F(LocalityWatchTest, AnotherFileCountsSoon) {
    write("198.18.0.0/15,local\n");
    const auto watching = watch();
    write("198.18.0.0/15,peering\n2001:db8::/32,local\n");
    const auto next = wait_published(2);
    ASSERT_TRUE(next);
    EXPECT_EQ(where(*next), Locality::peering);
    EXPECT_EQ(watching->state().prefixes, 2u);
}

TEST_F(LocalityWatchTest, AFileWithAMistakeLeavesWhatThereWasAndSaysWhichLine) {
    write("198.18.0.0/15,local\n");
    const auto watching = watch();
    write("198.18.0.0/15,local\n198.20.0.0/15,near\n198.22.0.0/15,near\n");
    EXPECT_EQ(wait_told(2), "locality.refused: what was read before stays: " + file_ +
                                ":2: 'near' is neither local nor peering nor transit (and 1 more)");
    EXPECT_EQ(published_.size(), 1u);
    EXPECT_EQ(watching->state().prefixes, 1u);
    EXPECT_EQ(watching->state().refused, 1u);
    EXPECT_FALSE(watching->state().objection.empty());
    write("198.18.0.0/15,local\n");
    EXPECT_TRUE(wait_published(2));
    EXPECT_EQ(watching->state().objection, "");
}

TEST_F(LocalityWatchTest, AFileThatIsGoneLeavesWhatThereWasAndIsTakenWhenItIsBack) {
    write("198.18.0.0/15,local\n");
    const auto watching = watch();
    std::filesystem::remove(file_);
    EXPECT_EQ(wait_told(2), "locality.refused: what was read before stays: cannot read " + file_ +
                                ": No such file or directory");
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(watching->state().refused, 1u) << "told once, not at each look";
    EXPECT_EQ(published_.size(), 1u);
    write("198.18.0.0/15,local\n");
    EXPECT_TRUE(wait_published(2));
}

TEST_F(LocalityWatchTest, AFileThatWasNeverThereIsToldAndWaitedFor) {
    const auto watching = watch();
    ASSERT_EQ(told_.size(), 1u);
    EXPECT_FALSE(watching->state().read_at);
    write("198.18.0.0/15,local\n");
    EXPECT_TRUE(wait_published(1));
}

TEST_F(LocalityWatchTest, AFolderInItsPlaceIsToldOnce) {
    std::filesystem::create_directory(file_);
    const auto watching = watch();
    std::this_thread::sleep_for(50ms);
    const std::lock_guard lock(mutex_);
    EXPECT_EQ(told_, std::vector<std::string>{
                         "locality.refused: what was read before stays: cannot read " + file_ +
                         ": it is no file"});
}

TEST_F(LocalityWatchTest, TheSameFileIsNotReadAgain) {
    write("198.18.0.0/15,local\n");
    const auto watching = watch();
    std::this_thread::sleep_for(50ms);
    const std::lock_guard lock(mutex_);
    EXPECT_EQ(published_.size(), 1u);
}

// Of the same length, and as old as the one before by what its writer says.
TEST_F(LocalityWatchTest, AFileWithTheTimesOfTheOneBeforeIsAnother) {
    write("198.18.0.0/15,peering\n");
    const auto watching = watch();
    const auto before = std::filesystem::last_write_time(file_);
    std::ofstream(file_) << "198.18.0.0/15,transit\n";
    std::filesystem::last_write_time(file_, before);
    ASSERT_TRUE(wait_published(2));
    EXPECT_TRUE(wait([&] { return where(*published_.back()) == Locality::transit; }));
}

TEST_F(LocalityWatchTest, WithoutAFileNothingHappens) {
    const LocalityWatch watching("", {});
    EXPECT_EQ(watching.state().file, "");
}

}  // namespace
}  // namespace sluice
