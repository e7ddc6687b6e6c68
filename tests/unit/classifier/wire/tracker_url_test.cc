// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tracker_url.h"

#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Scheme = TrackerUrl::Scheme;

TEST(ParseTrackerUrl, ReadsSchemeHostAndPort) {
    const auto udp = parse_tracker_url("udp://198.18.0.9:6969/announce");
    ASSERT_TRUE(udp);
    EXPECT_EQ(udp->scheme, Scheme::udp);
    EXPECT_EQ(udp->at.host, "198.18.0.9");
    EXPECT_EQ(udp->at.port, 6969);
    ASSERT_TRUE(udp->at.address);
    EXPECT_EQ(udp->at.address->address[15], 9);
    EXPECT_EQ(udp->at.address->port, 6969);
    const auto https = parse_tracker_url("https://user:key@tracker.example/a?b#c");
    ASSERT_TRUE(https);
    EXPECT_EQ(https->scheme, Scheme::https);
    EXPECT_EQ(https->at.host, "tracker.example");
    EXPECT_EQ(https->at.port, 443);
    EXPECT_FALSE(https->at.address);
    const auto six = parse_tracker_url("http://[2001:db8::7]:8080");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->at.host, "2001:db8::7");
    EXPECT_EQ(six->at.address->port, 8080);
    EXPECT_EQ(parse_tracker_url("wss://tracker.example")->at.port, 443);
    EXPECT_EQ(parse_tracker_url("ws://tracker.example")->scheme, Scheme::ws);
    EXPECT_EQ(parse_tracker_url("HTTP://tracker.example")->at.port, 80);
}

TEST(ParseTrackerUrl, RefusesWhatNamesNoTracker) {
    for (const std::string& url :
         {std::string(), std::string("dht://"), std::string("ftp://a/"), std::string("http://"),
          std::string("http:///announce"), std::string("udp://a/announce"),
          std::string("udp://a:0/"), std::string("http://a:/"), std::string("http://a:65536/"),
          std::string("http://a:1:2/"), std::string("http://a b/"), std::string("http://[::1/"),
          std::string("http://[1.2.3.4]/"), std::string("http://[::1]x/"),
          std::string("http://[a]/"), std::string("http://a\0/", 10),
          "http://" + std::string(254, 'a')})
        EXPECT_FALSE(parse_tracker_url(url)) << url;
}

}  // namespace
}  // namespace sluice
