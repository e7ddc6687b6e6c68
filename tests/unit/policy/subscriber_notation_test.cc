// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_notation.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

PortSet ports_of(const char* text) {
    const auto read = parse_subscriber_address(text);
    EXPECT_TRUE(read.address) << read.reason;
    return read.address ? read.address->ports : PortSet::all();
}

TEST(SubscriberNotation, ReadsEveryWayToSayWhichPorts) {
    EXPECT_EQ(ports_of("198.51.100.0/29"), PortSet::all());
    EXPECT_EQ(ports_of("2001:db8::/56"), PortSet::all());
    EXPECT_EQ(ports_of("203.0.113.9#1024-2047"), PortSet::range(1'024, 2'047));
    EXPECT_EQ(ports_of("203.0.113.9#80"), PortSet::range(80, 80));
    EXPECT_EQ(ports_of("203.0.113.9#psid:3/8"), PortSet::of_psid(3, 8, 6));
    EXPECT_EQ(ports_of("203.0.113.9#psid:3/8/4"), PortSet::of_psid(3, 8, 4));
    EXPECT_EQ(ports_of("203.0.113.9#0x0300/0xff00"), PortSet::masked(0x0300, 0xff00));
    EXPECT_EQ(ports_of("203.0.113.9#768/65280/1024-65535"),
              (PortSet{0xff00, 0x0300, 1'024, 65'535}));
}

TEST(SubscriberNotation, WhatIsWrittenIsReadBackTheSame) {
    for (const char* const text :
         {"198.51.100.0/29", "2001:db8::/56", "203.0.113.9#1024-2047", "203.0.113.9#psid:3/8",
          "203.0.113.9#psid:1/4/0", "203.0.113.9#0x0300/0xff00"}) {
        const auto address = parse_subscriber_address(text).address.value();
        EXPECT_EQ(parse_subscriber_address(to_string(address)).address, address) << text;
    }
}

TEST(SubscriberNotation, WhatIsNoneIsRefusedWithWhatWouldBeRight) {
    for (const char* const text :
         {"", "192.0.2", "192.0.2.1/24", "192.0.2.1#", "192.0.2.0/24#1-2", "2001:db8::1#1-2",
          "192.0.2.1#2-1", "192.0.2.1#1-65536", "192.0.2.1#psid:0/0", "192.0.2.1#psid:0/16",
          "192.0.2.1#psid:16/4", "192.0.2.1#psid:1/8/9", "192.0.2.1#1/0", "192.0.2.1#0x1ff/0xff",
          "192.0.2.1#0-65535", "192.0.2.1#1-2-3", "192.0.2.1#x"}) {
        const auto read = parse_subscriber_address(text);
        EXPECT_FALSE(read.address) << text;
        EXPECT_FALSE(read.reason.empty()) << text;
    }
}

}  // namespace
}  // namespace sluice
