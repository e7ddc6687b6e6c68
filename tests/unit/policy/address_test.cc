// SPDX-License-Identifier: Apache-2.0
#include "policy/address.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Address, IsPrintedAsItWasWritten) {
    for (const char* text : {"0.0.0.0", "198.51.100.7", "255.255.255.255", "::", "::1",
                             "2001:db8::1", "2001:db8:1:2:3:4:5:6"}) {
        const auto address = IpAddress::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->to_string(), text);
    }
}

TEST(Address, KnowsItsFamily) {
    EXPECT_TRUE(IpAddress::parse("192.0.2.1")->is_ipv4());
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->ipv4(), 0xc0000201u);
    EXPECT_EQ(IpAddress::from_ipv4(0xc0000201), *IpAddress::parse("192.0.2.1"));
    EXPECT_FALSE(IpAddress::parse("2001:db8::1")->is_ipv4());
    EXPECT_FALSE(IpAddress::parse("::")->is_ipv4());
    EXPECT_TRUE(IpAddress::parse("::ffff:192.0.2.1")->is_ipv4());
}

TEST(Address, RefusesWhatIsNone) {
    using namespace std::string_view_literals;
    for (const auto text : {""sv, "1.2.3"sv, "1.2.3.256"sv, "01.2.3.4"sv, "1.2.3.4 "sv, " ::1"sv,
                            ":::"sv, "2001:db8::1::2"sv, "fe80::1%eth0"sv, "1.2.3.4\0"sv,
                            "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"sv})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(Prefix, IsPrintedAsItWasWritten) {
    for (const char* text : {"0.0.0.0/0", "192.0.2.0/24", "192.0.2.1/32", "::/0", "2001:db8::/32",
                             "2001:db8:0:100::/56", "::1/128"}) {
        const auto prefix = Prefix::parse(text);
        ASSERT_TRUE(prefix) << text;
        EXPECT_EQ(prefix->to_string(), text);
    }
}

TEST(Prefix, OfABareAddressIsTheWholeAddress) {
    EXPECT_EQ(Prefix::parse("192.0.2.1")->length, 32);
    EXPECT_EQ(Prefix::parse("2001:db8::1")->length, 128);
}

TEST(IpAddress, TellsHostsFromGroupsFromEverybodyAndFromNobody) {
    for (const char* host : {"0.0.0.1", "1.0.0.0", "198.51.100.255", "223.255.255.255", "240.0.0.1",
                             "255.255.255.254", "::1", "fe80::1", "2001:db8::"})
        EXPECT_TRUE(IpAddress::parse(host)->is_unicast()) << host;
    for (const char* other :
         {"0.0.0.0", "224.0.0.0", "239.255.255.255", "255.255.255.255", "::", "ff00::", "ff02::1"})
        EXPECT_FALSE(IpAddress::parse(other)->is_unicast()) << other;
}

TEST(Prefix, RefusesBitsBeyondItsLengthAndLengthsThatCannotBe) {
    for (const char* text :
         {"192.0.2.1/24", "2001:db8::1/64", "192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/-1",
          "192.0.2.0/024", "192.0.2.0/24/24", "192.0.2.0/256", "192.0.2.0/280",
          "::ffff:192.0.2.0/120", "::ffff:192.0.2.1", "::ffff:0:0/96", "/24", ""})
        EXPECT_FALSE(Prefix::parse(text)) << text;
}

TEST(Prefix, ContainsItsAddressesAndNoOthers) {
    const auto contains = [](const char* prefix, const char* address) {
        return Prefix::parse(prefix)->contains(*IpAddress::parse(address));
    };
    EXPECT_TRUE(contains("192.0.2.0/25", "192.0.2.127"));
    EXPECT_FALSE(contains("192.0.2.0/25", "192.0.2.128"));
    EXPECT_TRUE(contains("2001:db8::/57", "2001:db8:0:7f::1"));
    EXPECT_FALSE(contains("2001:db8::/57", "2001:db8:0:80::1"));
    EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(contains("::/0", "203.0.113.9")) << "the families are apart";
    EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
}

TEST(Prefix, CoveringAnAddressDropsTheBitsBeyond) {
    EXPECT_EQ(Prefix::covering(*IpAddress::parse("192.0.2.201"), 26).to_string(), "192.0.2.192/26");
    EXPECT_EQ(Prefix::covering(*IpAddress::parse("2001:db8::ff"), 121).to_string(),
              "2001:db8::80/121");
}

TEST(Prefix, KnowsItsLastAddressAndWhetherItIsOne) {
    const auto last = [](const char* text) { return Prefix::parse(text)->last().to_string(); };
    EXPECT_EQ(last("192.0.2.0/24"), "192.0.2.255");
    EXPECT_EQ(last("192.0.2.8/29"), "192.0.2.15");
    EXPECT_EQ(last("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(last("0.0.0.0/0"), "255.255.255.255");
    EXPECT_EQ(last("2001:db8:1:80::/57"), "2001:db8:1:ff:ffff:ffff:ffff:ffff");
    EXPECT_TRUE(Prefix::parse("192.0.2.7")->is_one_address());
    EXPECT_TRUE(Prefix::parse("2001:db8::1")->is_one_address());
    EXPECT_FALSE(Prefix::parse("192.0.2.6/31")->is_one_address());
    EXPECT_FALSE(Prefix::parse("2001:db8::/32")->is_one_address());
}

}  // namespace
}  // namespace sluice
