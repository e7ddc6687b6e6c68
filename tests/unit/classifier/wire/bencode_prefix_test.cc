// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/bencode_prefix.h"

#include <string>

#include <gtest/gtest.h>

#include "classifier/wire/bencode.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Type = BencodePrefix::Type;

TEST(BencodePrefix, ReadsStraightDown) {
    const auto bytes = text_bytes("d1:ai-7e1:bl3:xyz0:eerest");
    BencodePrefix in{bytes};
    std::optional<std::string_view> key;
    in.enter(Type::dictionary);
    ASSERT_TRUE(in.next_key(key));
    EXPECT_EQ(*key, "a");
    EXPECT_EQ(in.type(), Type::integer);
    EXPECT_EQ(in.integer(), -7);
    ASSERT_TRUE(in.next_key(key));
    in.enter(Type::list);
    ASSERT_TRUE(in.next_value());
    EXPECT_EQ(in.whole_string(), "xyz");
    ASSERT_TRUE(in.next_value());
    EXPECT_EQ(in.whole_string(), "");
    EXPECT_FALSE(in.next_value());
    EXPECT_FALSE(in.next_key(key));
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.position(), bytes.size() - 4);
}

TEST(BencodePrefix, TellsWhatWasSeenOfAStringThatIsCut) {
    const auto bytes = text_bytes("60:abcdef");
    BencodePrefix in{bytes};
    const auto text = in.string();
    ASSERT_TRUE(text);
    EXPECT_EQ(text->length, 60u);
    EXPECT_EQ(text->seen, "abcdef");
    EXPECT_TRUE(in.cut());
    const auto digits = text_bytes("60");
    BencodePrefix without_length{digits};
    EXPECT_FALSE(without_length.string());
    EXPECT_TRUE(without_length.cut());
}

TEST(BencodePrefix, TellsCutFromMalformedAtEveryTruncation) {
    const auto whole = text_bytes("d1:ad2:idli1ei-2ee2:zz3:abce1:q4:ping1:y1:qe");
    for (size_t n = 0; n < whole.size(); ++n) {
        BencodePrefix in{Bytes{whole}.first(n)};
        in.skip();
        EXPECT_TRUE(in.cut()) << n;
    }
    BencodePrefix in{whole};
    in.skip();
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.position(), whole.size());
}

TEST(BencodePrefix, RefusesWhatBencodingDoesNotAllow) {
    for (const char* text :
         {"e", "x", "i-0e", "i03e", "ie", "i-e", "i--1e", "03:abc", "-1:a", "di1ei2ee", "d1:ae",
          "d1:b0:1:a0:e", "d1:a0:1:a0:e", "d1:ai1e1:be", "i9999999999999999999e",
          "99999999999999999999:a", "9999999999:a", "l1:ax"}) {
        const auto bytes = text_bytes(text);
        BencodePrefix in{bytes};
        in.skip();
        EXPECT_TRUE(in.malformed()) << text;
    }
}

TEST(BencodePrefix, RefusesDepthInsteadOfOverflowing) {
    const auto deep = text_bytes(std::string(10'000, 'l'));
    BencodePrefix in{deep};
    in.skip();
    EXPECT_TRUE(in.malformed());
    const auto allowed = text_bytes(std::string(kBencodeDepth, 'l'));
    BencodePrefix cut{allowed};
    cut.skip();
    EXPECT_TRUE(cut.cut());
}

TEST(BencodePrefix, StaysWhereItFailed) {
    const auto bytes = text_bytes("i1e4:spam");
    BencodePrefix in{bytes};
    EXPECT_FALSE(in.string());
    EXPECT_TRUE(in.malformed());
    EXPECT_EQ(in.integer(), 0);
    EXPECT_EQ(in.whole_string(), std::nullopt);
    EXPECT_FALSE(in.next_value());
    EXPECT_EQ(in.type(), Type::none);
}

}  // namespace
}  // namespace sluice
