// SPDX-License-Identifier: Apache-2.0
#include "http/reply_reader.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Found = HttpReplyReader::Found;

constexpr std::string_view kReply =
    "HTTP/1.1 200 OK\r\n"
    "Date: Mon, 30 Nov 2026 02:00:00 GMT\r\n"
    "Content-Type: Application/ALTO-NetworkMap+json; charset=utf-8\r\n"
    "ETag: \"1f-2\"\r\n"
    "Content-Length: 2\r\n"
    "Connection: close\r\n"
    "\r\n"
    "{}";

class Reading {
 public:
    explicit Reading(const HttpReplyReader::Limits& limits = {}) : reader(limits) {}

    Found feed(std::string_view bytes) {
        const auto room = reader.room(bytes.size());
        std::copy(bytes.begin(), bytes.end(), static_cast<char*>(room.data()));
        reader.came(bytes.size());
        return reader.read();
    }

    HttpReplyReader reader;
};

TEST(HttpReplyReader, ReadsAWholeReply) {
    Reading in;
    ASSERT_EQ(in.feed(kReply), Found::whole);
    const FetchedReply reply = in.reader.reply();
    EXPECT_EQ(reply.status, 200u);
    EXPECT_EQ(reply.media_type, "application/alto-networkmap+json");
    EXPECT_EQ(reply.entity_tag, "\"1f-2\"");
    EXPECT_EQ(reply.body, "{}");
}

TEST(HttpReplyReader, WaitsForTheRestOfEveryTruncation) {
    for (size_t n = 0; n < kReply.size(); ++n) {
        Reading in;
        EXPECT_EQ(in.feed(kReply.substr(0, n)), Found::part) << n << " bytes";
        EXPECT_EQ(in.feed(kReply.substr(n)), Found::whole) << n << " bytes";
        EXPECT_EQ(in.reader.reply().body, "{}");
        Reading cut;
        cut.feed(kReply.substr(0, n));
        EXPECT_EQ(cut.reader.end(), Found::refused) << n << " bytes";
        EXPECT_FALSE(cut.reader.why().empty());
    }
}

TEST(HttpReplyReader, WithoutALengthTheEndSaysWhereItEnds) {
    for (const char* body : {"", "some"}) {
        Reading in;
        EXPECT_EQ(in.feed("HTTP/1.0 200 OK\r\n\r\n"), Found::part);
        EXPECT_TRUE(in.reader.ends_with_connection());
        EXPECT_EQ(in.feed(body), Found::part);
        EXPECT_EQ(in.reader.end(), Found::whole);
        EXPECT_EQ(in.reader.reply().body, body);
    }
}

TEST(HttpReplyReader, WhatIsNotModifiedHasNoBodyWhateverItsLengthSays) {
    Reading in;
    EXPECT_EQ(in.feed("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: W/\"a\"\r\n\r\n"),
              Found::whole);
    const FetchedReply reply = in.reader.reply();
    EXPECT_EQ(reply.status, 304u);
    EXPECT_EQ(reply.entity_tag, "W/\"a\"");
    EXPECT_EQ(reply.body, "");
}

TEST(HttpReplyReader, InterimRepliesArePassedOverAFewTimes) {
    const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    Reading in;
    EXPECT_EQ(in.feed(interim + interim + std::string(kReply)), Found::whole);
    EXPECT_EQ(in.reader.reply().status, 200u);
    Reading cut;
    EXPECT_EQ(cut.feed(interim), Found::part);
    EXPECT_EQ(cut.feed(kReply), Found::whole);
    Reading endless;
    std::string many;
    for (int i = 0; i < 9; ++i)
        many += interim;
    EXPECT_EQ(endless.feed(many), Found::refused);
    Reading upgrade;
    EXPECT_EQ(upgrade.feed("HTTP/1.1 101 Switching Protocols\r\n\r\n"), Found::refused);
}

TEST(HttpReplyReader, ChunksAreRefusedWhateverIsInThem) {
    for (const char* body : {"", "3\r\nabc\r\n0\r\n\r\n", "0\r\nabc\r\n0\r\n\r\x01"}) {
        Reading in;
        EXPECT_EQ(
            in.feed(std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") + body),
            Found::refused);
        EXPECT_EQ(in.reader.why(), "its reply is in chunks, for which it was not asked");
    }
    Reading packed;
    EXPECT_EQ(packed.feed("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), Found::refused);
}

TEST(HttpReplyReader, WhatIsTooLongIsRefusedBeforeItIsHeld) {
    const HttpReplyReader::Limits limits{.head_bytes = 200, .body_bytes = 100};
    Reading head(limits);
    EXPECT_EQ(head.feed("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x')), Found::refused);
    EXPECT_EQ(head.reader.why(), "the head of its reply is too long");
    Reading said(limits);
    EXPECT_EQ(said.feed("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"), Found::refused);
    EXPECT_EQ(said.reader.why(), "its reply is too long");
    Reading not_said(limits);
    EXPECT_EQ(not_said.feed("HTTP/1.1 200 OK\r\n\r\n" + std::string(100, 'x')), Found::part);
    EXPECT_EQ(not_said.feed("x"), Found::refused);
    EXPECT_EQ(not_said.reader.why(), "its reply is too long");
}

TEST(HttpReplyReader, WhatIsNoHttpIsRefused) {
    for (const char* text :
         {"SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x02\r\n\r\n", "HTTP/3.0 200 OK\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
        Reading in;
        EXPECT_EQ(in.feed(text), Found::refused) << text;
        EXPECT_EQ(in.reader.why(), "it does not speak HTTP");
    }
}

}  // namespace
}  // namespace sluice
