// SPDX-License-Identifier: Apache-2.0
#include "classifier/tracker_names.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::string error(std::string_view text) {
    const auto read = TrackerNames::read({"a.names", text});
    const auto* const found = std::get_if<SignatureFileError>(&read);
    return found != nullptr ? found->text() : "none";
}

TrackerNames names(std::string_view text) {
    return std::get<TrackerNames>(TrackerNames::read({"a.names", text}));
}

TEST(TrackerNames, ListsAHostAloneOrADomainAndAllBelow) {
    const TrackerNames listed = names("# why\n\n host.example.org \r\n.example.net\n");
    EXPECT_EQ(listed.size(), 2u);
    EXPECT_TRUE(listed.contains("host.example.org"));
    EXPECT_FALSE(listed.contains("a.host.example.org"));
    EXPECT_FALSE(listed.contains("example.org"));
    EXPECT_TRUE(listed.contains("example.net"));
    EXPECT_TRUE(listed.contains("a.b.example.net"));
    EXPECT_FALSE(listed.contains("anexample.net"));
    EXPECT_FALSE(listed.contains("net"));
}

TEST(TrackerNames, IgnoresCaseAndTheRootsDot) {
    const TrackerNames listed = names("host.example.org\n.example.net");
    EXPECT_TRUE(listed.contains("Host.EXAMPLE.org"));
    EXPECT_TRUE(listed.contains("host.example.org."));
    EXPECT_TRUE(listed.contains("A.Example.Net."));
}

TEST(TrackerNames, StandsWhateverAClientSends) {
    const TrackerNames listed = names("host.example.org\n.example.net");
    EXPECT_FALSE(listed.contains(""));
    EXPECT_FALSE(listed.contains("."));
    EXPECT_FALSE(listed.contains(".."));
    EXPECT_FALSE(listed.contains(std::string_view("\0\xff.\x80", 4)));
    EXPECT_FALSE(listed.contains(std::string(60000, 'a')));
    EXPECT_FALSE(listed.contains(std::string(250, 'a') + ".example.net"));
    EXPECT_FALSE(names("").contains("host.example.org"));
}

TEST(TrackerNames, FindsEachOfManyNames) {
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "t" + std::to_string(i) + ".example.org\n";
    const TrackerNames listed = names(text);
    EXPECT_EQ(listed.size(), 1000u);
    for (int i = 0; i < 2000; ++i)
        EXPECT_EQ(listed.contains("t" + std::to_string(i) + ".example.org"), i < 1000) << i;
}

TEST(TrackerNames, SaysWhereAndWhatWouldBeRight) {
    const std::string expected =
        "': expected lower-case labels of letters, digits and dashes, two or more";
    EXPECT_EQ(error("# x\nHost.example.org"), "a.names:2: name 'Host.example.org" + expected);
    EXPECT_EQ(error("org"), "a.names:1: name 'org" + expected);
    EXPECT_EQ(error(".org"), "a.names:1: name '.org" + expected);
    EXPECT_EQ(error("a..org"), "a.names:1: name 'a..org" + expected);
    EXPECT_EQ(error("a.org."), "a.names:1: name 'a.org." + expected);
    EXPECT_EQ(error("..a.org"), "a.names:1: name '..a.org" + expected);
    EXPECT_EQ(error("a.org b.org"), "a.names:1: name 'a.org b.org" + expected);
    EXPECT_EQ(error("https://a.org"), "a.names:1: name 'https://a.org" + expected);
    EXPECT_EQ(error(std::string(64, 'a') + ".org").substr(0, 10), "a.names:1:");
    EXPECT_EQ(error("a.org\n.a.org"), "a.names:2: name '.a.org' is already taken");
    EXPECT_EQ(error("a.org\nb.org"), "none");
}

TEST(TrackerNames, AcceptsTheFilesThatAreBuiltIn) {
    ASSERT_FALSE(embedded_tracker_names().empty());
    for (const SignatureText& source : embedded_tracker_names())
        EXPECT_TRUE(std::holds_alternative<TrackerNames>(TrackerNames::read(source)))
            << source.file;
    EXPECT_TRUE(TrackerNames::built_in().contains("tracker.openwebtorrent.com"));
    EXPECT_TRUE(TrackerNames::built_in().contains("ipv6.torrent.ubuntu.com"));
    EXPECT_FALSE(TrackerNames::built_in().contains("ubuntu.com"));
}

}  // namespace
}  // namespace sluice
