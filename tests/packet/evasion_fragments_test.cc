// SPDX-License-Identifier: Apache-2.0
// IP fragments and extension headers. Nothing is put together, so a payload that is spread over
// fragments is read only as far as its first one has it.
#include <algorithm>
#include <functional>

#include "tests/packet/box_test.h"
#include "tests/packet/segments.h"
#include "tests/unit/classifier/wire/krpc_messages.h"

namespace sluice::test {
namespace {

using EvasionIp = BoxTest;

const std::string kSubscriber = "2001:db8:1::1";
const std::string kRemote = "2001:db8:2::1";

bool right_or_unknown(Label label) {
    return label == Label::bittorrent_peer || label == Label::unknown;
}

// The IP payload of a frame that has IPv4 or IPv6 without extensions, behind Ethernet.
std::string ip_payload(const FrameBytes& frame, bool ipv4) {
    return {frame.begin() + 14 + (ipv4 ? 20 : 40), frame.end()};
}

// A TCP segment in as many pieces of so many bytes as it takes.
std::vector<FrameBytes> fragments(const std::string& payload, size_t bytes, bool ipv4,
                                  uint32_t id = 7) {
    const auto ip = [&] {
        Frame frame = Frame().ethernet();
        if (ipv4)
            frame.ipv4("198.18.0.1", "198.18.1.1");
        else
            frame.ipv6(kSubscriber, kRemote);
        return frame;
    };
    const std::string datagram =
        ip_payload(ip().tcp(40'000, 6'881, 1'001).payload(payload).bytes(), ipv4);
    std::vector<FrameBytes> pieces;
    for (size_t at = 0; at < datagram.size(); at += bytes)
        pieces.push_back(ip().fragment(id, static_cast<uint16_t>(at), at + bytes < datagram.size())
                             .protocol(6)
                             .payload(datagram.substr(at, bytes))
                             .bytes());
    return pieces;
}

Label only_label(VirtualBox& wire) {
    Label label = Label::unknown;
    for (const Flow* flow : wire.flows())
        if (flow->inspection.verdict.label != Label::unknown)
            label = flow->inspection.verdict.label;
    return label;
}

TEST_F(EvasionIp, ExtensionHeadersHideNoHandshake) {
    const std::vector<std::function<void(Frame&)>> headers{
        [](Frame& frame) { frame.hop_by_hop(); },
        [](Frame& frame) { frame.destination_options(); },
        [](Frame& frame) { frame.routing(); },
        [](Frame& frame) { frame.authentication(); },
        [](Frame& frame) { frame.fragment(9, 0, false); },
        [](Frame& frame) {
            frame.hop_by_hop().destination_options().routing().fragment(9, 0, false);
        },
    };
    for (size_t i = 0; i < headers.size(); ++i) {
        VirtualBox& wire = box();
        Frame frame = Frame().ethernet().ipv6(kSubscriber, kRemote);
        headers[i](frame);
        EXPECT_TRUE(wire.up(frame.tcp(40'000, 6'881).payload(handshake()).bytes()));
        EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u) << i;
    }
}

TEST_F(EvasionIp, AHandshakeSpreadOverFragmentsIsRightOrUnknownAndItsAnswerTells) {
    for (const bool ipv4 : {true, false})
        for (const size_t bytes : {8u, 16u, 24u, 40u, 64u, 80u})
            for (const bool reversed : {false, true}) {
                VirtualBox& wire = box();
                Conversation talk(ipv4 ? "198.18.0.1" : kSubscriber, 40'000,
                                  ipv4 ? "198.18.1.1" : kRemote, 6'881);
                wire.up(talk.syn());
                wire.down(talk.syn_ack());
                auto pieces = fragments(handshake(), bytes, ipv4);
                if (reversed)
                    std::reverse(pieces.begin(), pieces.end());
                for (const FrameBytes& piece : pieces)
                    EXPECT_TRUE(wire.up(piece));
                EXPECT_TRUE(right_or_unknown(only_label(wire))) << bytes;
                wire.down(talk.down(handshake()));
                EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u) << bytes;
            }
}

TEST_F(EvasionIp, ADhtQuerySpreadOverFragmentsIsNothingElse) {
    for (const size_t bytes : {8u, 24u, 48u}) {
        VirtualBox& wire = box();
        const std::string datagram = ip_payload(Frame()
                                                    .ethernet()
                                                    .ipv4("198.18.0.1", "198.18.1.1")
                                                    .udp(40'000, 6'881)
                                                    .payload(krpc_ping())
                                                    .bytes(),
                                                true);
        for (size_t at = 0; at < datagram.size(); at += bytes)
            EXPECT_TRUE(
                wire.up(Frame()
                            .ethernet()
                            .ipv4("198.18.0.1", "198.18.1.1")
                            .fragment(3, static_cast<uint16_t>(at), at + bytes < datagram.size())
                            .protocol(17)
                            .payload(datagram.substr(at, bytes))
                            .bytes()));
        EXPECT_EQ(only_label(wire), Label::unknown);
    }
}

TEST_F(EvasionIp, OverlappingFragmentsPassWithoutALabel) {
    VirtualBox& wire = box();
    auto pieces = fragments(handshake(), 48, true);
    EXPECT_TRUE(wire.up(pieces[0]));
    EXPECT_TRUE(wire.up(fragments(std::string(68, 'x'), 40, true)[1]));
    EXPECT_TRUE(wire.up(pieces[1]));
    EXPECT_EQ(only_label(wire), Label::unknown);
    EXPECT_GT(wire.odd(Oddity::fragment_overlap), 0u);
}

TEST_F(EvasionIp, AFloodOfFirstFragmentsTakesNoMoreMemory) {
    VirtualBox& wire = box("rules: []", {.fragments = 64});
    const size_t memory = wire.worker().memory_bytes();
    for (uint32_t id = 0; id < 20'000; ++id)
        EXPECT_TRUE(wire.up(fragments(handshake(), 48, false, id)[0]));
    EXPECT_EQ(wire.worker().memory_bytes(), memory);
    EXPECT_EQ(wire.worker().flows.size(), 1u);
    EXPECT_TRUE(right_or_unknown(only_label(wire)));
}

}  // namespace
}  // namespace sluice::test
