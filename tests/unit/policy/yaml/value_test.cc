// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class YamlValueTest : public testing::Test {
 protected:
    YamlValue root(std::string_view text) {
        Complaints none;
        root_ = read_yaml(text, "p.yaml", none).value();
        return YamlValue(root_, "", report_);
    }
    YamlValue field(std::string_view text) { return *root(text).fields({"a"})->find("a"); }
    std::vector<std::string> complaints() {
        std::vector<std::string> texts;
        for (const Complaint& complaint : report_.take())
            texts.push_back(complaint.to_string());
        return texts;
    }

    YamlNode root_;
    YamlReport report_{"p.yaml"};
};

TEST_F(YamlValueTest, ReadsWhatIsThere) {
    EXPECT_EQ(field("a: text").text(), "text");
    EXPECT_EQ(field("a: s-1.2@isp").name(), "s-1.2@isp");
    EXPECT_EQ(field("a: true").boolean(), true);
    EXPECT_EQ(field("a: 42").integer(1, 64), 42u);
    EXPECT_EQ(field("a: 2mbps").rate_bps(), 2'000'000u);
    EXPECT_EQ(field("a: 1s").duration_ns(), 1'000'000'000u);
    EXPECT_EQ(field("a: 4KiB").size_bytes(), 4096u);
    EXPECT_EQ(field("a: [1, 2]").items().size(), 2u);
    EXPECT_EQ(field("a:").items().size(), 0u);
    EXPECT_EQ(field("a: 1").one_or_more().size(), 1u);
    EXPECT_EQ(field("a: {x: 1, y: 2}").entries().size(), 2u);
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(YamlValueTest, SaysWhatWasExpected) {
    field("a: [1]").text();
    field("a:").text();
    field("a: ''").text();
    field("a: two words").name();
    field("a: yes").boolean();
    field("a: 65").integer(1, 64);
    field("a: 1.5").integer(1, 64);
    field("a: 2").rate_bps();
    field("a: 1").items();
    field("a: []").one_or_more();
    field("a: 1").entries();
    EXPECT_THAT(
        complaints(),
        ElementsAre("p.yaml:1: a: expected a single value, found a list",
                    "p.yaml:1: a: expected a single value, found nothing", "p.yaml:1: a: is empty",
                    "p.yaml:1: a: 'two words' is no name; a name is 1 to 128 visible ASCII "
                    "characters without spaces",
                    "p.yaml:1: a: 'yes' is neither true nor false",
                    "p.yaml:1: a: '65' is no whole number from 1 to 64",
                    "p.yaml:1: a: '1.5' is no whole number from 1 to 64",
                    "p.yaml:1: a: '2' has no unit; write one of bps, kbps, mbps, gbps, tbps",
                    "p.yaml:1: a: expected a list, found a single value",
                    "p.yaml:1: a: is empty; leave it out or name at least one",
                    "p.yaml:1: a: expected a mapping, found a single value"));
}

TEST_F(YamlValueTest, NamesUnknownRefusedDuplicateAndMissingKeys) {
    static constexpr RefusedKey kRefused[] = {{"shape", "'shape' is not built"}};
    const auto fields = root("rate: 1\nrat: 2\nshape: 3\nrate: 4\ncolour: 5\n[x]: 6\n")
                            .fields({"rate", "burst"}, kRefused);
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->find("rate")->text(), "1");
    EXPECT_FALSE(fields->require("burst"));
    EXPECT_THAT(complaints(), ElementsAre("p.yaml:2: unknown key 'rat'; did you mean 'rate'?",
                                          "p.yaml:3: shape: 'shape' is not built",
                                          "p.yaml:4: rate: is here twice; the first is on line 1",
                                          "p.yaml:5: unknown key 'colour'; known are rate or burst",
                                          "p.yaml:6: expected a key, found a list",
                                          "p.yaml:1: 'burst' is missing"));
}

TEST_F(YamlValueTest, SaysWhereInAListAndAMapping) {
    const auto entries = root("x:\n  - 1\n  - [y]\n").entries();
    for (const YamlValue& item : entries[0].second.items())
        item.integer(0, 9);
    EXPECT_THAT(complaints(), ElementsAre("p.yaml:3: x[1]: expected a single value, found a list"));
}

TEST_F(YamlValueTest, RefusesANameGivenTwice) {
    root("x: 1\ny: 2\nx: 3\n").entries();
    EXPECT_THAT(complaints(), ElementsAre("p.yaml:3: x: is here twice; the first is on line 1"));
}

TEST_F(YamlValueTest, OffersTheNearestWord) {
    static constexpr std::string_view kWords[] = {"flow", "subscriber", "rule"};
    field("a: subscirber").one_of(kWords);
    field("a: everybody").one_of(kWords);
    EXPECT_THAT(complaints(),
                ElementsAre("p.yaml:1: a: 'subscirber' is not flow, subscriber or rule; did you "
                            "mean 'subscriber'?",
                            "p.yaml:1: a: 'everybody' is not flow, subscriber or rule"));
}

TEST_F(YamlValueTest, ShowsNoControlCharactersAndNoNovels) {
    field("a: \"x\\ny\"").name();
    field("a: " + std::string(200, 'z')).one_of(std::array<std::string_view, 1>{"up"});
    const auto told = complaints();
    EXPECT_EQ(told[0].substr(0, 16), "p.yaml:1: a: 'x?");
    EXPECT_EQ(told[1], "p.yaml:1: a: '" + std::string(64, 'z') + "...' is not up");
}

TEST_F(YamlValueTest, StopsListingAfterAThousand) {
    const YamlValue value = root("a");
    for (int i = 0; i < 5000; ++i)
        value.complain("again");
    const auto told = complaints();
    ASSERT_EQ(told.size(), 1001u);
    EXPECT_EQ(told.back(), "p.yaml: more is wrong than is listed here");
}

}  // namespace
}  // namespace sluice
