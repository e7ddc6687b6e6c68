// SPDX-License-Identifier: Apache-2.0
#include "control/visible_text.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Printable, AnEscapeSequenceAndANewLineAreShownAsQuestionMarks) {
    EXPECT_EQ(printable("\x1b[31mred\nnext\x7f"), "?[31mred?next?");
    EXPECT_EQ(printable("\xc3\xa4"), "\xc3\xa4");
}

TEST(Utf8, EveryLengthOfCharacterIsRight) {
    EXPECT_FALSE(find_line_not_utf8(""));
    EXPECT_FALSE(find_line_not_utf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x8c\x8a\n"));
}

TEST(Utf8, TheFirstWrongLineIsNamed) {
    EXPECT_EQ(find_line_not_utf8("a\nb\ncaf\xe9\n\xff"), 3);
}

TEST(Utf8, WhatIsCutOffOverlongOrASurrogateIsWrong) {
    for (const char* wrong : {"\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x8c", "\xc0\xaf",
                              "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5"})
        EXPECT_EQ(find_line_not_utf8(wrong), 1) << wrong;
}

}  // namespace
}  // namespace sluice
