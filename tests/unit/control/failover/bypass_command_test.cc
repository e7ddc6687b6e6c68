// SPDX-License-Identifier: Apache-2.0
#include "control/failover/bypass_command.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

class BypassCommandTest : public testing::Test {
 protected:
    std::string program(const std::string& lines) {
        const std::string file = folder_.write("bypass", "#!/bin/sh\n" + lines);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file;
    }
    std::string written() const {
        std::ostringstream text;
        text << std::ifstream(folder_ / "told").rdbuf();
        return text.str();
    }

    ScratchFolder folder_;
};

TEST_F(BypassCommandTest, IsToldTheLinkAndWhereItsPacketsAreToGo) {
    const std::string file = program("echo \"$# $1 $2\" >> " + (folder_ / "told"));
    EXPECT_EQ(run_bypass_command(file, "pop1", LinkForce::bypass, 10s), "");
    EXPECT_EQ(run_bypass_command(file, "pop1", LinkForce::inspect, 10s), "");
    EXPECT_EQ(run_bypass_command(file, "pop1", LinkForce::cut, 10s), "");
    EXPECT_EQ(written(), "2 pop1 bypass\n2 pop1 inspect\n2 pop1 cut\n");
}

TEST_F(BypassCommandTest, ThatFailsIsToldWithItsExitCode) {
    EXPECT_EQ(run_bypass_command(program("exit 3"), "pop1", LinkForce::bypass, 10s), "exit code 3");
    EXPECT_EQ(run_bypass_command(program("kill -9 $$"), "pop1", LinkForce::bypass, 10s),
              "ended by signal 9");
}

TEST_F(BypassCommandTest, ThatIsNotThereIsTold) {
    EXPECT_EQ(run_bypass_command(folder_ / "nothing", "pop1", LinkForce::bypass, 10s),
              "No such file or directory");
}

TEST_F(BypassCommandTest, ThatHangsIsKilled) {
    EXPECT_EQ(run_bypass_command(program("exec sleep 60"), "pop1", LinkForce::bypass, 50ms),
              "not done after 50 ms");
}

}  // namespace
}  // namespace sluice
