// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/dns.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/wire/krpc_messages.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

std::vector<uint8_t> name(std::initializer_list<std::string_view> labels) {
    std::vector<uint8_t> bytes;
    for (const std::string_view label : labels) {
        bytes.push_back(static_cast<uint8_t>(label.size()));
        bytes.insert(bytes.end(), label.begin(), label.end());
    }
    bytes.push_back(0);
    return bytes;
}

// www.example.com for A, with EDNS.
std::vector<uint8_t> query() {
    return hex("1234 0100 0001 0000 0000 0001") + name({"www", "example", "com"}) +
           hex("0001 0001  00 0029 04d0 00000000 0000");
}
// Two answers, whose names are pointers, and a nameserver below the first.
std::vector<uint8_t> response() {
    return hex("1234 8180 0001 0002 0001 0000") + name({"www", "example", "com"}) +
           hex("0001 0001  c00c 0001 0001 0000003c 0004 c6120001"
               "c00c 0001 0001 0000003c 0004 c6120002"
               "c010 0002 0001 0000003c 0006 036e7331 c010");
}
std::vector<uint8_t> over_tcp(const std::vector<uint8_t>& message) {
    return std::vector<uint8_t>{0, static_cast<uint8_t>(message.size())} + Bytes{message};
}

TEST(ParseDns, AcceptsAQueryAndItsResponse) {
    const auto asked = parse_dns(query());
    ASSERT_TRUE(asked);
    EXPECT_FALSE(asked->response);
    EXPECT_EQ(asked->transaction_id, 0x1234);
    EXPECT_EQ(asked->question_type, 1);
    EXPECT_FALSE(asked->seeks_tracker);
    const auto told = parse_dns(response());
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->response);
}

TEST(ParseDns, RefusesEveryTruncationAndAByteTooMany) {
    for (const auto& whole : {query(), response()}) {
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(parse_dns(Bytes{whole}.first(n))) << n;
        EXPECT_FALSE(parse_dns(whole + hex("00")));
    }
}

TEST(ParseDns, AcceptsATruncatedResponseThatKeptItsCounts) {
    auto cut = response();
    cut.resize(12 + 17 + 4);
    EXPECT_FALSE(parse_dns(cut));
    cut[2] = 0x83;
    EXPECT_TRUE(parse_dns(cut));
}

TEST(ParseDns, RefusesCountsLengthsAndFlagsThatLie) {
    // Counts, a label, type, class, and the size of EDNS's record.
    for (const size_t at : {5, 7, 9, 11, 12, 16, 30, 32, 43})
        for (const int by : {-1, 1}) {
            auto datagram = query();
            datagram[at] = static_cast<uint8_t>(datagram[at] + by);
            const bool another_type = at == 30 && by == 1;
            EXPECT_EQ(parse_dns(datagram).has_value(), another_type) << at << by;
        }
    for (const uint8_t bit : {0x08, 0x10, 0x20, 0x40, 0x04}) {  // operation, authoritative
        auto datagram = query();
        datagram[2] = static_cast<uint8_t>(datagram[2] | bit);
        EXPECT_FALSE(parse_dns(datagram)) << int(bit);
    }
    for (const uint8_t bit : {0x80, 0x40, 0x01}) {  // available, reserved, code
        auto datagram = query();
        datagram[3] = static_cast<uint8_t>(datagram[3] | bit);
        EXPECT_FALSE(parse_dns(datagram)) << int(bit);
    }
}

TEST(ParseDns, FollowsNoPointerForwardOrIntoTheHeader) {
    for (const uint8_t target : {0x0b, 0x21, 0x22, 0xff}) {
        auto datagram = response();
        datagram[34] = target;
        EXPECT_FALSE(parse_dns(datagram)) << int(target);
    }
}

TEST(ParseDns, BoundsNames) {
    const std::string label(63, 'a');
    const auto asks = [](const std::vector<uint8_t>& about) {
        return hex("1234 0100 0001 0000 0000 0000") + about + hex("0001 0001");
    };
    EXPECT_TRUE(parse_dns(asks(name({label, label, label, label.substr(2)}))));
    EXPECT_FALSE(parse_dns(asks(name({label, label, label, label}))));
    EXPECT_FALSE(parse_dns(asks(name({"a\x01"}))));
}

TEST(ParseDns, FlagsTheLookForALocalTracker) {
    const auto asks = [](std::string_view service, std::string_view type) {
        return hex("1234 0100 0001 0000 0000 0000") +
               name({service, "_tcp", "dsl", "example", "net"}) + hex(type) + hex("0001");
    };
    EXPECT_TRUE(parse_dns(asks("_bittorrent-tracker", "0021"))->seeks_tracker);
    EXPECT_TRUE(parse_dns(asks("_BitTorrent-Tracker", "0021"))->seeks_tracker);
    EXPECT_FALSE(parse_dns(asks("_bittorrent-tracker", "0001"))->seeks_tracker);
    EXPECT_FALSE(parse_dns(asks("_bittorrent-trackes", "0021"))->seeks_tracker);
}

TEST(ParseDns, AcceptsMulticastQuestionsWithKnownAnswers) {
    EXPECT_TRUE(parse_dns(hex("0000 0000 0002 0001 0000 0000") + name({"_http", "_tcp", "local"}) +
                          hex("000c 8001") + name({"_ipp", "_tcp", "local"}) +
                          hex("000c 0001 c00c 000c 0001 00001194 0002 c00c")));
    EXPECT_TRUE(parse_dns(hex("0000 8400 0000 0001 0000 0000") + name({"My Printer", "local"}) +
                          hex("0001 8001 00000078 0004 c6120001")));
}

TEST(ParseDns, TakesNeitherNetbiosNorPeerToPeerForDns) {
    EXPECT_FALSE(parse_dns(hex("1234 0110 0001 0000 0000 0000") +
                           name({"CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) + hex("0021 0001")));
    for (const auto& other : {tracker_connect(), tracker_connect_reply(), tracker_announce(),
                              tracker_announce_reply(), text_bytes(krpc_ping())})
        EXPECT_FALSE(parse_dns(other));
}

TEST(ParseDnsStream, IsPartialWhereverItIsCut) {
    const auto whole = over_tcp(query());
    EXPECT_EQ(parse_dns_stream(whole).shape, StreamShape::complete);
    EXPECT_EQ(parse_dns_stream(whole).message.transaction_id, 0x1234);
    EXPECT_EQ(parse_dns_stream(whole + whole).shape, StreamShape::complete);
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_dns_stream(Bytes{whole}.first(n)).shape, StreamShape::partial) << n;
}

TEST(ParseDnsStream, RefusesALengthThatLiesOrAHeaderThatCannotBe) {
    auto shorter = over_tcp(query());
    shorter[1]--;
    EXPECT_EQ(parse_dns_stream(shorter).shape, StreamShape::absent);
    EXPECT_EQ(parse_dns_stream(hex("0010 1234")).shape, StreamShape::absent);
    // A record of TLS, as far as its nonce.
    EXPECT_EQ(parse_dns_stream(hex("1703 0303 8400 0000 0000 0000 018a cb70")).shape,
              StreamShape::absent);
    auto label = over_tcp(query());
    label[1] = 0xff;
    label[18] = 0x40;
    EXPECT_EQ(parse_dns_stream(label).shape, StreamShape::absent);
}

}  // namespace
}  // namespace sluice
