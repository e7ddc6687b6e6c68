// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ppsp_tracker.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Message = PpspTrackerMessage;

// RFC 7846, 4.1.1.1.
const std::string kHead =
    "POST https://tracker.example.com/video_1 HTTP/1.1\r\n"
    "Host: tracker.example.com\r\n"
    "Content-Length: 494\r\n"
    "Content-Type: application/ppsp-tracker+json\r\n"
    "Accept: application/ppsp-tracker+json\r\n\r\n";
const std::string kConnect = R"({
  "PPSPTrackerProtocol": {
    "version":              1,
    "request_type":         "CONNECT",
    "transaction_id":       "12345",
    "peer_id":              "656164657220",
    "connect":{ "swarm_action": [{"swarm_id": "1111", "action": "JOIN", "peer_mode": "SEEDER"}] }
  }
})";
const std::string kResponse =
    "HTTP/1.1 200 OK\r\nContent-Type: application/ppsp-tracker+json; charset=utf-8\r\n\r\n"
    R"({"PPSPTrackerProtocol":{"version":1,"response_type":0,"error_code":0,)"
    R"("transaction_id":"12345"}})";

Message parse(const std::string& text) {
    return parse_ppsp_tracker(text_bytes(text));
}
std::string with(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(ParsePpspTracker, KnowsEachRequest) {
    EXPECT_EQ(parse(kHead + kConnect), Message::connect);
    EXPECT_EQ(parse(kHead + with(kConnect, "CONNECT", "FIND")), Message::find);
    EXPECT_EQ(parse(kHead + with(kConnect, "CONNECT", "STAT_REPORT")), Message::stat_report);
    EXPECT_EQ(parse(with(kHead, "Content-Type: ", "content-type:") + kConnect), Message::connect);
}

TEST(ParsePpspTracker, KnowsAResponseAndAFailure) {
    EXPECT_EQ(parse(kResponse), Message::response);
    EXPECT_EQ(parse(with(kResponse, "response_type\":0", "response_type\":1")), Message::failure);
}

TEST(ParsePpspTracker, IsPartialAtEveryTruncation) {
    const std::string whole = kHead + kConnect;
    const size_t enough = whole.find("220\",") + 4;
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse(whole.substr(0, n)), n < enough ? Message::partial : Message::connect) << n;
    for (size_t n = 0; n < kResponse.size() - 2; ++n)
        EXPECT_EQ(parse(kResponse.substr(0, n)), Message::partial) << n;
}

// A stream's beginning is judged as it comes: what was settled stays so.
TEST(ParsePpspTracker, StaysWhatItWasWhenWhatFollowsIsBroken) {
    const std::string open = kHead + kConnect.substr(0, kConnect.find(R"("connect":)"));
    EXPECT_EQ(parse(open), Message::connect);
    EXPECT_EQ(parse(open + R"("connect": 1"2)"), Message::connect);
    EXPECT_EQ(parse(open + R"("connect": )" + std::string(40, '[')), Message::connect);
    EXPECT_EQ(parse(open + "}]"), Message::connect);
}

TEST(ParsePpspTracker, IsAbsentInOtherRequests) {
    EXPECT_EQ(parse("GET / HTTP/1.1\r\n"), Message::absent);
    EXPECT_EQ(parse(with(kHead, "POST", "POSH") + kConnect), Message::absent);
    EXPECT_EQ(parse(with(kHead, "HTTP/1.1", "RTSP/1.0") + kConnect), Message::absent);
    EXPECT_EQ(parse(with(kHead, "ppsp-tracker+json", "json") + kConnect), Message::absent);
    EXPECT_EQ(parse(with(kHead, "Content-Type", "X-Content-Type") + kConnect), Message::absent);
    EXPECT_EQ(parse(with(kResponse, "200", "2x0")), Message::absent);
}

TEST(ParsePpspTracker, IsAbsentWithoutWhatTheElementMustHave) {
    for (const auto& [from, to] : std::initializer_list<std::pair<const char*, const char*>>{
             {"PPSPTrackerProtocol", "PPSPTracker"},
             {"\"version\":              1", "\"version\": 2"},
             {"\"version\"", "\"revision\""},
             {"CONNECT", "LEAVE"},
             {"request_type", "response_type"},
             {"\"12345\"", "12345"},
             {"transaction_id", "transaction"},
             {"peer_id", "peer"}})
        EXPECT_EQ(parse(kHead + with(kConnect, from, to)), Message::absent) << from;
}

TEST(ParsePpspTracker, GivesUpOnAHeadWithoutEnd) {
    EXPECT_EQ(parse("POST / HTTP/1.1\r\n" + std::string(5'000, 'a')), Message::absent);
}

TEST(ParsePpspTracker, NamesWhatIsSaid) {
    EXPECT_EQ(message_kind(Message::connect), MessageKind::connect_request);
    EXPECT_EQ(message_kind(Message::find), MessageKind::get_peer_request);
    EXPECT_EQ(message_kind(Message::response), MessageKind::get_peer_response);
    EXPECT_EQ(message_kind(Message::failure), MessageKind::error_response);
    EXPECT_FALSE(message_kind(Message::partial));
}

}  // namespace
}  // namespace sluice
