// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/capture_file.h"
#include "tests/packet/dataplane_fixture.h"
#include "tests/packet/traffic.h"

namespace sluice::test {
namespace {

constexpr const char* kResets =
    "rules: [{ name: r, match: { label: bittorrent }, action: { reset: both } }]";
constexpr MacAddress kRouter = {2, 0, 0, 0, 0, 0x99};
constexpr MacAddress kBox = {2, 0, 0, 0, 0, 0x11};

// The real dataplane beside a path: one mirror of both directions, in a tag of its own.
class TapPortsTest : public DataplaneTest {
 protected:
    DataplaneConfiguration tap(bool injects) const {
        DataplaneConfiguration box = configuration();
        LinkConfiguration link;
        link.name = "tap0";
        link.mode = LinkMode::beside_path;
        link.subscriber_prefixes = {Prefix::parse("198.18.0.0/15").value()};
        link.mirrors.resize(1);
        link.mirrors[0].port.device = "net_pcap0,rx_pcap=" + file("mirror-in");
        if (injects) {
            link.inject.emplace();
            link.inject->port.device =
                "net_pcap1,rx_pcap=" + file("nothing-in") + ",tx_pcap=" + file("inject-out");
            link.inject->next_hop = NextHop{.address = kRouter, .source = kBox, .vlan = {}};
        }
        box.links = {link};
        box.worker_cores.resize(1);
        return box;
    }

    // What the mirror shows of a torrent's beginning.
    void mirror_a_torrent() const {
        Conversation talk("198.18.0.1", 40'000, "203.0.113.1", 6'881);
        talk.inside(Frame().ethernet().vlan(77));
        write_capture(file("mirror-in"),
                      {talk.syn(), talk.syn_ack(), talk.up(), talk.up(handshake())});
        write_capture(file("nothing-in"), {});
    }
    static constexpr size_t kMirrored = 4;
};

bool begins_with(const std::vector<uint8_t>& frame, const MacAddress& to, const MacAddress& from) {
    return frame.size() >= 34 && std::equal(to.begin(), to.end(), frame.begin()) &&
           std::equal(from.begin(), from.end(), frame.begin() + 6);
}

TEST_F(TapPortsTest, ResetsLeaveByTheInjectPortForTheNextHopAndNothingElseDoes) {
    mirror_a_torrent();
    in_own_process([this] {
        auto dataplane = Dataplane::start(tap(true), compile(kResets, 1), no_subscribers());
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).observed == kMirrored; }));
        const auto ports = dataplane->ports();
        ASSERT_EQ(ports.size(), 2u);
        EXPECT_EQ(ports[0].role, PortRole::inject);
        EXPECT_EQ(ports[1].role, PortRole::mirror);
        EXPECT_TRUE(wait_until([&] { return dataplane->ports()[0].sent_packets >= 2; }));
        EXPECT_EQ(dataplane->ports()[1].sent_packets, 0u);
        EXPECT_EQ(Sums(*dataplane).forwarded, 0u) << "what the box says itself is not forwarded";
        EXPECT_EQ(Sums(*dataplane).dropped, 0u);
    });
    const Frames injected = read_capture(file("inject-out"));
    bool to_subscriber = false;
    bool to_remote = false;
    for (const auto& frame : injected) {
        ASSERT_TRUE(begins_with(frame, kRouter, kBox));
        ASSERT_EQ(frame[12] << 8 | frame[13], 0x0800) << "no tag of the mirrored wire's";
        ASSERT_EQ(frame[14 + 9], 6);
        EXPECT_NE(frame[14 + 20 + 13] & tcp_flag::kRst, 0);
        to_subscriber |= frame[14 + 16] == 198;
        to_remote |= frame[14 + 16] == 203;
    }
    EXPECT_TRUE(to_subscriber);
    EXPECT_TRUE(to_remote);
}

// The store may hold a policy that was applied when there was one.
TEST_F(TapPortsTest, WithoutAnInjectPortNothingIsSaid) {
    mirror_a_torrent();
    in_own_process([this] {
        auto dataplane = Dataplane::start(tap(false), compile(kResets, 1), no_subscribers());
        EXPECT_TRUE(wait_until([&] { return Sums(*dataplane).observed == kMirrored; }));
        ASSERT_EQ(dataplane->ports().size(), 1u);
        std::this_thread::sleep_for(milliseconds(50));
        EXPECT_EQ(dataplane->ports()[0].sent_packets, 0u);
    });
}

}  // namespace
}  // namespace sluice::test
