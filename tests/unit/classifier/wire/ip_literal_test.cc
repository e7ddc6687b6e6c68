// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ip_literal.h"

#include <string>

#include <gtest/gtest.h>

#include "classifier/wire/peer_address.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

TEST(ParseIpLiteral, ReadsAddressesOfBothFamilies) {
    const auto four = parse_ip_literal("198.18.1.5");
    ASSERT_TRUE(four);
    EXPECT_EQ(*four, read_address(hex("c6120105")));
    EXPECT_EQ((*four)[10], 0xff);
    const auto six = parse_ip_literal("2001:db8::7");
    ASSERT_TRUE(six);
    EXPECT_EQ((*six)[0], 0x20);
    EXPECT_EQ((*six)[15], 7);
}

TEST(ParseIpLiteral, RefusesNamesAndNonsense) {
    for (const std::string& text :
         {std::string("example.org"), std::string(), std::string("1.2.3"), std::string("[::1]"),
          std::string("256.1.1.1"), std::string("1.2.3.4\0", 8).append("x"), std::string(46, '1'),
          std::string(10'000, ':')})
        EXPECT_FALSE(parse_ip_literal(text)) << text;
}

TEST(ParsePort, TakesDigitsAlone) {
    EXPECT_EQ(parse_port("0"), 0);
    EXPECT_EQ(parse_port("65535"), 65535);
    for (const char* text : {"", "65536", "-1", "80x", " 80", "+80"})
        EXPECT_FALSE(parse_port(text)) << text;
}

}  // namespace
}  // namespace sluice
