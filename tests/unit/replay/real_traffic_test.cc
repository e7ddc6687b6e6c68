// SPDX-License-Identifier: Apache-2.0
// Real traffic, where the folder of captures is: SLUICE_CAPTURES, else beside the source root.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "replay/capture_merge.h"
#include "replay/policy_file.h"
#include "replay/replay.h"
#include "replay/subscriber_prefixes.h"
#include "tests/unit/captures_folder.h"

namespace sluice {
namespace {

class RealTraffic : public testing::Test {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder_ / "p2p" / "bittorrent.pcap"))
            GTEST_SKIP() << "no captures; SLUICE_CAPTURES says where they are";
    }

    static Totals replayed(const std::filesystem::path& capture) {
        std::vector<CaptureFile> files;
        files.emplace_back(capture);
        CaptureMerge merge(std::move(files));
        Replay replay(
            {.subscribers = default_subscriber_prefixes(), .flows = 4'096, .keep_flow_list = true},
            empty_policy());
        while (const CapturedFrame* frame = merge.next())
            replay.take(*frame);
        return replay.finish();
    }

    const std::filesystem::path folder_ = test::captures_folder();
};

TEST_F(RealTraffic, EveryTcpFlowOfTheBitTorrentCaptureIsPeerWire) {
    const Totals totals = replayed(folder_ / "p2p" / "bittorrent.pcap");
    EXPECT_EQ(totals.packets, 299u);
    ASSERT_EQ(totals.flow_list.size(), 24u);
    for (const ReplayedFlow& flow : totals.flow_list)
        EXPECT_EQ(flow.verdict, (Verdict{Label::bittorrent_peer, Grade::exact}));
}

TEST_F(RealTraffic, TheTwoWayUtpFlowIsRecognised) {
    const Totals totals = replayed(folder_ / "p2p" / "bittorrent_utp.pcap");
    const auto is_long_utp = [](const ReplayedFlow& flow) {
        return flow.verdict.label == Label::bittorrent_utp &&
               flow.packets[0] + flow.packets[1] == 86;
    };
    EXPECT_EQ(std::ranges::count_if(totals.flow_list, is_long_utp), 1);
}

TEST_F(RealTraffic, NothingElseIsCalledPeerToPeer) {
    size_t captures = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "other")) {
        SCOPED_TRACE(entry.path().string());
        ++captures;
        for (const LabelRow& row : replayed(entry.path()).labels())
            EXPECT_FALSE(is_p2p(row.verdict.label)) << name(row.verdict.label);
    }
    EXPECT_GT(captures, 0u);
}

}  // namespace
}  // namespace sluice
