// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/bencode.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

std::optional<size_t> scan(std::string_view text) {
    return scan_bencode(text_bytes(text));
}

TEST(ScanBencode, MeasuresOneValueAndLeavesTheRest) {
    EXPECT_EQ(scan("i0e"), 3u);
    EXPECT_EQ(scan("i-42erest"), 5u);
    EXPECT_EQ(scan("0:"), 2u);
    EXPECT_EQ(scan("4:spam"), 6u);
    EXPECT_EQ(scan("le"), 2u);
    EXPECT_EQ(scan("l4:spami7ee"), 11u);
    EXPECT_EQ(scan("de"), 2u);
    EXPECT_EQ(scan("d1:ad1:bleee"), 12u);
}

TEST(ScanBencode, RejectsWhatBencodingDoesNotAllow) {
    for (const char* text : {"",
                             "e",
                             "x",
                             "i-0e",
                             "i03e",
                             "ie",
                             "i-e",
                             "i1",
                             "i--1e",
                             "03:abc",
                             "4:abc",
                             "-1:a",
                             "1",
                             "di1ei2ee",
                             "d1:ae",
                             "d1:a",
                             "d1:b0:1:a0:e",
                             "d1:a0:1:a0:e",
                             "i9999999999999999999e",
                             "99999999999999999999:a",
                             "d1:ai1e1:be"})
        EXPECT_FALSE(scan(text)) << text;
}

TEST(ScanBencode, RejectsEveryTruncation) {
    const auto whole = text_bytes("d1:ad2:idli1ei-2ee2:zz3:abce1:q4:ping1:y1:qe");
    EXPECT_EQ(scan_bencode(whole), whole.size());
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(scan_bencode(Bytes{whole}.first(n))) << n;
}

TEST(ScanBencode, RefusesDepthInsteadOfOverflowing) {
    const std::string open(10'000, 'l');
    EXPECT_FALSE(scan(open + std::string(10'000, 'e')));
    EXPECT_FALSE(scan(open));
    EXPECT_EQ(scan("llllllllllllllll"
                   "eeeeeeeeeeeeeeee"),
              32u);
}

TEST(BencodeItems, StepsThroughADictionary) {
    const auto bytes = text_bytes("d1:ai-7e1:bl1:x2:yye1:c3:abcerest");
    BencodeItems items{bytes, BencodeItems::Container::dictionary};
    ASSERT_TRUE(items.next());
    EXPECT_EQ(items.key(), "a");
    EXPECT_EQ(bencode_integer(items.value()), -7);
    EXPECT_FALSE(bencode_string(items.value()));
    ASSERT_TRUE(items.next());
    EXPECT_EQ(items.value().size(), 9u);
    ASSERT_TRUE(items.next());
    EXPECT_EQ(bencode_string(items.value()), "abc");
    EXPECT_FALSE(items.length());
    EXPECT_FALSE(items.next());
    EXPECT_EQ(items.length(), bytes.size() - 4);
    EXPECT_FALSE(items.next());
}

TEST(BencodeItems, EndsWithoutALengthWhereItIsMalformed) {
    for (const char* text : {"", "d", "l1:ae", "d1:b0:1:a0:e", "d1:a0:1:a0:e", "d1:a", "di1e0:e"}) {
        const auto bytes = text_bytes(text);
        BencodeItems items{bytes, BencodeItems::Container::dictionary};
        while (items.next()) {
        }
        EXPECT_FALSE(items.length()) << text;
    }
}

TEST(BencodeItems, TakesKeysOutOfOrderOnlyWhereThatIsAskedFor) {
    const auto bytes = text_bytes("d1:bd1:di1e1:ci2ee1:a0:e");
    EXPECT_FALSE(scan_bencode(bytes));
    EXPECT_EQ(scan_bencode(bytes, KeyOrder::any), bytes.size());
    BencodeItems items{bytes, BencodeItems::Container::dictionary, KeyOrder::any};
    int count = 0;
    while (items.next())
        ++count;
    EXPECT_EQ(count, 2);
    EXPECT_EQ(items.length(), bytes.size());
}

}  // namespace
}  // namespace sluice
