// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tracker_url.h"

#include <gtest/gtest.h>

#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

Endpoint endpoint(std::string_view address, uint16_t port, Transport transport) {
    return {{parse_ip_literal(address).value(), port}, transport};
}

TEST(ParseTrackerUrl, FindsTheAddressAndPort) {
    const Endpoint http = endpoint("198.51.100.7", 6969, Transport::tcp);
    EXPECT_EQ(parse_tracker_url("http://198.51.100.7:6969/announce"), http);
    EXPECT_EQ(parse_tracker_url("HTTP://198.51.100.7:6969?x=1"), http);
    EXPECT_EQ(parse_tracker_url("https://198.51.100.7:6969"), http);
    EXPECT_EQ(parse_tracker_url("udp://198.51.100.7:6969/announce"),
              endpoint("198.51.100.7", 6969, Transport::udp));
    EXPECT_EQ(parse_tracker_url("udp://[2001:db8::1]:80/announce"),
              endpoint("2001:db8::1", 80, Transport::udp));
}

TEST(ParseTrackerUrl, KnowsThePortThatASchemeHas) {
    EXPECT_EQ(parse_tracker_url("http://198.51.100.7/announce"),
              endpoint("198.51.100.7", 80, Transport::tcp));
    EXPECT_EQ(parse_tracker_url("https://[2001:db8::1]/announce"),
              endpoint("2001:db8::1", 443, Transport::tcp));
    EXPECT_FALSE(parse_tracker_url("udp://198.51.100.7/announce"));
}

TEST(ParseTrackerUrl, LooksNoNameUpAndTakesNothingHalf) {
    for (const char* url :
         {"", "http", "http://", "http://tracker.example:80/announce", "ftp://198.51.100.7:80/",
          "http://198.51.100.7:/", "http://198.51.100.7:65536/", "http://198.51.100.7:80x/",
          "http://198.51.100.7:-1/", "http://user@198.51.100.7:80/", "http://[198.51.100.7]:80/",
          "http://2001:db8::1/", "http://[2001:db8::1/", "http://[2001:db8::1]80/",
          "http://127.0.0.1:80/", "http://198.51.100.7:0/", "http://:80/", "http://[]:80/"})
        EXPECT_FALSE(parse_tracker_url(url)) << url;
}

}  // namespace
}  // namespace sluice
