// SPDX-License-Identifier: Apache-2.0
#include "replay/capture_merge.h"

#include <gtest/gtest.h>

#include "tests/unit/replay/capture_on_disk.h"

namespace sluice {
namespace {

class CaptureMergeTest : public testing::Test {
 protected:
    // Frames of one byte, the mark, at these times.
    CaptureFile capture(uint8_t mark, const std::vector<uint64_t>& times_ns) {
        test::CaptureOnDisk file(scratch_ / std::to_string(mark) + ".pcap");
        for (const uint64_t time_ns : times_ns)
            file.at(time_ns).frame(std::vector<uint8_t>{mark});
        return CaptureFile(file.done());
    }

    template <typename... Files>
    static std::vector<std::pair<int, uint64_t>> merged(Files... files) {
        std::vector<CaptureFile> all;
        (all.push_back(std::move(files)), ...);
        CaptureMerge merge(std::move(all));
        std::vector<std::pair<int, uint64_t>> order;
        while (const CapturedFrame* frame = merge.next())
            order.emplace_back(frame->bytes[0], frame->time_ns);
        return order;
    }

    ScratchFolder scratch_;
};

using Order = std::vector<std::pair<int, uint64_t>>;

TEST_F(CaptureMergeTest, FramesOfSeveralFilesComeByTime) {
    EXPECT_EQ(merged(capture(1, {10, 40, 50}), capture(2, {20, 60}), capture(3, {5, 30})),
              (Order{{3, 5}, {1, 10}, {2, 20}, {3, 30}, {1, 40}, {1, 50}, {2, 60}}));
}

TEST_F(CaptureMergeTest, EqualTimesComeInTheOrderOfTheFiles) {
    EXPECT_EQ(merged(capture(1, {7, 7}), capture(2, {7})), (Order{{1, 7}, {1, 7}, {2, 7}}));
}

TEST_F(CaptureMergeTest, TimesThatGoBackStayInTheOrderOfTheirFile) {
    EXPECT_EQ(merged(capture(1, {30, 10}), capture(2, {20})), (Order{{2, 20}, {1, 30}, {1, 10}}));
}

TEST_F(CaptureMergeTest, AnEmptyFileAddsNothing) {
    EXPECT_EQ(merged(capture(1, {}), capture(2, {1})), (Order{{2, 1}}));
    EXPECT_EQ(merged(capture(1, {})), Order{});
}

}  // namespace
}  // namespace sluice
