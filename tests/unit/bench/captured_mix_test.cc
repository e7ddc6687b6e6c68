// SPDX-License-Identifier: Apache-2.0
#include "bench/captured_mix.h"

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "dataplane/parser.h"
#include "tests/unit/replay/capture_on_disk.h"

namespace sluice::bench {
namespace {

constexpr Endpoint kClient{0x0a00'0001, 40'000};
constexpr Endpoint kServer{0x0a00'0002, 80};

class CapturedMix : public testing::Test {
 protected:
    void capture(const std::string& name, const std::vector<Frame>& frames,
                 int link_type = DLT_EN10MB) {
        test::CaptureOnDisk file(folder_ / name, link_type);
        for (const Frame& frame : frames)
            file.frame(frame);
        file.done();
    }
    Mix mix() const { return captured_mix(folder_ / "."); }
    static ParsedPacket parsed(const TimedFrame& frame) {
        ParsedPacket packet;
        parse_packet(frame.bytes, static_cast<uint32_t>(frame.bytes.size()), TunnelView::inner,
                     packet);
        return packet;
    }

    ScratchFolder folder_;
};

TEST_F(CapturedMix, KeepsPortsAndPayloadAndPutsTheFirstSpeakerOnTheSubscribersSide) {
    capture("a.pcap",
            {udp_frame(kClient, kServer, "question"), udp_frame(kServer, kClient, "answer")});
    const Mix captured = mix();
    ASSERT_EQ(captured.frames.size(), 2u);
    EXPECT_EQ(captured.flows, 1u);
    const ParsedPacket up = parsed(captured.frames[0]);
    const ParsedPacket down = parsed(captured.frames[1]);
    EXPECT_EQ(up.source.bytes[12], 100);
    EXPECT_EQ(up.source, down.destination);
    EXPECT_EQ(up.destination, down.source);
    EXPECT_EQ(up.source_port, kClient.port);
    EXPECT_EQ(up.destination_port, kServer.port);
    EXPECT_EQ(up.payload_length, 8);
    EXPECT_EQ(down.payload_length, 6);
}

TEST_F(CapturedMix, FlowsOfTwoCapturesStayTwoThoughTheirEndsAreTheSame) {
    capture("a.pcap", {udp_frame(kClient, kServer, "one")});
    capture("b.pcap", {udp_frame(kClient, kServer, "other")});
    EXPECT_EQ(mix().flows, 2u);
}

TEST_F(CapturedMix, CutsJoinedSegmentsAgain) {
    capture("a.pcap", {tcp_frame(kClient, kServer, 1'000, 1, kAck, std::string(4'000, 'x'))});
    const Mix captured = mix();
    ASSERT_EQ(captured.frames.size(), 3u);
    EXPECT_EQ(parsed(captured.frames[1]).tcp_sequence, 2'460u);
    EXPECT_EQ(parsed(captured.frames[2]).tcp_sequence, 3'920u);
    EXPECT_EQ(parsed(captured.frames[2]).payload_length, 1'080);
}

TEST_F(CapturedMix, LeavesOutOtherLinkTypesAndWhatIsNoCapture) {
    capture("a.pcap", {udp_frame(kClient, kServer, "one")}, DLT_RAW);
    EXPECT_TRUE(mix().frames.empty());
}

}  // namespace
}  // namespace sluice::bench
