// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_mark.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(LayerMark, IsReadOfAQueryWhereverItStands) {
    EXPECT_EQ(read_layer_mark(""), (LayerMark{0, false}));
    EXPECT_EQ(read_layer_mark("info_hash=a&port=1"), (LayerMark{0, false}));
    EXPECT_EQ(read_layer_mark("info_hash=a&sluice_hops=1.down"), (LayerMark{1, false}));
    EXPECT_EQ(read_layer_mark("sluice_hops=2.up&info_hash=a"), (LayerMark{2, true}));
    EXPECT_EQ(read_layer_mark("xsluice_hops=3.up"), (LayerMark{0, false}));
}

TEST(LayerMark, OneThatCannotBeReadIsSpent) {
    for (const char* query :
         {"sluice_hops=", "sluice_hops=1", "sluice_hops=1.", "sluice_hops=1.sideways",
          "sluice_hops=x.down", "sluice_hops=-1.down", "sluice_hops=11.down",
          "sluice_hops=1.down&sluice_hops=0.down", "sluice_hops=9.down", "sluice_hops=4.up"})
        EXPECT_TRUE(read_layer_mark(query).is_spent()) << query;
    EXPECT_FALSE(read_layer_mark("sluice_hops=3.up").is_spent());
}

TEST(LayerMark, AMarkedQueryKeepsAllElseAndHasOneMark) {
    EXPECT_EQ(marked_query("info_hash=%01%ff+x&port=1", {1, false}),
              "info_hash=%01%ff+x&port=1&sluice_hops=1.down");
    EXPECT_EQ(marked_query("sluice_hops=1.down&a=b&&sluice_hops=2.up&c", {3, true}),
              "a=b&c&sluice_hops=3.up");
    EXPECT_EQ(marked_query("", {1, false}), "sluice_hops=1.down");
    for (uint8_t hops = 0; hops <= LayerMark::kMostHops; ++hops)
        for (const bool goes_up : {false, true})
            EXPECT_EQ(read_layer_mark(*marked_query("a=b", {hops, goes_up})),
                      (LayerMark{hops, goes_up}));
}

TEST(LayerMark, NoQueryBreaksOutOfAHeaderField) {
    for (const std::string text : {"a=b\r\nX: y", "a b", "a#b", "a\x7f", "a\"b", "a\xc3\xa9"})
        EXPECT_FALSE(marked_query(text, {1, false})) << text;
}

TEST(LayerMark, EveryTruncationIsReadWithoutHarm) {
    const std::string whole = "info_hash=%01&sluice_hops=2.down&port=1";
    for (size_t n = 0; n <= whole.size(); ++n) {
        const auto marked = marked_query(whole.substr(0, n), {1, false});
        ASSERT_TRUE(marked);
        EXPECT_EQ(read_layer_mark(*marked), (LayerMark{1, false}));
    }
}

}  // namespace
}  // namespace sluice
