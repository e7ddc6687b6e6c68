// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(HttpUrl, HasItsParts) {
    const auto url = HttpUrl::parse("HTTPS://Alto.Example.NET:8443/alto/directory?a=b#part");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->is_https);
    EXPECT_EQ(url->host, "alto.example.net");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->target, "/alto/directory?a=b");
    EXPECT_EQ(url->authority(), "alto.example.net:8443");
    EXPECT_EQ(url->to_string(), "https://alto.example.net:8443/alto/directory?a=b");
}

TEST(HttpUrl, WhatIsUsualIsLeftOut) {
    EXPECT_EQ(HttpUrl::parse("http://a.example")->to_string(), "http://a.example/");
    EXPECT_EQ(HttpUrl::parse("http://a.example?x")->target, "/?x");
    EXPECT_EQ(HttpUrl::parse("http://a.example:80/")->authority(), "a.example");
    EXPECT_EQ(HttpUrl::parse("https://a.example:443/")->authority(), "a.example");
    EXPECT_EQ(HttpUrl::parse("https://a.example:80/")->authority(), "a.example:80");
}

TEST(HttpUrl, HostsMayBeAddresses) {
    EXPECT_EQ(HttpUrl::parse("http://198.18.0.1:8080/")->host, "198.18.0.1");
    const auto url = HttpUrl::parse("http://[2001:DB8::1]:8080/x");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "2001:db8::1");
    EXPECT_EQ(url->authority(), "[2001:db8::1]:8080");
    EXPECT_EQ(HttpUrl::parse("http://[2001:db8::1]/")->authority(), "[2001:db8::1]");
}

TEST(HttpUrl, WhatCouldBreakOutOfARequestIsNone) {
    for (const char* text : {"",
                             "http:",
                             "http://",
                             "http:///x",
                             "ftp://a.example/",
                             "a.example/x",
                             "//a.example/",
                             "http://user@a.example/",
                             "http://a.example:/",
                             "http://a.example:0/",
                             "http://a.example:65536/",
                             "http://a.example:8o/",
                             "http://a.example/a b",
                             "http://a.example/\r\nHost: b",
                             "http://a\r\n.example/",
                             "http://a..example/",
                             "http://.example/",
                             "http://a_b.example\\@c/",
                             "http://[198.18.0.1]/",
                             "http://[::1/",
                             "http://[::1]x/",
                             "http://[fe80::1%25eth0]/",
                             "http://b\xc3\xbc.example/"})
        EXPECT_FALSE(HttpUrl::parse(text)) << text;
    const std::string long_path(HttpUrl::kLongest, 'x');
    EXPECT_FALSE(HttpUrl::parse("http://a.example/" + long_path));
}

TEST(HttpUrl, ADocumentNamesOthersAsAWholeOrByPath) {
    const HttpUrl at = *HttpUrl::parse("https://a.example:8443/alto/directory?x");
    EXPECT_EQ(at.refer("/alto/networkmap")->to_string(), "https://a.example:8443/alto/networkmap");
    EXPECT_EQ(at.refer("http://b.example/m")->to_string(), "http://b.example/m");
    for (const char* text : {"", "networkmap", "../x", "//b.example/m", "/a b", "/\n"})
        EXPECT_FALSE(at.refer(text)) << text;
    EXPECT_TRUE(at.is_same_server(*at.refer("/x")));
    EXPECT_FALSE(at.is_same_server(*HttpUrl::parse("http://a.example:8443/")));
}

}  // namespace
}  // namespace sluice
