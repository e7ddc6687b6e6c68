// SPDX-License-Identifier: Apache-2.0
// What the program of a port does with a frame, branch by branch, by BPF_PROG_TEST_RUN.
#include <csignal>

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include "ebpf/heartbeats.h"
#include "ebpf/xdp_port.h"
#include "tests/bpf/port_probe.h"
#include "tests/bpf/veth_scene.h"

namespace sluice {
namespace {

constexpr uint64_t kMs = 1'000'000;
constexpr size_t kFrameBytes = 100;

// A port with a peer, and two workers; queue 0 is the second's.
class XdpVerdictTest : public testing::Test {
 protected:
    void SetUp() override {
        if (const std::string reason = VethScene::why_not(); !reason.empty())
            GTEST_SKIP() << reason;
        scene_.emplace();
        scene_->ip("link add peer0 type veth peer name peer1");
        heartbeats_.emplace(2, true);
    }
    void TearDown() override {
        if (port_)
            detach_xdp_port(*port_);
    }

    XdpPortSettings settings() const {
        return {.peer = "peer0",
                .heartbeats = heartbeats_->map(),
                .first_worker = 1,
                .workers = 2,
                .patience_ns = 50 * kMs,
                .settle_ns = 1'000 * kMs};
    }
    void attach(const XdpPortSettings& settings) { port_ = attach_xdp_port("port0", settings); }

    // Of the worker that answers for queue 0.
    void beat(uint64_t beat_ns, uint64_t fresh_since_ns = 0) {
        heartbeats_->all()[1].oldest_beat_ns = beat_ns;
        heartbeats_->all()[1].fresh_since_ns = fresh_since_ns;
    }

    // The verdict on a frame, which has to be counted under the name, alone.
    int said(sluice_verdict counted_as) {
        const XdpVerdicts before = read_verdicts(*port_);
        const int result = verdict(port_->program_id, kFrameBytes);
        const XdpVerdicts after = read_verdicts(*port_);
        for (size_t each = 0; each < after.size(); ++each) {
            const uint64_t frames = each == counted_as ? 1 : 0;
            EXPECT_EQ(after[each].packets - before[each].packets, frames) << "verdict " << each;
            EXPECT_EQ(after[each].bytes - before[each].bytes, frames * kFrameBytes);
        }
        return result;
    }

    std::optional<VethScene> scene_;
    std::optional<Heartbeats> heartbeats_;
    std::optional<XdpPort> port_;
};

TEST_F(XdpVerdictTest, WhileTheWorkersBeatAFrameIsTheirsAndWhenTheSocketIsGoneThePeers) {
    attach(settings());
    beat(monotonic_ns());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
    beat(monotonic_ns());
    EXPECT_EQ(said(SLUICE_BYPASSED_NO_SOCKET), XDP_REDIRECT);
}

TEST_F(XdpVerdictTest, BeforeTheFirstBeatFramesGoToThePeer) {
    attach(settings());
    while_somebody_listens("port0", [&] { EXPECT_EQ(said(SLUICE_BYPASSED_STALE), XDP_REDIRECT); });
}

TEST_F(XdpVerdictTest, ABeatOlderThanThePatienceIsStale) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns() - 51 * kMs);
        EXPECT_EQ(said(SLUICE_BYPASSED_STALE), XDP_REDIRECT);
        beat(monotonic_ns() - 20 * kMs);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, ABeatNewerThanTheClockThatWasReadIsFresh) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns() + 1'000 * kMs);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, AWorkerThatWasStuckIsTrustedAgainOnlyWhenItHasSettled) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns(), monotonic_ns() - 900 * kMs);
        EXPECT_EQ(said(SLUICE_BYPASSED_STALE), XDP_REDIRECT);
        beat(monotonic_ns(), monotonic_ns() - 1'100 * kMs);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, OnlyTheWorkerOfTheQueueIsAsked) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        heartbeats_->all()[0].oldest_beat_ns = monotonic_ns();
        EXPECT_EQ(said(SLUICE_BYPASSED_STALE), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, ForcedBypassGoesPastWorkersThatAreWell) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        force_xdp_port(*port_, SLUICE_FORCE_BYPASS);
        EXPECT_EQ(said(SLUICE_BYPASSED_FORCED), XDP_REDIRECT);
        force_xdp_port(*port_, SLUICE_NOT_FORCED);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, AForcedCutDropsWhateverTheWorkersDo) {
    attach(settings());
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        force_xdp_port(*port_, SLUICE_FORCE_CUT);
        EXPECT_EQ(said(SLUICE_CUT_FORCED), XDP_DROP);
    });
}

TEST_F(XdpVerdictTest, AFailClosedLinkPassesNothingButByItsWorkers) {
    XdpPortSettings closed = settings();
    closed.fail_closed = true;
    attach(closed);
    EXPECT_EQ(said(SLUICE_CUT_FAILED), XDP_DROP);
    beat(monotonic_ns());
    EXPECT_EQ(said(SLUICE_CUT_FAILED), XDP_DROP);
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, WithoutAPeerAFrameThatNobodyTakesGoesToTheKernel) {
    XdpPortSettings alone = settings();
    alone.peer = "";
    attach(alone);
    EXPECT_EQ(said(SLUICE_LEFT_TO_KERNEL), XDP_PASS);
    beat(monotonic_ns());
    EXPECT_EQ(said(SLUICE_LEFT_TO_KERNEL), XDP_PASS);
}

TEST_F(XdpVerdictTest, WithoutAPeerAFrameIsTheWorkersHoweverLateTheyAre) {
    XdpPortSettings alone = settings();
    alone.peer = "";
    attach(alone);
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns() - 1'000 * kMs);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, WithoutWorkersNobodyIsAsked) {
    XdpPortSettings nobody = settings();
    nobody.workers = 0;
    attach(nobody);
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        EXPECT_EQ(said(SLUICE_BYPASSED_STALE), XDP_REDIRECT);
    });
}

TEST_F(XdpVerdictTest, AFrameInSeveralBuffersGoesToThePeerAndOneInOneBufferToTheWorkers) {
    for (const char* interface : {"port0", "far0", "peer0", "peer1"})
        scene_->ip(std::string("link set ") + interface + " mtu 9000");
    attach(settings());
    ASSERT_TRUE(port_->fragments);
    while_somebody_listens("port0", [&] {
        beat(monotonic_ns());
        EXPECT_EQ(verdict(port_->program_id, 8'000), XDP_REDIRECT);
        EXPECT_EQ(read_verdicts(*port_)[SLUICE_BYPASSED_FRAGMENTED].packets, 1U);
        EXPECT_EQ(read_verdicts(*port_)[SLUICE_BYPASSED_FRAGMENTED].bytes, 8'000U);
        EXPECT_EQ(said(SLUICE_INSPECTED), XDP_REDIRECT);
    });
}

}  // namespace
}  // namespace sluice
