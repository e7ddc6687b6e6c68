// SPDX-License-Identifier: Apache-2.0
#include "replay/capture_file.h"

#include <gtest/gtest.h>

#include "tests/unit/replay/capture_on_disk.h"

namespace sluice {
namespace {

using test::CaptureOnDisk;
using test::Frame;

constexpr uint64_t kSomeTimeNs = 1'700'000'000'123'456'789;

std::string little32(uint32_t value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

// pcapng: a section, an interface of Ethernet with nanoseconds, one frame of 4 bytes of 60.
std::string pcapng_with_one_frame() {
    const std::string section = little32(0x0a0d0d0a) + little32(28) + little32(0x1a2b3c4d) +
                                little32(1) + std::string(8, '\xff') + little32(28);
    const std::string resolution = std::string("\x09\x00\x01\x00\x09\x00\x00\x00", 8);
    const std::string interface = little32(1) + little32(32) + little32(DLT_EN10MB) + little32(0) +
                                  resolution + little32(0) + little32(32);
    const std::string frame = little32(6) + little32(36) + little32(0) +
                              little32(kSomeTimeNs >> 32) + little32(kSomeTimeNs & 0xffff'ffff) +
                              little32(4) + little32(60) + "abcd" + little32(36);
    return section + interface + frame;
}

std::string complaint_about(const std::string& path) {
    try {
        CaptureFile{path};
    } catch (const CaptureError& error) {
        return error.what();
    }
    return "";
}

class CaptureFileTest : public testing::Test {
 protected:
    ScratchFolder scratch_;
};

TEST_F(CaptureFileTest, NanosecondsAndTheWireLengthAreKept) {
    CaptureFile file(
        CaptureOnDisk(scratch_ / "a.pcap")
            .at(kSomeTimeNs)
            .snap(60)
            .frame(Frame().ethernet().ipv4("198.18.0.1", "192.0.2.1").udp(1, 2).payload(900, 'x'))
            .done());

    const CapturedFrame* frame = file.next();
    ASSERT_NE(frame, nullptr);
    EXPECT_EQ(frame->time_ns, kSomeTimeNs);
    EXPECT_EQ(frame->wire_length, 14u + 20 + 8 + 900);
    EXPECT_EQ(frame->bytes.size(), 60u);
    EXPECT_EQ(frame->link_type, DLT_EN10MB);
    EXPECT_EQ(file.next(), nullptr);
    EXPECT_EQ(file.complaint(), "");
}

TEST_F(CaptureFileTest, PcapngIsReadAsPcapIs) {
    CaptureFile file(scratch_.write("a.pcapng", pcapng_with_one_frame()));

    const CapturedFrame* frame = file.next();
    ASSERT_NE(frame, nullptr);
    EXPECT_EQ(frame->time_ns, kSomeTimeNs);
    EXPECT_EQ(frame->wire_length, 60u);
    EXPECT_EQ(frame->bytes.size(), 4u);
    EXPECT_EQ(file.next(), nullptr);
    EXPECT_EQ(file.complaint(), "");
}

TEST_F(CaptureFileTest, ACaptureCutShortGivesWhatItHasAndSaysSo) {
    const std::string whole = test::read_file(CaptureOnDisk(scratch_ / "a.pcap")
                                                  .frame(std::vector<uint8_t>(60))
                                                  .frame(std::vector<uint8_t>(60))
                                                  .done());
    CaptureFile file(scratch_.write("cut.pcap", whole.substr(0, whole.size() - 1)));

    EXPECT_NE(file.next(), nullptr);
    EXPECT_EQ(file.next(), nullptr);
    EXPECT_EQ(file.next(), nullptr) << "and stays at its end";
    EXPECT_NE(file.complaint().find("cut.pcap: cannot be read beyond frame 1: "), std::string::npos)
        << file.complaint();
}

TEST_F(CaptureFileTest, EveryTruncationOfACaptureIsReadOrRefused) {
    const std::string whole = pcapng_with_one_frame();
    for (size_t length = 0; length < whole.size(); ++length) {
        const std::string path = scratch_.write("cut.pcapng", whole.substr(0, length));
        if (!complaint_about(path).empty())
            continue;
        CaptureFile file(path);
        EXPECT_EQ(file.next(), nullptr) << length << " bytes";
    }
}

TEST_F(CaptureFileTest, WhatIsNoCaptureIsRefusedByName) {
    const std::string text = scratch_.write("notes.txt", "these are just my notes, no capture");
    EXPECT_TRUE(complaint_about(text).starts_with(text + ": ")) << complaint_about(text);

    const std::string missing = scratch_ / "missing.pcap";
    EXPECT_EQ(complaint_about(missing), missing + ": No such file or directory");

    const std::string folder = scratch_ / "";
    EXPECT_EQ(complaint_about(folder), folder + ": is a directory, not a capture file");
}

}  // namespace
}  // namespace sluice
