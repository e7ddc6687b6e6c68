// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/usage_lines.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// What is wrong with the last of these lines; empty: nothing.
std::string complaint(std::initializer_list<std::string_view> lines) {
    UsageLines reader("use.csv");
    UsageLines::Line read;
    for (const std::string_view line : lines)
        read = reader.read(line);
    return read.complaint ? read.complaint->to_string() : "";
}

constexpr std::string_view kTitles = "time_s,subscriber,tier,site,up_bytes,down_bytes";

TEST(UsageLines, ReadsWhatItsTitlesSay) {
    UsageLines reader("use.csv");
    EXPECT_FALSE(reader
                     .read("\xef\xbb\xbf"
                           "down_bytes,subscriber,time_s,up_bytes\r")
                     .complaint);
    const auto line = reader.read("7800000,s-1,1764399600,52000\r");
    ASSERT_TRUE(line.use.has_value());
    EXPECT_EQ(*line.use, (RecordedUse{1'764'399'600, "s-1", "", "", {52'000, 7'800'000}}));
}

TEST(UsageLines, ReadsWhatItWrites) {
    for (const RecordedUse& use :
         {RecordedUse{60, "s-1", "gold", "olt-1.pon-3", {1, 2}},
          RecordedUse{4'000'000'000, "a,\"b\"", "", "x,y", {UINT64_MAX, 0}}}) {
        UsageLines reader("use.csv");
        EXPECT_FALSE(reader.read(UsageLines::titles()).complaint);
        const auto line = reader.read(UsageLines::write(use));
        ASSERT_TRUE(line.use.has_value()) << UsageLines::write(use);
        EXPECT_EQ(*line.use, use);
    }
}

TEST(UsageLines, SaysWhatIsWrongInWhichLine) {
    EXPECT_EQ(complaint({kTitles, "60,s-1,gold,,1,2", "", "60,s-1,gold,,1"}),
              "use.csv:4: has 5 fields, where there are 6 titles");
    EXPECT_EQ(complaint({kTitles, "60,,gold,,1,2"}),
              "use.csv:2: subscriber: is no name; a name is 1 to 128 visible ASCII characters "
              "without spaces");
    EXPECT_EQ(complaint({kTitles, "60,s-1,a tier,,1,2"}),
              "use.csv:2: tier: is no name; a name is 1 to 128 visible ASCII characters without "
              "spaces");
    EXPECT_EQ(complaint({kTitles, "60,s-1,gold,a site,1,2"}),
              "use.csv:2: site: is no name; a name is 1 to 128 visible ASCII characters without "
              "spaces");
    EXPECT_EQ(complaint({kTitles, "60,s-1,gold,,-1,2"}),
              "use.csv:2: up_bytes: '-1' is no whole number of bytes");
    EXPECT_EQ(complaint({kTitles, "60,s-1,gold,,1,18446744073709551616"}),
              "use.csv:2: down_bytes: '18446744073709551616' is no whole number of bytes");
    EXPECT_EQ(complaint({kTitles, "1.5,s-1,gold,,1,2"}),
              "use.csv:2: time_s: '1.5' is no time in whole seconds, from 0 to 4000000000");
    EXPECT_EQ(complaint({kTitles, "120,s-1,gold,,1,2", "60,s-1,gold,,1,2"}),
              "use.csv:3: time_s: 60 is before 120 of a line above; sort the file by time");
    EXPECT_EQ(complaint({kTitles, "60,\"s-1,gold,,1,2"}),
              "use.csv:2: has a quote that is not closed, or text after one");
    EXPECT_EQ(complaint({kTitles, std::string(5000, 'x')}),
              "use.csv:2: is longer than 4096 characters");
}

TEST(UsageLines, RefusesAFileWithOtherTitlesOnce) {
    for (const std::string_view titles :
         {"time_s,subscriber,up_bytes", "time_s,time_s,subscriber,up_bytes,down_bytes",
          "60,s-1,gold,,1,2", "{}", "time_s,subscriber,up_bytes,down_bytes,colour", "\""}) {
        UsageLines reader("use.csv");
        const auto first = reader.read(titles);
        ASSERT_TRUE(first.complaint.has_value()) << titles;
        EXPECT_EQ(first.complaint->to_string(),
                  "use.csv:1: the first line has to hold the titles "
                  "time_s,subscriber,tier,site,up_bytes,down_bytes, in any order; tier and site "
                  "may be left out");
        EXPECT_TRUE(reader.is_hopeless());
        EXPECT_FALSE(reader.read("60,s-1,gold,,1,2").complaint.has_value());
    }
}

TEST(UsageLines, ReadsEveryTruncationAsAUseOrAComplaintOrNothing) {
    const std::string text =
        std::string(kTitles) + "\n60,s-1,gold,olt-1.pon-3,52000,7800000\n" + "120,\"s,2\",,,1,2\n";
    for (size_t length = 0; length <= text.size(); ++length) {
        UsageLines reader("use.csv");
        std::string_view rest = std::string_view(text).substr(0, length);
        int uses = 0;
        int complaints = 0;
        while (!rest.empty()) {
            const size_t end = std::min(rest.find('\n'), rest.size());
            const auto line = reader.read(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            EXPECT_FALSE(line.use && line.complaint);
            uses += line.use ? 1 : 0;
            complaints += line.complaint ? 1 : 0;
        }
        EXPECT_LE(complaints, 1) << length;
        EXPECT_LE(uses, 2);
    }
}

}  // namespace
}  // namespace sluice
