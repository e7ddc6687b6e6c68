// SPDX-License-Identifier: Apache-2.0
#include "http/http_date.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(HttpDate, IsImfFixdate) {
    EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT") << "RFC 9110's example";
    EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(http_date(1'709'251'199), "Thu, 29 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace sluice
