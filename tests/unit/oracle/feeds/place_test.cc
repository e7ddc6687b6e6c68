// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/place.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Place, IsACountryInEitherCase) {
    EXPECT_EQ(Place::parse_country("DE")->to_string(), "DE");
    EXPECT_EQ(Place::parse_country("us")->to_string(), "US");
}

TEST(Place, IsAPartOfACountry) {
    EXPECT_EQ(Place::parse_region("US-AL")->to_string(), "US-AL");
    EXPECT_EQ(Place::parse_region("gb-eng")->to_string(), "GB-ENG");
    EXPECT_EQ(Place::parse_region("AT-7")->to_string(), "AT-7");
    EXPECT_EQ(Place::parse_region("AT-7")->without_region(), *Place::parse_country("AT"));
}

TEST(Place, OfZzIsNotTold) {
    ASSERT_TRUE(Place::parse_country("ZZ"));
    EXPECT_FALSE(Place::parse_country("ZZ")->is_told());
}

TEST(Place, IsNothingElse) {
    for (const char* const text : {"", "D", "DEU", "D1", "--", "\xc3\xa4"})
        EXPECT_FALSE(Place::parse_country(text)) << text;
    for (const char* const text :
         {"", "DE", "DE-", "DE-ABCD", "D-A", "DEHH", "DE_HH", "DE-H-", "ZZ-A", "-A"})
        EXPECT_FALSE(Place::parse_region(text)) << text;
}

}  // namespace
}  // namespace sluice
