// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/udp_tracker.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

TEST(ParseUdpTrackerRequest, AcceptsAConnectByItsMagic) {
    const auto request = parse_udp_tracker_request(tracker_connect());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->action, UdpTrackerAction::connect);
    EXPECT_EQ(request->message(), MessageKind::connect_request);
    EXPECT_FALSE(parse_udp_tracker_request(hex("0000041727101981 00000000 11223344")));
}

TEST(ParseUdpTrackerRequest, GivesThePortThatIsAnnounced) {
    const auto request = parse_udp_tracker_request(tracker_announce());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->connection_id, 0xc0ffee0011223344u);
    EXPECT_EQ(request->transaction_id, 0x55667788u);
    EXPECT_EQ(request->message(), MessageKind::announce_request);
    EXPECT_EQ(request->event, UdpTrackerEvent::started);
    EXPECT_EQ(request->port, 6'881);
}

// BEP 41.
TEST(ParseUdpTrackerRequest, WalksTheOptionsBehindAnAnnounce) {
    const auto with = [](std::string_view options) {
        return parse_udp_tracker_request(tracker_announce() + hex(options)).has_value();
    };
    EXPECT_TRUE(with("02 03 2f6162 00"));
    EXPECT_TRUE(with("02 03 2f6162")) << "the packet's end is the options' end";
    EXPECT_TRUE(with("01 01 02 00 02 01 61"));
    EXPECT_TRUE(with("00 ff ff")) << "what follows the end is no option";
    EXPECT_TRUE(with("07 02 abcd 00")) << "one that is not known";
    EXPECT_FALSE(with("02 04 2f6162"));
    EXPECT_FALSE(with("02"));
    EXPECT_FALSE(with("01 01 ff"));
}

TEST(ParseUdpTrackerRequest, RejectsEveryTruncation) {
    for (const auto& whole : {tracker_connect(), tracker_announce()})
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(parse_udp_tracker_request(Bytes{whole}.first(n))) << n;
}

TEST(ParseUdpTrackerRequest, RejectsAnAnnounceWithAnImpossibleEventOrPort) {
    auto event = tracker_announce();
    event[83] = 4;
    EXPECT_FALSE(parse_udp_tracker_request(event));
    auto port = tracker_announce();
    port[96] = port[97] = 0;
    EXPECT_FALSE(parse_udp_tracker_request(port));
}

TEST(ParseUdpTrackerRequest, AcceptsScrapesOfWholeHashesOnly) {
    for (size_t n = 0; n <= 75 * 20; ++n) {
        const bool whole = n > 0 && n % 20 == 0 && n <= 74 * 20;
        EXPECT_EQ(parse_udp_tracker_request(tracker_scrape(n)).has_value(), whole) << n;
    }
    EXPECT_EQ(parse_udp_tracker_request(tracker_scrape(20))->message(),
              MessageKind::scrape_request);
}

TEST(ParseUdpTrackerReply, ChecksTheSizeOfEachAction) {
    EXPECT_TRUE(parse_udp_tracker_reply(tracker_connect_reply()));
    EXPECT_FALSE(parse_udp_tracker_reply(Bytes{tracker_connect_reply()}.first(15)));
    EXPECT_TRUE(parse_udp_tracker_reply(tracker_connect_reply() + hex("00")))
        << "BEP 15: packets may grow";
    EXPECT_TRUE(parse_udp_tracker_reply(tracker_announce_reply()));
    EXPECT_FALSE(parse_udp_tracker_reply(tracker_announce_reply() + hex("00")));
    EXPECT_FALSE(parse_udp_tracker_reply(Bytes{tracker_announce_reply()}.first(19)));
    EXPECT_FALSE(parse_udp_tracker_reply(hex("00000004 55667788")));
    EXPECT_FALSE(parse_udp_tracker_reply({}));
    for (size_t n = 0; n <= 75 * 12; ++n) {
        const auto scrape = hex("00000002 55667788") + std::vector<uint8_t>(n, 1);
        const bool whole = n > 0 && n % 12 == 0 && n <= 74 * 12;
        EXPECT_EQ(parse_udp_tracker_reply(scrape).has_value(), whole) << n;
    }
}

TEST(ParseUdpTrackerReply, NamesWhatItAnswers) {
    const auto kind_of = [](const std::vector<uint8_t>& bytes) {
        return parse_udp_tracker_reply(bytes)->message();
    };
    EXPECT_EQ(kind_of(tracker_connect_reply()), MessageKind::connect_response);
    EXPECT_EQ(kind_of(tracker_announce_reply()), MessageKind::announce_response);
    EXPECT_EQ(kind_of(hex("00000002 55667788 000000010000000200000003")),
              MessageKind::scrape_response);
    EXPECT_EQ(kind_of(hex("00000003 55667788 626164")), MessageKind::error_response);
}

TEST(ParseUdpTrackerReply, GivesThePeersByTheIpVersionThatItCameBy) {
    std::array<PeerAddress, 8> room;
    const auto four = tracker_announce_reply();
    const auto reply = parse_udp_tracker_reply(four);
    ASSERT_EQ(read_peers(peers_of(*reply, IpVersion::ipv4), room), 1u);
    EXPECT_EQ(room[0].address[12], 198);
    EXPECT_EQ(room[0].port, 6'881);
    EXPECT_EQ(read_peers(peers_of(*reply, IpVersion::ipv6), room), 0u) << "no whole entry";

    const auto six = hex("00000001 55667788 00000708 00000001 00000002") +
                     hex("20010db8000000000000000000000007 1ae3"
                         "20010db8000000000000000000000008 1ae4");
    const auto reply6 = parse_udp_tracker_reply(six);
    ASSERT_EQ(read_peers(peers_of(*reply6, IpVersion::ipv6), room), 2u);
    EXPECT_EQ(room[1].address[15], 8);
    EXPECT_EQ(room[1].port, 6'884);

    const auto connect = tracker_connect_reply();
    EXPECT_EQ(read_peers(peers_of(*parse_udp_tracker_reply(connect), IpVersion::ipv4), room), 0u);
}

}  // namespace
}  // namespace sluice
