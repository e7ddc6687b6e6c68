// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker_reply.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = HttpTrackerReply::Outcome;
using namespace std::string_literals;

const std::string kPeers = "\xc6\x12\x01\x05\x1a\xe1\xc6\x12\x01\x06\x1a\xe2"s;
const std::string kPeers6 =
    "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x1a\xe3"s;
const std::string kAnnounce =
    "d8:completei3e11:external ip4:\xc6\x12\x00\x09"
    "10:incompletei1e8:intervali1800e12:min intervali900e"
    "5:peers12:"s +
    kPeers + "6:peers618:" + kPeers6 + "e";
const std::string kSwarm =
    "20:abcdefghijklmnopqrstd8:completei11e10:downloadedi13772e10:incomplete"
    "i19ee";

struct Parsed {
    std::vector<uint8_t> bytes;
    HttpTrackerReply reply;

    explicit Parsed(std::string_view text)
        : bytes(text_bytes(text)), reply(parse_http_tracker_reply(bytes)) {}
    size_t peers() const {
        std::array<PeerAddress, 8> out;
        return read_peers(reply.peers, out);
    }
};

Outcome outcome(std::string_view text) {
    return Parsed{text}.reply.outcome;
}

TEST(ParseHttpTrackerReply, ReadsAnAnnounceReply) {
    const Parsed parsed{kAnnounce};
    EXPECT_EQ(parsed.reply.outcome, Outcome::complete);
    EXPECT_EQ(parsed.reply.kind, MessageKind::announce_response);
    EXPECT_EQ(parsed.reply.interval_s, 1800u);
    ASSERT_TRUE(parsed.reply.external_address);
    EXPECT_EQ(parsed.reply.external_address->address[15], 9);
    EXPECT_EQ(parsed.peers(), 3u);
}

TEST(ParseHttpTrackerReply, GivesThePeersThatWereSeenOfACutReply) {
    const size_t start = kAnnounce.find(kPeers);
    const size_t end = start + kPeers.size();
    for (size_t n = 0; n < kAnnounce.size(); ++n) {
        const Parsed parsed{kAnnounce.substr(0, n)};
        EXPECT_EQ(parsed.reply.outcome, n < start ? Outcome::partial : Outcome::complete) << n;
        if (n >= start && n < end) {
            EXPECT_EQ(parsed.peers(), (n - start) / 6) << n;
        }
    }
}

TEST(ParseHttpTrackerReply, ReadsPeersAsDictionaries) {
    const std::string peer = "d2:ip10:198.18.1.57:peer id20:abcdefghijklmnopqrst4:porti6881ee";
    const std::string reply = "d8:intervali1800e5:peersl" + peer + "d2:ip3:a.b4:porti1eeee";
    EXPECT_EQ(Parsed{reply}.peers(), 1u);
    EXPECT_EQ(outcome(reply), Outcome::complete);
    const size_t first = reply.find(peer) + peer.size();
    for (size_t n = 0; n < reply.size(); ++n)
        EXPECT_EQ(outcome(reply.substr(0, n)), n < first ? Outcome::partial : Outcome::complete)
            << n;
    EXPECT_EQ(Parsed{reply.substr(0, first + 9)}.peers(), 1u);
    for (const char* wrong :
         {"d2:ip3:a.be", "d4:porti1ee", "d2:ip0:4:porti1ee", "d2:ip3:a.b4:porti65536ee",
          "d2:ip3:a.b4:porti-1ee", "d2:ip3:a.b7:peer id3:abc4:porti1ee", "i1e", "0:"})
        EXPECT_EQ(outcome("d8:intervali1800e5:peersl"s + wrong + "ee"), Outcome::absent) << wrong;
}

TEST(ParseHttpTrackerReply, AcceptsPeersOfOneFamilyOrNone) {
    EXPECT_EQ(outcome("d8:intervali1800e5:peers0:e"), Outcome::complete);
    EXPECT_EQ(outcome("d8:intervali1800e5:peerslee"), Outcome::complete);
    EXPECT_EQ(outcome("d8:intervali1800e6:peers618:" + kPeers6 + "e"), Outcome::complete);
}

TEST(ParseHttpTrackerReply, ReadsAScrapeReplyCutAnywhere) {
    const std::string reply = "d5:filesd" + kSwarm + "ee";
    EXPECT_EQ(Parsed{reply}.reply.kind, MessageKind::scrape_response);
    for (size_t n = 0; n < reply.size(); ++n)
        EXPECT_EQ(outcome(reply.substr(0, n)),
                  n < reply.size() - 2 ? Outcome::partial : Outcome::complete)
            << n;
    EXPECT_EQ(outcome("d5:filesd" + kSwarm + "e5:flagsd20:min_request_intervali9eee"),
              Outcome::complete);
    EXPECT_EQ(outcome("d5:filesd3:abcd8:completei1e10:incompletei1eeee"), Outcome::absent);
    EXPECT_EQ(outcome("d5:filesd20:abcdefghijklmnopqrstd8:completei1eeee"), Outcome::absent);
    EXPECT_EQ(outcome("d5:filesd" + kSwarm + kSwarm + "ee"), Outcome::absent);
    EXPECT_EQ(outcome("d5:filesle"), Outcome::absent);
}

TEST(ParseHttpTrackerReply, TellsAFailureFromOneThatMayBeRetried) {
    const auto plain = Parsed{"d14:failure reason10:Overloadede"}.reply;
    EXPECT_EQ(plain.outcome, Outcome::complete);
    EXPECT_EQ(plain.kind, MessageKind::error_response);
    const auto number = Parsed{"d14:failure reason10:Overloaded8:retry ini5ee"}.reply;
    EXPECT_EQ(number.kind, MessageKind::retry_response);
    EXPECT_EQ(number.retry_minutes, 5u);
    const auto text = Parsed{"d14:failure reason10:Overloaded8:retry in2:15e"}.reply;
    EXPECT_EQ(text.kind, MessageKind::retry_response);
    EXPECT_EQ(text.retry_minutes, 15u);
    const auto never = Parsed{"d14:failure reason13:Not a tracker8:retry in5:nevere"}.reply;
    EXPECT_EQ(never.outcome, Outcome::complete);
    EXPECT_EQ(never.kind, MessageKind::retry_response);
    EXPECT_FALSE(never.retry_minutes);
    for (const char* wrong : {"0:", "4:soon", "i0e", "i-1e", "1:0", "le", "2:5x"})
        EXPECT_EQ(outcome("d14:failure reason4:Busy8:retry in"s + wrong + "e"), Outcome::absent)
            << wrong;
    const std::string whole = "d14:failure reason10:Overloaded8:retry ini5ee";
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(outcome(whole.substr(0, n)), Outcome::partial) << n;
}

TEST(ParseHttpTrackerReply, RefusesLengthsAndNumbersThatCannotBe) {
    for (const std::string& wrong : {"d8:intervali1800e5:peers11:"s + kPeers,
                                     "d8:intervali1800e5:peers13:"s + kPeers,
                                     "d8:intervali1800e6:peers612:"s + kPeers,
                                     "d8:intervali1800e5:peers12:"s + kPeers + "0:e",
                                     "d8:intervali1800e5:peers0:e5:after"s,
                                     "d8:intervali-1e5:peers0:e"s,
                                     "d8:intervali9999999999e5:peers0:e"s,
                                     "d8:interval4:18005:peers0:e"s,
                                     "d5:peers0:8:intervali1800ee"s,
                                     "d8:intervali1800e8:intervali1800e5:peers0:e"s,
                                     "d11:external ip5:abcde8:intervali1800e5:peers0:e"s,
                                     "d8:intervali1800ee"s,
                                     "d5:peers0:e"s,
                                     "de"s,
                                     "le"s,
                                     "i1e"s,
                                     "4:spam"s,
                                     "<html>"s,
                                     "\x1f\x8b"s,
                                     "d8:intervali1800e5:peersi1ee"s,
                                     "d8:retry ini5ee"s,
                                     "d4:infod6:lengthi1eee"s})
        EXPECT_EQ(outcome(wrong), Outcome::absent) << wrong;
}

}  // namespace
}  // namespace sluice
