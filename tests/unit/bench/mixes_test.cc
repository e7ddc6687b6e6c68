// SPDX-License-Identifier: Apache-2.0
#include "bench/mixes.h"

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "replay/policy_file.h"
#include "replay/replay.h"
#include "replay/subscriber_prefixes.h"

namespace sluice::bench {
namespace {

Totals replayed(const Mix& mix) {
    Replay replay({.subscribers = default_subscriber_prefixes(), .flows = 4'096}, empty_policy());
    for (const TimedFrame& frame : mix.frames)
        replay.take({.time_ns = frame.time_ns,
                     .wire_length = static_cast<uint32_t>(frame.bytes.size()),
                     .link_type = DLT_EN10MB,
                     .bytes = frame.bytes});
    return replay.finish();
}

uint64_t flows_under(Label node, const Totals& totals) {
    uint64_t flows = 0;
    for (const LabelRow& row : totals.labels())
        flows += within(row.verdict.label, node) ? row.flows : 0;
    return flows;
}

TEST(Mixes, AreTheSameBytesEveryTime) {
    const Mix one = bittorrent_mix(64);
    const Mix other = bittorrent_mix(64);
    ASSERT_EQ(one.frames.size(), other.frames.size());
    for (size_t i = 0; i < one.frames.size(); ++i)
        ASSERT_EQ(one.frames[i].bytes, other.frames[i].bytes) << "frame " << i;
}

// But for peer wire that is encrypted over TCP, which is 9 % of the flows.
TEST(Mixes, EveryPlainFlowOfTheBitTorrentMixIsRecognisedAsTheKindItIs) {
    const Totals totals = replayed(bittorrent_mix(256));
    EXPECT_EQ(totals.flows, 256u);
    EXPECT_GE(flows_under(Label::bittorrent, totals), 256u * 88 / 100);
    for (const Label kind : {Label::bittorrent_peer, Label::bittorrent_utp, Label::bittorrent_dht,
                             Label::bittorrent_tracker_udp, Label::bittorrent_tracker_http})
        EXPECT_GT(flows_under(kind, totals), 0u) << name(kind);
}

TEST(Mixes, OfTheBroadMixAboutATenthIsBitTorrent) {
    const Totals totals = replayed(broad_mix(512));
    EXPECT_EQ(totals.flows, 512u);
    // Which of them are chosen by lot, and three deviations of that are 20: compilers differ in the
    // order in which lots are drawn for one call's arguments.
    EXPECT_NEAR(static_cast<double>(flows_under(Label::bittorrent, totals)), 51.2, 20);
}

TEST(Mixes, NothingOfTheImixIsRecognisedAndNoFlowEnds) {
    const Totals totals = replayed(imix(256));
    EXPECT_EQ(totals.flows, 256u);
    EXPECT_EQ(flows_under(Label::bittorrent, totals), 0u);
    EXPECT_EQ(totals.packets, 512u);
}

}  // namespace
}  // namespace sluice::bench
