// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "classifier/wire/proxy.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = ProxyNegotiation::Outcome;

const std::string kRequest = "CONNECT 198.18.0.9:6881 HTTP/1.1\r\nHost: 198.18.0.9:6881\r\n\r\n";
const std::string kGranted = "HTTP/1.1 200 Connection established\r\n\r\n";
const std::string kDemand =
    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n"
    "Content-Length: 4\r\n\r\nbody";

ProxyNegotiation parse(const std::string& client, const std::string& server) {
    return parse_http_connect(text_bytes(client), text_bytes(server));
}

TEST(ParseHttpConnect, SaysWhereTheStreamInsideBegins) {
    const auto found = parse(kRequest + "inner", kGranted + "inner");
    EXPECT_EQ(found.outcome, Outcome::established);
    EXPECT_EQ(found.client_bytes, kRequest.size());
    EXPECT_EQ(found.server_bytes, kGranted.size());
    ASSERT_TRUE(found.target);
    EXPECT_EQ(found.target->port, 6881);
    const auto name = parse("CONNECT peer.example:443 HTTP/1.0\r\n\r\n", kGranted);
    EXPECT_EQ(name.outcome, Outcome::established);
    EXPECT_FALSE(name.target);
}

TEST(ParseHttpConnect, IsPartialAtEveryTruncationOfEitherSide) {
    for (size_t n = 1; n < kRequest.size(); ++n)
        EXPECT_EQ(parse(kRequest.substr(0, n), kGranted).outcome, Outcome::partial) << n;
    for (size_t n = 0; n < kGranted.size(); ++n)
        EXPECT_EQ(parse(kRequest, kGranted.substr(0, n)).outcome, Outcome::partial) << n;
    EXPECT_EQ(parse("", "").outcome, Outcome::partial);
}

TEST(ParseHttpConnect, FollowsADemandForAuthentication) {
    const auto found = parse(kRequest + kRequest + "inner", kDemand + kGranted + "inner");
    EXPECT_EQ(found.outcome, Outcome::established);
    EXPECT_EQ(found.client_bytes, 2 * kRequest.size());
    EXPECT_EQ(found.server_bytes, kDemand.size() + kGranted.size());
    for (size_t n = 0; n <= kDemand.size(); ++n)
        EXPECT_EQ(parse(kRequest, kDemand.substr(0, n)).outcome, Outcome::partial) << n;
    std::string client;
    std::string server;
    for (int round = 0; round < 4; ++round) {
        client += kRequest;
        server += kDemand;
    }
    EXPECT_EQ(parse(client + kRequest, server + kGranted).outcome, Outcome::refused);
}

TEST(ParseHttpConnect, TellsWhatTheProxyRefuses) {
    EXPECT_EQ(parse(kRequest, "HTTP/1.1 403 Forbidden\r\n\r\n").outcome, Outcome::refused);
    EXPECT_EQ(parse(kRequest, "HTTP/1.1 407 No length\r\n\r\n").outcome, Outcome::refused);
    for (const char* length : {"x", "18446744073709551615", "18446744073709551616", "1048577"})
        EXPECT_EQ(parse(kRequest + kRequest, "HTTP/1.1 407 \r\nContent-Length: " +
                                                 std::string(length) + "\r\n\r\n" + kGranted)
                      .outcome,
                  Outcome::refused)
            << length;
}

TEST(ParseHttpConnect, IsAbsentWhereItIsSomethingElse) {
    EXPECT_EQ(parse("GET / HTTP/1.1\r\n\r\n", kGranted).outcome, Outcome::absent);
    EXPECT_EQ(parse("GE", "").outcome, Outcome::absent);
    EXPECT_EQ(parse("CONNECT a:0 HTTP/1.1\r\n\r\n", kGranted).outcome, Outcome::absent);
    EXPECT_EQ(parse("CONNECT a b:1 HTTP/1.1\r\n\r\n", kGranted).outcome, Outcome::absent);
    EXPECT_EQ(parse(kRequest, "SSH-2.0-x\r\n").outcome, Outcome::absent);
    EXPECT_EQ(parse(kRequest, kRequest).outcome, Outcome::absent);
    EXPECT_EQ(parse("", kGranted).outcome, Outcome::absent);
}

}  // namespace
}  // namespace sluice
