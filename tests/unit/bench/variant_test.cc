// SPDX-License-Identifier: Apache-2.0
#include "bench/variant.h"

#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "dataplane/parser.h"

namespace sluice::bench {
namespace {

using Flow = std::tuple<IpAddress, IpAddress, uint16_t, uint16_t>;  // the subscriber's end first

Flow flow_of(Frame frame, const Variant& variant) {
    const bool up = variant.apply(frame.data());
    ParsedPacket packet;
    parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::inner, packet);
    return up ? Flow{packet.source, packet.destination, packet.source_port, packet.destination_port}
              : Flow{packet.destination, packet.source, packet.destination_port,
                     packet.source_port};
}

constexpr Endpoint kSubscriber{0x6440'0007, 40'001};
constexpr Endpoint kRemote{0xc613'0009, 443};

TEST(Variant, BothDirectionsOfAFlowStayOneFlow) {
    for (const uint32_t number : {0u, 1u, 77u, 65'536u, Variant::kCount - 1}) {
        const Variant variant(number);
        EXPECT_EQ(flow_of(tcp_frame(kSubscriber, kRemote, 1, 1, kAck, ""), variant),
                  flow_of(tcp_frame(kRemote, kSubscriber, 1, 1, kAck, ""), variant));
    }
}

// Some classifiers go by the port that a server listens on.
TEST(Variant, PortsOfServersStayAndEphemeralOnesStayEphemeral) {
    for (uint32_t number = 0; number < 64; ++number) {
        const auto [subscriber, remote, subscriber_port, remote_port] =
            flow_of(tcp_frame(kSubscriber, kRemote, 1, 1, kAck, ""), Variant(number));
        EXPECT_EQ(remote_port, 443) << "variant " << number;
        EXPECT_GE(subscriber_port, 32'768) << "variant " << number;
    }
}

TEST(Variant, NoTwoShareAFlowAndNoPortBecomesZero) {
    const Frame one = udp_frame(kSubscriber, kRemote, "");
    const Frame other = udp_frame({kSubscriber.address + 1, 1'025}, {kRemote.address, 53}, "");
    std::set<Flow> flows;
    constexpr uint32_t kStep = 97;  // a sample of all, of both parts of the number
    for (uint32_t number = 0; number < Variant::kCount; number += kStep) {
        for (const Frame& frame : {one, other}) {
            const Flow flow = flow_of(frame, Variant(number));
            EXPECT_NE(std::get<2>(flow), 0);
            EXPECT_NE(std::get<3>(flow), 0);
            EXPECT_TRUE(flows.insert(flow).second) << "variant " << number;
        }
    }
}

}  // namespace
}  // namespace sluice::bench
