// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/peer_addresses.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

TEST(PeerAddresses, TakesWhatIsReachedFromAnywhere) {
    const PeerAddresses addresses;
    for (const char* text : {"198.51.100.1", "198.18.0.1", "1.1.1.1", "223.255.255.255",
                             "172.32.0.1", "100.128.0.1", "2001:db8::1", "2a00::1"})
        EXPECT_TRUE(addresses.takes(address(text))) << text;
    for (const char* text : {"0.0.0.0",         "0.1.2.3",         "10.0.0.1",    "100.64.0.1",
                             "100.127.255.255", "127.0.0.1",       "169.254.0.1", "172.16.0.1",
                             "172.31.255.255",  "192.168.0.1",     "224.0.0.1",   "239.255.255.250",
                             "240.0.0.1",       "255.255.255.255", "::",          "::1",
                             "fc00::1",         "fdff::1",         "fe80::1",     "ff02::1"})
        EXPECT_FALSE(addresses.takes(address(text))) << text;
}

TEST(PeerAddresses, WhatIsAcceptedIsTakenAndNothingBesideIt) {
    const PeerAddresses part(std::vector{*Prefix::parse("10.1.0.0/16"), *Prefix::parse("fd00::1")});
    EXPECT_TRUE(part.takes(address("10.1.2.3")));
    EXPECT_FALSE(part.takes(address("10.0.2.3")));
    EXPECT_FALSE(part.takes(address("10.2.2.3")));
    EXPECT_FALSE(part.takes(address("10.255.2.3")));
    EXPECT_TRUE(part.takes(address("fd00::1")));
    EXPECT_FALSE(part.takes(address("fd00::2")));
    const PeerAddresses all(std::vector{*Prefix::parse("0.0.0.0/0"), *Prefix::parse("0.0.0.0/0")});
    EXPECT_TRUE(all.takes(address("10.1.2.3")));
    EXPECT_TRUE(all.takes(address("127.0.0.1")));
    EXPECT_FALSE(all.takes(address("224.0.0.1"))) << "still no host's";
    EXPECT_FALSE(all.takes(address("fe80::1")));
}

}  // namespace
}  // namespace sluice
