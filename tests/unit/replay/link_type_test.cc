// SPDX-License-Identifier: Apache-2.0
#include "replay/link_type.h"

#include <gtest/gtest.h>

#include "replay/policy_file.h"
#include "replay/replay.h"
#include "replay/subscriber_prefixes.h"
#include "tests/unit/replay/capture_on_disk.h"

namespace sluice {
namespace {

struct LinkTypeCase {
    const char* description;
    int link_type;
    std::vector<uint8_t> before_ip;
};

void PrintTo(const LinkTypeCase& link, std::ostream* out) {
    *out << link.description;
}

const std::vector<uint8_t> kSnapIpv4 = {0xaa, 0xaa, 3, 0, 0, 0, 8, 0};

std::vector<uint8_t> operator+(std::vector<uint8_t> front, const std::vector<uint8_t>& back) {
    front.insert(front.end(), back.begin(), back.end());
    return front;
}

std::vector<uint8_t> zeros(size_t count) {
    return std::vector<uint8_t>(count);
}

// 802.11: a data frame to the access point, three addresses and the sequence.
std::vector<uint8_t> wifi(uint8_t kind, uint8_t flags) {
    return std::vector<uint8_t>{kind, flags} + zeros(22);
}

const LinkTypeCase kLinkTypes[] = {
    {"Ethernet", DLT_EN10MB, zeros(12) + std::vector<uint8_t>{8, 0}},
    {"raw IP", DLT_RAW, {}},
    {"IPv4", DLT_IPV4, {}},
    {"BSD loopback, little-endian", DLT_NULL, {2, 0, 0, 0}},
    {"BSD loopback, big-endian", DLT_NULL, {0, 0, 0, 2}},
    {"OpenBSD loopback", DLT_LOOP, {0, 0, 0, 2}},
    {"PPP", DLT_PPP, {0x00, 0x21}},
    {"PPP with address and control", DLT_PPP, {0xff, 0x03, 0x00, 0x21}},
    {"PPP over a serial line", DLT_PPP_SERIAL, {0xff, 0x03, 0x00, 0x21}},
    {"PPPoE without Ethernet", DLT_PPP_ETHER, {0x11, 0, 0, 1, 0, 35, 0x00, 0x21}},
    {"MPLS", DLT_MPLS, {0, 0x01, 0x01, 64}},
    {"Cisco HDLC", DLT_C_HDLC, {0x0f, 0, 8, 0}},
    {"Linux cooked", DLT_LINUX_SLL, zeros(14) + std::vector<uint8_t>{8, 0}},
    {"Linux cooked, version 2", DLT_LINUX_SLL2, std::vector<uint8_t>{8, 0} + zeros(18)},
    {"LLC over ATM", DLT_ATM_RFC1483, kSnapIpv4},
    {"802.11", DLT_IEEE802_11, wifi(0x08, 0x01) + kSnapIpv4},
    {"802.11 with QoS", DLT_IEEE802_11, wifi(0x88, 0x01) + zeros(2) + kSnapIpv4},
    {"802.11 between access points", DLT_IEEE802_11, wifi(0x08, 0x03) + zeros(6) + kSnapIpv4},
    {"802.11 behind radiotap", DLT_IEEE802_11_RADIO,
     std::vector<uint8_t>{0, 0, 10, 0} + zeros(6) + wifi(0x08, 0x01) + kSnapIpv4},
};

class ReplayOfOneLinkType {
 public:
    explicit ReplayOfOneLinkType(int link_type) : link_type_(link_type) {}

    void take(const std::vector<uint8_t>& frame) {
        replay_.take({.time_ns = 1,
                      .wire_length = static_cast<uint32_t>(frame.size()),
                      .link_type = link_type_,
                      .bytes = frame});
    }
    Totals finish() { return replay_.finish(); }

 private:
    const int link_type_;
    Replay replay_{
        {.subscribers = default_subscriber_prefixes(), .flows = 16, .keep_flow_list = true},
        empty_policy()};
};

Totals replayed(int link_type, const std::vector<uint8_t>& frame) {
    ReplayOfOneLinkType replay(link_type);
    replay.take(frame);
    return replay.finish();
}

class LinkTypes : public testing::TestWithParam<LinkTypeCase> {
 protected:
    const std::vector<uint8_t> frame_ =
        GetParam().before_ip +
        test::Frame().ipv4("198.18.0.1", "192.0.2.1").udp(40'000, 6'881).payload("hello").bytes();
};

TEST_P(LinkTypes, TheFlowBehindIsFound) {
    ASSERT_TRUE(is_looked_into(GetParam().link_type));
    const Totals totals = replayed(GetParam().link_type, frame_);
    ASSERT_EQ(totals.flow_list.size(), 1u);
    EXPECT_EQ(totals.flow_list[0].key.subscriber.to_string(), "198.18.0.1");
    EXPECT_EQ(totals.flow_list[0].key.subscriber_port, 40'000);
    EXPECT_EQ(totals.flow_list[0].ip_bytes[0], 20u + 8 + 5);
}

TEST_P(LinkTypes, CutShortAnywhereItIsCountedAndNothingMoreIsRead) {
    ReplayOfOneLinkType replay(GetParam().link_type);
    const size_t headers = GetParam().before_ip.size() + 20;
    for (size_t length = 0; length < headers; ++length) {
        // A copy of its own, so that the sanitizer sees the end.
        replay.take({frame_.begin(), frame_.begin() + static_cast<long>(length)});
    }
    const Totals totals = replay.finish();
    EXPECT_EQ(totals.packets, headers);
    EXPECT_EQ(totals.flows, 0u);
}

INSTANTIATE_TEST_SUITE_P(All, LinkTypes, testing::ValuesIn(kLinkTypes));

TEST(LinkType, ProtectedAndManagementFramesOf80211AreNotIp) {
    for (const auto& header : {wifi(0x08, 0x41), wifi(0x80, 0x00), wifi(0x48, 0x01)}) {
        const Totals totals = replayed(DLT_IEEE802_11, header + kSnapIpv4 + zeros(40));
        EXPECT_EQ(totals.oddities[static_cast<size_t>(Oddity::not_ip)], 1u);
    }
}

TEST(LinkType, ARadiotapLengthThatLiesIsNotFollowed) {
    const Totals beyond = replayed(DLT_IEEE802_11_RADIO, {0, 0, 0xff, 0xff, 1, 2, 3, 4});
    const Totals short_of_itself = replayed(DLT_IEEE802_11_RADIO, {0, 0, 3, 0, 1, 2, 3, 4});
    EXPECT_EQ(beyond.flows + short_of_itself.flows, 0u);
}

TEST(LinkType, OtherLinkTypesGoThroughCountedAsNotIp) {
    EXPECT_FALSE(is_looked_into(DLT_USB_LINUX));
    EXPECT_EQ(link_type_name(DLT_USB_LINUX), "USB_LINUX");
    const Totals totals = replayed(DLT_USB_LINUX, zeros(64));
    EXPECT_EQ(totals.packets, 1u);
    EXPECT_EQ(totals.oddities[static_cast<size_t>(Oddity::not_ip)], 1u);
}

}  // namespace
}  // namespace sluice
