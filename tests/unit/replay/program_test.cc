// SPDX-License-Identifier: Apache-2.0
// sluice-replay as somebody types it. Its place is in the environment, as SLUICE_REPLAY.
#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/unit/replay/capture_on_disk.h"

namespace sluice {
namespace {

using test::CaptureOnDisk;
using test::Frame;

struct Outcome {
    int code;
    std::string out;
    std::string err;
};

class Program : public testing::Test {
 protected:
    void SetUp() override {
        if (std::getenv("SLUICE_REPLAY") == nullptr)
            GTEST_SKIP() << "SLUICE_REPLAY does not say where sluice-replay is";
    }

    Outcome replay(const std::string& arguments) const {
        const std::string out = scratch_ / "out";
        const std::string err = scratch_ / "err";
        const std::string command =
            std::string(std::getenv("SLUICE_REPLAY")) + " " + arguments + " >" + out + " 2>" + err;
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, test::read_file(out),
                test::read_file(err)};
    }
    std::string capture(const std::string& name, uint16_t remote_port,
                        int link_type = DLT_EN10MB) const {
        return CaptureOnDisk(scratch_ / name, link_type)
            .at(1'700'000'000'000'000'001)
            .frame(Frame().ethernet().ipv4("198.18.0.1", "192.0.2.1").udp(4'000, remote_port))
            .frame(Frame().ethernet().ipv4("192.0.2.1", "198.18.0.1").udp(remote_port, 4'000))
            .done();
    }

    const ScratchFolder scratch_;
};

TEST_F(Program, ShowsATableOfSeveralCaptures) {
    const Outcome outcome = replay(capture("a.pcap", 53) + " " + capture("b.pcap", 54));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.starts_with("4 packets, ")) << outcome.out;
    EXPECT_EQ(outcome.err, "") << "no progress bar where nobody watches";
}

TEST_F(Program, WritesWhatWouldHaveLeftWithItsTimes) {
    const std::string whole = capture("a.pcap", 54);
    const std::string policy = scratch_.write("policy.yaml",
                                              "rules:\n"
                                              "  - name: no-dns\n"
                                              "    match: { remote_port: 53 }\n"
                                              "    action: drop\n");
    const std::string left = scratch_ / "left.pcap";
    const Outcome outcome =
        replay(whole + " " + capture("b.pcap", 53) + " --policy " + policy + " --write " + left);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("dropped: 2 packets, rule"), std::string::npos) << outcome.out;
    EXPECT_EQ(test::read_file(left), test::read_file(whole)) << "to the nanosecond";
}

TEST_F(Program, ShowsWhatACaptureCutShortHasAndFails) {
    const std::string whole = test::read_file(capture("a.pcap", 53));
    const std::string cut = scratch_.write("cut.pcap", whole.substr(0, whole.size() - 3));
    const Outcome outcome = replay(cut);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_TRUE(outcome.out.starts_with("1 packets, ")) << outcome.out;
    EXPECT_TRUE(outcome.err.starts_with("sluice-replay: " + cut + ": cannot be read beyond"))
        << outcome.err;
}

TEST_F(Program, NamesEachFileThatIsNoCaptureInALine) {
    const std::string notes = scratch_.write("notes.txt", "no capture at all, only notes");
    const Outcome outcome = replay(notes + " " + (scratch_ / "missing.pcap"));
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
}

TEST_F(Program, NamesWhatIsWrongWithAPolicyByLineAndField) {
    const std::string policy = scratch_.write("policy.yaml",
                                              "rules:\n"
                                              "  - name: slow\n"
                                              "    match: { label: bittorrent }\n"
                                              "    action: { police: { per: flow, rate: 2 } }\n");
    const Outcome outcome = replay(capture("a.pcap", 53) + " --policy " + policy);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_TRUE(outcome.err.starts_with(policy + ":4: rules[0].action.police.rate: "))
        << outcome.err;
}

TEST_F(Program, RefusesToWriteTwoLinkTypesIntoOneFile) {
    const Outcome outcome = replay(capture("a.pcap", 53) + " " + capture("b.pcap", 53, DLT_RAW) +
                                   " --write " + (scratch_ / "left.pcap"));
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.err.find("one link type"), std::string::npos) << outcome.err;
}

TEST_F(Program, RefusesToWriteOverACaptureThatItReads) {
    const std::string whole = capture("a.pcap", 53);
    const std::string before = test::read_file(whole);
    const Outcome outcome = replay(whole + " --write " + (scratch_ / "./a.pcap"));
    EXPECT_EQ(outcome.code, 1);
    EXPECT_NE(outcome.err.find("is one of the captures"), std::string::npos) << outcome.err;
    EXPECT_EQ(test::read_file(whole), before);
}

TEST_F(Program, FailsIfItsReportCannotBeWritten) {
    const std::string command = std::string(std::getenv("SLUICE_REPLAY")) + " " +
                                capture("a.pcap", 53) + " >/dev/full 2>" + (scratch_ / "err");
    EXPECT_NE(std::system(command.c_str()), 0);
    EXPECT_NE(test::read_file(scratch_ / "err").find("standard output"), std::string::npos);
}

TEST_F(Program, SaysThatAPolicyIsADirectory) {
    const Outcome outcome = replay(capture("a.pcap", 53) + " --policy /tmp");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err, "/tmp: is a directory, not a policy\n");
}

TEST_F(Program, RefusesWhatItDoesNotUnderstand) {
    EXPECT_EQ(replay(capture("a.pcap", 53) + " --write -").code, 2) << "the report goes there";

    EXPECT_EQ(replay("").code, 2) << "no capture";
    EXPECT_EQ(replay(capture("a.pcap", 53) + " --subscribers 192.0.2.1/24").code, 2)
        << "bits beyond the length";
    EXPECT_EQ(replay("--help").code, 0);
}

}  // namespace
}  // namespace sluice
