// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/udp_tracker.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

TEST(ParseUdpTrackerRequest, AcceptsAConnectByItsMagic) {
    const auto request = parse_udp_tracker_request(tracker_connect());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->action, UdpTrackerAction::connect);
    EXPECT_FALSE(parse_udp_tracker_request(hex("0000041727101981 00000000 11223344")));
}

TEST(ParseUdpTrackerRequest, AcceptsAnAnnounceWithAndWithoutOptions) {
    const auto request = parse_udp_tracker_request(tracker_announce());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->connection_id, 0xc0ffee0011223344u);
    EXPECT_EQ(request->transaction_id, 0x55667788u);
    EXPECT_TRUE(parse_udp_tracker_request(tracker_announce() + hex("02 03 2f6162 00")));
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
}

TEST(ParseUdpTrackerReply, ChecksTheSizeOfEachAction) {
    EXPECT_TRUE(parse_udp_tracker_reply(tracker_connect_reply()));
    EXPECT_FALSE(parse_udp_tracker_reply(Bytes{tracker_connect_reply()}.first(15)));
    EXPECT_FALSE(parse_udp_tracker_reply(tracker_connect_reply() + hex("00")));
    EXPECT_TRUE(parse_udp_tracker_reply(tracker_announce_reply()));
    EXPECT_FALSE(parse_udp_tracker_reply(tracker_announce_reply() + hex("00")));
    EXPECT_TRUE(parse_udp_tracker_reply(hex("00000002 55667788 000000010000000200000003")));
    EXPECT_FALSE(parse_udp_tracker_reply(hex("00000002 55667788 0000000100000002000000")));
    EXPECT_TRUE(parse_udp_tracker_reply(hex("00000003 55667788 626164")));
    EXPECT_FALSE(parse_udp_tracker_reply(hex("00000004 55667788")));
    EXPECT_FALSE(parse_udp_tracker_reply({}));
}

}  // namespace
}  // namespace sluice
