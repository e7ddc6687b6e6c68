// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Found = HttpRequestReader::Found;

// As curl 7.88 sends it.
constexpr std::string_view kPost =
    "POST /alto/endpointcost HTTP/1.1\r\n"
    "Host: alto.example.net\r\n"
    "User-Agent: curl/7.88.1\r\n"
    "Accept: application/alto-endpointcost+json\r\n"
    "Accept: application/alto-error+json\r\n"
    "Content-Type: application/alto-endpointcostparams+json\r\n"
    "Content-Length: 11\r\n"
    "\r\n"
    "{\"pids\":[]}";

class Reading {
 public:
    explicit Reading(const HttpLimits& limits = {}) : limits_(limits), reader(limits_) {}

    Found feed(std::string_view bytes) {
        const auto room = reader.room(bytes.size());
        std::copy(bytes.begin(), bytes.end(), static_cast<char*>(room.data()));
        reader.came(bytes.size());
        return reader.read();
    }

 private:
    HttpLimits limits_;

 public:
    HttpRequestReader reader;
};

TEST(HttpRequestReader, ReadsAWholeRequest) {
    Reading in;
    ASSERT_EQ(in.feed(kPost), Found::whole);
    const HttpRequest& request = in.reader.request();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/alto/endpointcost");
    EXPECT_EQ(request.host, "alto.example.net");
    EXPECT_EQ(request.accept, "application/alto-endpointcost+json,application/alto-error+json");
    EXPECT_EQ(request.content_type, "application/alto-endpointcostparams+json");
    EXPECT_EQ(request.user_agent, "curl/7.88.1");
    EXPECT_EQ(request.body, "{\"pids\":[]}");
    EXPECT_TRUE(in.reader.keeps_alive());
    EXPECT_FALSE(in.reader.has_bytes());
}

TEST(HttpRequestReader, WaitsForTheRestOfEveryTruncation) {
    for (size_t n = 0; n < kPost.size(); ++n) {
        Reading in;
        EXPECT_EQ(in.feed(kPost.substr(0, n)), Found::part) << n << " bytes";
        EXPECT_EQ(in.feed(kPost.substr(n)), Found::whole) << n << " bytes";
        EXPECT_EQ(in.reader.request().body, "{\"pids\":[]}");
    }
}

TEST(HttpRequestReader, ReadsRequestsThatCameTogetherOneByOne) {
    Reading in;
    ASSERT_EQ(in.feed(std::string(kPost) + "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Found::whole);
    in.reader.next();
    EXPECT_TRUE(in.reader.has_bytes());
    ASSERT_EQ(in.reader.read(), Found::whole);
    EXPECT_EQ(in.reader.request().method, "GET");
    EXPECT_EQ(in.reader.request().content_type, "");
    EXPECT_EQ(in.reader.request().body, "");
}

TEST(HttpRequestReader, WhoDoesNotSayHowLongABodyIsIsAskedTo) {
    for (const char* body : {"", "3\r\nabc\r\n0\r\n\r\n", "0\r\nabc\r\n0\r\n\r\x01"}) {
        Reading in;
        EXPECT_EQ(in.feed(std::string("POST / HTTP/1.1\r\nHost: x\r\n"
                                      "Transfer-Encoding: chunked\r\n\r\n") +
                          body),
                  Found::refused);
        EXPECT_EQ(in.reader.status(), 411u);
    }
}

TEST(HttpRequestReader, WhoAwaitsAContinueIsToldOfOnce) {
    Reading in;
    EXPECT_EQ(in.feed("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                      "Content-Length: 2\r\n\r\n"),
              Found::expecting);
    EXPECT_EQ(in.feed("a"), Found::part);
    EXPECT_EQ(in.feed("b"), Found::whole);
}

TEST(HttpRequestReader, WhatIsTooLargeIsRefusedBeforeItIsHeld) {
    HttpLimits limits;
    limits.header_bytes = 200;
    limits.body_bytes = 100;
    Reading header(limits);
    EXPECT_EQ(header.feed("GET /" + std::string(300, 'x')), Found::refused);
    EXPECT_EQ(header.reader.status(), 431u);
    Reading body(limits);
    EXPECT_EQ(body.feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n"),
              Found::refused);
    EXPECT_EQ(body.reader.status(), 413u);
}

TEST(HttpRequestReader, WhatIsNoHttpIsRefused) {
    for (const char* text :
         {"\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", "GET\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost : x\r\n\r\n"}) {
        Reading in;
        EXPECT_EQ(in.feed(text), Found::refused) << text;
        EXPECT_EQ(in.reader.status(), 400u) << text;
    }
}

TEST(HttpRequestReader, OfHttp10AConnectionIsOneRequests) {
    Reading in;
    ASSERT_EQ(in.feed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), Found::whole);
    EXPECT_FALSE(in.reader.keeps_alive());
}

}  // namespace
}  // namespace sluice
