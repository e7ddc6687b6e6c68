// SPDX-License-Identifier: Apache-2.0
#include "policy/locality/locality_lines.h"

#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

Locality where(const ParsedLocalities& parsed, const char* address) {
    return parsed.table->of(*IpAddress::parse(address));
}

std::string told_of(std::string_view text) {
    const ParsedLocalities parsed = parse_localities(text, "l.csv");
    EXPECT_EQ(parsed.table, nullptr);
    std::string told;
    for (const Complaint& complaint : parsed.complaints)
        told += complaint.to_string() + "\n";
    return told;
}

TEST(Localities, AreThoseOfTheLongestPrefix) {
    const auto parsed = parse_localities(
        "# by hand\n"
        "198.18.0.0/15,local\n"
        "198.18.7.0/24 , peering\r\n"
        "\n"
        "198.18.7.9,transit\n"
        "2001:db8::/32,local\n"
        "2001:db8:5::/48,peering",
        "l.csv");
    ASSERT_TRUE(parsed.table);
    EXPECT_EQ(parsed.table->prefixes(), 5u);
    EXPECT_GT(parsed.table->memory_bytes(), 0u);
    EXPECT_EQ(where(parsed, "198.19.255.255"), Locality::local);
    EXPECT_EQ(where(parsed, "198.18.7.8"), Locality::peering);
    EXPECT_EQ(where(parsed, "198.18.7.9"), Locality::transit);
    EXPECT_EQ(where(parsed, "2001:db8:4::1"), Locality::local);
    EXPECT_EQ(where(parsed, "2001:db8:5::1"), Locality::peering);
}

TEST(Localities, WhatNobodyNamesIsTransitUnlessADefaultSaysOtherwise) {
    EXPECT_EQ(where(parse_localities("198.18.0.0/15,local\n", "l.csv"), "192.0.2.1"),
              Locality::transit);
    EXPECT_EQ(where(parse_localities("198.18.0.0/15,local\n", "l.csv"), "2001:db8::1"),
              Locality::transit);
    EXPECT_EQ(where(parse_localities("0.0.0.0/0,peering\n", "l.csv"), "192.0.2.1"),
              Locality::peering);
}

TEST(Localities, EachWrongLineIsToldAndTheFileIsNotTaken) {
    EXPECT_EQ(told_of("198.18.0.0/15,local\n"
                      "198.18.0.1/15,local\n"
                      "198.20.0.0/15,near\n"
                      "rubbish\x01\n"
                      "2001:db8::/32,peering\n"
                      "198.18.0.0/15,peering\n"),
              "l.csv:2: '198.18.0.1/15' is no prefix without bits beyond its length, like "
              "198.18.0.0/15 or 2001:db8::/32\n"
              "l.csv:3: 'near' is neither local nor peering nor transit\n"
              "l.csv:4: 'rubbish?' is no line like 198.18.0.0/15,local\n"
              "l.csv:6: 198.18.0.0/15 is on line 1 already\n");
}

TEST(Localities, AFileWithoutAnyPrefixIsAMistake) {
    for (const char* text : {"", "\n\n", "# nothing yet\n"})
        EXPECT_EQ(told_of(text), "l.csv: has no prefix; write lines like 198.18.0.0/15,local\n");
}

TEST(Localities, OfAMillionMistakesAHundredAreTold) {
    std::string text;
    for (int i = 0; i < 1'000; ++i)
        text += "x\n";
    EXPECT_EQ(parse_localities(text, "l.csv").complaints.size(), kMostLocalityComplaints);
}

TEST(Localities, TooManyPrefixesAreAMistake) {
    std::string text;
    for (size_t i = 0; i <= kMostLocalityPrefixes; ++i)
        text += IpAddress::from_ipv4(static_cast<uint32_t>(i)).to_string() + ",local\n";
    EXPECT_EQ(told_of(text), "l.csv: has more than the 500000 prefixes that there may be\n");
}

}  // namespace
}  // namespace sluice
