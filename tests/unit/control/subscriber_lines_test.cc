// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/subscriber_lines.h"

#include <gtest/gtest.h>

#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

// Who was read, or what is said of the line.
std::string told(const ReadLine& line) {
    if (!line.subscriber)
        return line.reason;
    std::string text =
        line.subscriber->id + "|" + line.subscriber->tier + "|" + line.subscriber->group;
    if (!line.subscriber->site.empty())
        text += "@" + line.subscriber->site;
    for (const SubscriberAddress& address : line.subscriber->addresses)
        text += "|" + to_string(address);
    return text;
}

std::string after(const char* first, const char* line) {
    SubscriberLines lines;
    EXPECT_EQ(told(lines.read(first)), "");
    EXPECT_FALSE(lines.is_hopeless());
    return told(lines.read(line));
}

TEST(SubscriberLinesTest, CsvIsReadByItsTitles) {
    EXPECT_EQ(after("id,tier,group,addresses", "s-1,gold,,198.51.100.7 2001:db8::/56\r"),
              "s-1|gold||198.51.100.7/32|2001:db8::/56");
    EXPECT_EQ(after("id,site,group,addresses", "s-1,olt-1.pon-3,g,198.51.100.7"),
              "s-1||g@olt-1.pon-3|198.51.100.7/32");
    EXPECT_EQ(after("\xef\xbb\xbf"
                    "addresses,id",
                    "203.0.113.9#psid:3/8,s-1"),
              "s-1|||203.0.113.9#0x000c/0x03fc/1024-65535");
    EXPECT_EQ(after("id,addresses", "\"a\"\"b,c\",\"192.0.2.1\""), "a\"b,c|||192.0.2.1/32");
    EXPECT_EQ(after("id,addresses", ""), "");
}

TEST(SubscriberLinesTest, JsonIsAnObjectALine) {
    SubscriberLines lines;
    EXPECT_EQ(told(lines.read(R"({"id":"a","tier":"gold","group":"g","addresses":["192.0.2.1"]})")),
              "a|gold|g|192.0.2.1/32");
    EXPECT_EQ(told(lines.read(R"({"id":"a","site":"olt-1","addresses":["192.0.2.1"]})")),
              "a||@olt-1|192.0.2.1/32");
    EXPECT_EQ(told(lines.read(R"({"id":"a","site":"olt 1","addresses":["192.0.2.1"]})")),
              "its site is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(told(lines.read(R"({"id":"a","addresses":"192.0.2.1"})")),
              "addresses: must be a list of texts");
    EXPECT_EQ(told(lines.read(R"({"id":"a","adresses":[]})")),
              "unknown key 'adresses'; there are id,tier,group,site,addresses");
    EXPECT_EQ(told(lines.read(R"({"id":7,"addresses":["192.0.2.1"]})")), "id: must be a text");
    EXPECT_EQ(told(lines.read("{")), "is no JSON object");
    EXPECT_EQ(told(lines.read("{}")),
              "its id is no name; a name is 1 to 128 visible ASCII characters without spaces");
}

TEST(SubscriberLinesTest, ABadLineSaysWhatIsWrongAndTheNextIsRead) {
    SubscriberLines lines;
    lines.read("id,tier,addresses");
    EXPECT_EQ(told(lines.read("a,gold")), "has 2 values, and there are 3 titles");
    EXPECT_EQ(told(lines.read("a,\"gold,192.0.2.1")),
              "has a quote that is not closed, or text beside one");
    EXPECT_EQ(told(lines.read("a,gold,")), "'a' has no address");
    EXPECT_EQ(told(lines.read("a,gold,192.0.2")),
              "'192.0.2' is no address or prefix like 192.0.2.1, 192.0.2.0/29 or 2001:db8::/56");
    EXPECT_EQ(told(lines.read("a b,gold,192.0.2.1")),
              "its id is no name; a name is 1 to 128 visible ASCII characters without spaces");
    EXPECT_EQ(told(lines.read("\xff,gold,192.0.2.1")),
              "is no UTF-8; write the file in it, as iconv does");
    EXPECT_EQ(told(lines.read("a,gold,192.0.2.1")), "a|gold||192.0.2.1/32");
}

TEST(SubscriberLinesTest, AFileOfAnotherKindIsHopelessAfterItsFirstLine) {
    for (const std::string_view first :
         {std::string_view("s-1,gold,192.0.2.1"), std::string_view("id,id,addresses"),
          std::string_view("id,tier"), std::string_view("\xff\xfei\0d\0", 6)}) {
        SubscriberLines lines;
        EXPECT_FALSE(lines.read(first).reason.empty());
        EXPECT_TRUE(lines.is_hopeless());
    }
}

}  // namespace
}  // namespace sluice
