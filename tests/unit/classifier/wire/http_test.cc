// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = HttpHead::Outcome;

Outcome outcome(std::string_view text) {
    return parse_http_head(text_bytes(text)).outcome;
}

std::string body(std::string_view text) {
    const auto bytes = text_bytes(text);
    const Bytes found = http_body(bytes, parse_http_head(bytes));
    return {found.begin(), found.end()};
}

TEST(ParseHttpHead, ReadsARequest) {
    const auto bytes = text_bytes(
        "GET /a?b=c HTTP/1.1\r\nHost: example\r\nRANGE:\t bytes=0-1 \r\nEmpty:\r\n"
        "Long: one\r\n  two: three\r\n\r\nbody");
    const HttpHead head = parse_http_head(bytes);
    EXPECT_EQ(head.outcome, Outcome::request);
    EXPECT_EQ(head.method, "GET");
    EXPECT_EQ(head.target, "/a?b=c");
    EXPECT_EQ(head.field("host"), "example");
    EXPECT_EQ(head.field("Range"), "bytes=0-1");
    EXPECT_EQ(head.field("empty"), "");
    EXPECT_EQ(head.field("two"), std::nullopt);
    EXPECT_EQ(head.field("missing"), std::nullopt);
    EXPECT_EQ(head.body_at, bytes.size() - 4);
}

TEST(ParseHttpHead, ReadsAResponse) {
    const auto bytes = text_bytes("HTTP/1.0 206 Partial Content\r\nServer: x\r\n\r\n");
    const HttpHead head = parse_http_head(bytes);
    EXPECT_EQ(head.outcome, Outcome::response);
    EXPECT_EQ(head.status, 206);
    EXPECT_EQ(head.body_at, bytes.size());
    EXPECT_EQ(outcome("HTTP/1.1 200\r\n"), Outcome::response);
    EXPECT_EQ(outcome("HTTP/1.1 200 \r\n"), Outcome::response);
}

TEST(ParseHttpHead, IsNeverAbsentHoweverItIsCut) {
    for (const std::string_view text : {"PROPFIND /dir HTTP/1.1\r\nHost: a\r\nDepth: 1\r\n\r\n",
                                        "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                                        "GET https://example/x HTTP/1.0\r\nHost: a\r\n\r\n",
                                        "HTTP/1.1 404 Not Found\r\nServer: a\r\n\r\n"}) {
        const auto whole = text_bytes(text);
        const size_t line = text.find('\r');
        for (size_t n = 0; n < whole.size(); ++n) {
            const HttpHead head = parse_http_head(Bytes{whole}.first(n));
            EXPECT_EQ(head.outcome == Outcome::partial, n <= line) << text.substr(0, n);
            EXPECT_NE(head.outcome, Outcome::absent) << text.substr(0, n);
            EXPECT_FALSE(head.body_at) << text.substr(0, n);
        }
        EXPECT_EQ(parse_http_head(whole).body_at, whole.size());
    }
}

TEST(ParseHttpHead, GivesOnlyFieldsThatAreThereAsAWhole) {
    EXPECT_EQ(parse_http_head(text_bytes("GET / HTTP/1.1\r\nA: 1\r\nB: 2")).field("a"), "1");
    EXPECT_EQ(parse_http_head(text_bytes("GET / HTTP/1.1\r\nA: 1\r\nB: 2")).field("b"),
              std::nullopt);
}

TEST(ParseHttpHead, RefusesWhatIsNone) {
    for (const char* text : {"G3T",
                             "GETS / HTTP/1.1\r\n",
                             "get / HTTP/1.1\r\n",
                             "GET  / HTTP/1.1\r\n",
                             "GET /\r\n",
                             "GET x HTTP/1.1\r\n",
                             "GET /a\x01",
                             "GET / HTTP/2.0\r\n",
                             "GET / HTTP/1.2\r\n",
                             "GET / HTTP/1.10\r\n",
                             "GET / RTSP",
                             "GET / HTTP/1.1\rX",
                             "GET * HTTP/1.1\r\n",
                             "CONNECT example HTTP/1.1\r\n",
                             "GET / HTTP/1.1\r\nno colon\r\n",
                             "GET / HTTP/1.1\r\n folded: first\r\n",
                             "GET / HTTP/1.1\r\nA b: c\r\n",
                             "GET / HTTP/1.1\r\n: c\r\n",
                             "HTTP/1.1 20\r\n",
                             "HTTP/1.1 2x",
                             "HTTP/1.1 099 \r\n",
                             "HTTP/1.1 600 \r\n",
                             "HTTP/1.1 2000\r\n",
                             "HTTP/1.1  200\r\n",
                             "HTTP/2",
                             "HTTPS",
                             "\r\n",
                             "\x16\x03\x01"})
        EXPECT_EQ(outcome(text), Outcome::absent) << text;
}

TEST(HttpBody, EndsWhereItsLengthSays) {
    const std::string head = "HTTP/1.1 200 OK\r\n";
    EXPECT_EQ(body(head + "\r\nabc"), "abc");
    EXPECT_EQ(body(head + "Content-Length: 2\r\n\r\nabHTTP/1.1"), "ab");
    EXPECT_EQ(body(head + "Content-Length: 99\r\n\r\nab"), "ab");
    EXPECT_EQ(body(head + "Content-Length: 2\r\n"), "");
    EXPECT_EQ(body("nothing of the kind"), "");
}

TEST(HttpBody, OfChunksIsTheFirst) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";
    EXPECT_EQ(body(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), "abc");
    EXPECT_EQ(body(head + "1A;x=y\r\nabc"), "abc");
    for (const char* chunk : {"", "3", "3\r", "x\r\nabc", "-1\r\nabc", "\r\nabc",
                              "fffffffffffffffff\r\nabc", "3 4\rabc"})
        EXPECT_EQ(body(head + chunk), "") << chunk;
    EXPECT_EQ(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc"), "");
}

std::string behind(std::string_view text) {
    const auto bytes = text_bytes(text);
    const auto end = http_message_end(bytes, parse_http_head(bytes));
    return end ? std::string(text.substr(*end)) : "no end";
}

TEST(HttpMessageEnd, IsWhereTheHeadSays) {
    EXPECT_EQ(behind("GET / HTTP/1.1\r\n\r\nnext"), "next");
    EXPECT_EQ(behind("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabnext"), "next");
    EXPECT_EQ(behind("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nnext"), "next");
    EXPECT_EQ(behind("HTTP/1.1 101 Switching\r\nContent-Length: 3\r\n\r\nnext"), "next");
    EXPECT_EQ(behind("HTTP/1.1 304 Not Modified\r\n\r\n"), "");
}

TEST(HttpMessageEnd, IsNotInSightWhereTheBodyGoesOnOrItsLengthIsNotSaid) {
    for (const char* text :
         {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nab",
          "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\nab",
          "POST / HTTP/1.1\r\nContent-Length:\r\n\r\nab",
          "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\nab",
          "POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\nab",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\nab",
          "HTTP/1.1 200 OK\r\n\r\nnext", "no head"})
        EXPECT_EQ(behind(text), "no end") << text;
}

}  // namespace
}  // namespace sluice
