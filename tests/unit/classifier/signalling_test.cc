// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/wire/krpc_messages.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

using Address = std::array<uint8_t, 16>;
constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;
constexpr Address kSubscriber{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 1};
constexpr Address kRemote{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 9};
constexpr Address kNamed{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0x61, 0x62, 0x63, 0x64};
constexpr uint16_t kNamedPort = 0x6566;

// A flow between two ends that have addresses.
struct FlowWithEnds : FlowUnderTest {
    FlowWithEnds() {
        ends = {.subscriber_address = kSubscriber.data(),
                .remote_address = kRemote.data(),
                .subscriber_port = 6881,
                .remote_port = 7000};
    }
    EndpointSource known(const Address& address, uint16_t port, Transport transport) {
        return classifier.endpoints().find({{address, port}, transport}, 0);
    }
};

TEST(Signalling, LearnsThePeersOfADhtReply) {
    FlowWithEnds flow;
    flow.udp(kDown, text_bytes(krpc_reply("5:token1:a6:valuesl6:abcdefe")));
    EXPECT_EQ(flow.verdict(), "bittorrent.dht exact");
    EXPECT_EQ(flow.known(kNamed, kNamedPort, Transport::tcp), EndpointSource::hint);
    EXPECT_EQ(flow.known(kRemote, 7000, Transport::udp), EndpointSource::dht_node);
    EXPECT_EQ(flow.known(kRemote, 7000, Transport::tcp), EndpointSource::none);
    EXPECT_EQ(flow.messages(kDown, MessageKind::get_peer_list_response), 1u);
}

TEST(Signalling, LearnsWhereTheSubscriberSaysThatItListens) {
    FlowWithEnds flow;
    const std::string hash = "9:info_hash" + kNodeId;
    flow.udp(kUp, text_bytes(krpc_query("announce_peer", hash + "4:porti51413e5:token1:a")));
    EXPECT_EQ(flow.known(kSubscriber, 51'413, Transport::tcp), EndpointSource::announced);
    flow.udp(kDown, text_bytes(krpc_query("announce_peer", hash + "4:porti51414e5:token1:a")));
    EXPECT_EQ(flow.known(kRemote, 51'414, Transport::tcp), EndpointSource::hint);
}

TEST(Signalling, ReadsATrackersRepliesAsLongAsTheFlowLasts) {
    FlowWithEnds flow;
    flow.udp(kUp, tracker_connect());
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.udp exact");
    for (int i = 0; i < 20; ++i)
        flow.udp(kUp, tracker_connect());
    flow.udp(kUp, tracker_announce());
    flow.udp(kDown, hex("00000001 55667788 00000708 00000001 00000002 61626364 6566"));
    EXPECT_EQ(flow.messages(kUp, MessageKind::announce_request), 1u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::announce_response), 1u);
    EXPECT_EQ(flow.classifier.endpoints()
                  .counts()
                  .learnt[static_cast<size_t>(EndpointSource::announced)]
                  .get(),
              2u);
    EXPECT_EQ(flow.known(kNamed, kNamedPort, Transport::tcp), EndpointSource::tracker);
}

TEST(Signalling, ConfirmsBothEndsOfUtp) {
    FlowWithEnds flow;
    flow.udp(kUp, hex("41 00 1234 10eeb2f0 00000000 00000000 e7f5 0000"));
    EXPECT_EQ(flow.known(kRemote, 7000, Transport::udp), EndpointSource::none);
    flow.udp(kDown, hex("21 00 1234 06ff3f5f 7fffffff 0000f000 49c7 e7f5"));
    EXPECT_EQ(flow.known(kRemote, 7000, Transport::udp), EndpointSource::confirmed);
    EXPECT_EQ(flow.known(kSubscriber, 6881, Transport::udp), EndpointSource::confirmed);
    EXPECT_EQ(flow.known(kSubscriber, 6881, Transport::tcp), EndpointSource::hint);
}

TEST(Signalling, MakesOneHeaderOfUtpEnoughForASocketThatWasNamed) {
    FlowWithEnds flow;
    flow.udp(kUp, hex("41 00 1234 10eeb2f0 00000000 00000000 e7f5 0000"));
    EXPECT_EQ(flow.verdict(), "unknown none");
    flow.classifier.forget(flow.inspection);
    flow.classifier.endpoints().learn({{kRemote, 7000}, Transport::udp}, EndpointSource::dht_node,
                                      0);
    flow.udp(kUp, hex("41 00 1234 10eeb2f0 00000000 00000000 e7f5 0000"));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp endpoint");
    flow.udp(kDown, hex("21 00 1234 06ff3f5f 7fffffff 0000f000 49c7 e7f5"));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp coherent");
}

}  // namespace
}  // namespace sluice
