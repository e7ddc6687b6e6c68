// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/emule_fields.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/emule_messages.h"

namespace sluice {
namespace {

bool reads_tag(Bytes bytes) {
    EmuleFields fields{bytes, bytes.size()};
    fields.tag();
    fields.end();
    return fields.sound();
}
bool reads_kad_tag(Bytes bytes) {
    EmuleFields fields{bytes, bytes.size()};
    fields.kad_tag();
    fields.end();
    return fields.sound();
}
bool reads_search(Bytes bytes) {
    EmuleFields fields{bytes, bytes.size()};
    fields.search_tree();
    fields.end();
    return fields.sound();
}

TEST(EmuleFields, TellsACutBodyFromABrokenOne) {
    const auto bytes = hex("0102 03");
    EmuleFields longer{bytes, 4};
    EXPECT_EQ(longer.le16(), 0x0201u);
    EXPECT_EQ(longer.le16(), 0u);
    EXPECT_TRUE(longer.cut());
    longer.require(false);
    EXPECT_TRUE(longer.cut()) << "what was not seen is not held against it";

    EmuleFields shorter{bytes, 3};
    shorter.le32();
    EXPECT_TRUE(shorter.broken());
}

TEST(EmuleFields, ReadsTagsOfEachType) {
    for (const auto* const tag :
         {"01 0100 05 00112233445566778899aabbccddeeff", "02 0100 01 0300 616263",
          "03 0100 11 3c000000", "04 0100 05 0000803f", "05 0100 05 01", "06 0100 05 0700 ff",
          "07 0100 05 02000000 0102", "08 0100 05 0102", "09 0100 05 01", "0a 0100 05 02 0102",
          "0b 0100 05 0102030405060708", "03 0700 62697472617465 80000000", "83 11 3c000000",
          "93 01 616263", "11 0100 01 61"}) {
        const auto bytes = hex(tag);
        EXPECT_TRUE(reads_tag(bytes)) << tag;
        EXPECT_FALSE(reads_tag(bytes + hex("00"))) << tag;
        for (size_t n = 0; n < bytes.size(); ++n)
            EXPECT_FALSE(reads_tag(Bytes{bytes}.first(n))) << tag << " cut at " << n;
    }
}

TEST(EmuleFields, RefusesTagsThatNobodySends) {
    EXPECT_FALSE(reads_tag(hex("0c 0100 05 00"))) << "unknown type";
    EXPECT_FALSE(reads_tag(hex("27 0100 05 00"))) << "unknown type";
    EXPECT_FALSE(reads_tag(hex("09 0000 00"))) << "no name";
    EXPECT_FALSE(reads_tag(hex("09 4100") + std::vector<uint8_t>(66, 'a'))) << "a long name";
    EXPECT_FALSE(reads_tag(hex("02 0100 01 ffff 61"))) << "a text that runs past the end";
}

TEST(EmuleFields, KnowsFewerTagsInKad) {
    EXPECT_TRUE(reads_kad_tag(hex("09 0100 f2 04")));
    EXPECT_TRUE(reads_kad_tag(text_tag(0x01, "file.iso")));
    EXPECT_FALSE(reads_kad_tag(hex("89 f2 04"))) << "a short name";
    EXPECT_FALSE(reads_kad_tag(hex("11 0100 01 61"))) << "a short string";
    EXPECT_FALSE(reads_kad_tag(hex("07 0100 05 02000000 0102")));
}

TEST(EmuleFields, ReadsSearchesToTheirEnd) {
    const auto words = hex("01") + emule_text("free");
    const auto type = hex("02") + emule_text("Iso") + hex("0100 03");
    const auto size = hex("03 00001000 01 0100 02");
    const auto large = hex("08 0000001000000000 01 0100 02");
    const auto tree = hex("0000") + words + hex("0002") + type + hex("0001") + size + large;
    EXPECT_TRUE(reads_search(words));
    EXPECT_TRUE(reads_search(tree));
    for (size_t n = 0; n < tree.size(); ++n)
        EXPECT_FALSE(reads_search(Bytes{tree}.first(n))) << n;
    EXPECT_FALSE(reads_search(tree + words)) << "a term too many";
    EXPECT_FALSE(reads_search(hex("0003") + words + words)) << "an unknown operator";
    EXPECT_FALSE(reads_search(hex("03 00001000 06 0100 02"))) << "an unknown relation";
    EXPECT_FALSE(reads_search(hex("04") + words)) << "an unknown term";
}

}  // namespace
}  // namespace sluice
