// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/registration.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

// As a local tracker sends it.
const std::string kWhole =
    R"({"announce":["http://198.51.100.1:6969/announce","http://[2001:db8::1]:6969/announce"],)"
    R"("caches":["198.18.0.5/32"],"lifetime":120,"prefixes":["198.18.0.0/17","2001:db8::/48"]})";

std::string objection_to(const std::string& json) {
    const auto parsed = parse_registration(json);
    EXPECT_FALSE(parsed.registration) << json;
    return parsed.objection;
}

TEST(Registration, WhatIsWrittenIsRead) {
    const auto parsed = parse_registration(kWhole);
    ASSERT_TRUE(parsed.registration) << parsed.objection;
    const Registration& read = *parsed.registration;
    EXPECT_EQ(read.announce.urls().size(), 2u);
    EXPECT_EQ(read.prefixes.size(), 2u);
    EXPECT_EQ(read.caches.size(), 1u);
    EXPECT_EQ(read.lifetime_s, 120u);
    const auto again = parse_registration(registration_text(read));
    ASSERT_TRUE(again.registration) << again.objection;
    EXPECT_EQ(again.registration->announce, read.announce);
    EXPECT_EQ(again.registration->prefixes, read.prefixes);
    EXPECT_EQ(again.registration->caches, read.caches);
}

TEST(Registration, SaysWhatIsWrong) {
    const auto with = [](const std::string& field, const std::string& value) {
        std::string json = R"({"announce":["http://a/announce"],"prefixes":["198.18.0.0/17"],)";
        return json + "\"" + field + "\":" + value +
               (field == "lifetime" ? "}" : ",\"lifetime\":60}");
    };
    EXPECT_TRUE(parse_registration(with("more", "{\"a\":[1]}")).registration)
        << "what is not known is passed over";
    EXPECT_EQ(objection_to("[]"), "it is no JSON object");
    EXPECT_NE(objection_to(""), "");
    EXPECT_NE(objection_to("{"), "");
    EXPECT_EQ(objection_to("{}"), "\"lifetime\" is missing");
    EXPECT_EQ(objection_to(with("prefixes", "[]")), "\"prefixes\" is there twice");
    EXPECT_EQ(objection_to(with("lifetime", "-1")),
              "\"lifetime\" is no number that is not negative");
    EXPECT_EQ(objection_to(with("lifetime", "\"60\"")),
              "\"lifetime\" is no number that is not negative");
    EXPECT_EQ(objection_to(with("caches", "{}")), "\"caches\" is no list");
    EXPECT_EQ(objection_to(with("caches", "[7]")),
              "an entry of \"caches\" is no prefix, such as 192.0.2.0/24");
    EXPECT_EQ(objection_to(with("caches", "[\"198.18.0.1/8\"]")),
              "an entry of \"caches\" is no prefix, such as 192.0.2.0/24");
    EXPECT_NE(objection_to(with("a", "[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]")), "") << "too deep";
    EXPECT_NE(objection_to(with("a", "\"\xff\"")), "") << "no UTF-8";
    EXPECT_NE(objection_to("{\"lifetime\":60,\"prefixes\":[\"198.18.0.0/17\"],\"announce\":[]}"),
              "");
    for (const char* url : {"ftp://a/announce", "http://a/", "http://a/announce?x=y",
                            "http://u@a/announce", "http://a/announce\\r\\nX:", "announce"})
        EXPECT_EQ(
            objection_to("{\"lifetime\":60,\"prefixes\":[\"198.18.0.0/17\"],\"announce\":[\"" +
                         std::string(url) + "\"]}"),
            "an entry of \"announce\" is no http URL that ends in /announce")
            << url;
}

TEST(Registration, ALifetimeIsBroughtIntoItsBounds) {
    const auto lifetime = [](const std::string& text) {
        return parse_registration(R"({"announce":["http://a/announce"],"prefixes":["::/0"],)"
                                  R"("lifetime":)" +
                                  text + "}")
            .registration->lifetime_s;
    };
    EXPECT_EQ(lifetime("1"), Registration::kShortestLifetimeS);
    EXPECT_EQ(lifetime("18446744073709551615"), Registration::kLongestLifetimeS);
    EXPECT_EQ(lifetime("0"), 0u);
}

TEST(Registration, WhoTakesLeaveNeedSayNoMore) {
    const auto parsed = parse_registration(R"({"lifetime":0})");
    ASSERT_TRUE(parsed.registration) << parsed.objection;
    EXPECT_EQ(parsed.registration->lifetime_s, 0u);
    EXPECT_TRUE(parse_registration(registration_text({})).registration);
}

TEST(Registration, NoTruncationIsOne) {
    for (size_t n = 0; n < kWhole.size(); ++n)
        EXPECT_FALSE(parse_registration(kWhole.substr(0, n)).registration) << n;
}

TEST(Registration, AnswersAreReadToo) {
    EXPECT_EQ(parse_registration_answer(registration_answer_text(60))->lifetime_s, 60u);
    EXPECT_EQ(parse_registration_answer(registration_objection_text("a\n\"b\""))->objection,
              "a?\"b\"");
    for (const char* wrong : {"", "{}", "[]", "{\"lifetime\":\"x\"}", "{\"error\":1}", "<html>"})
        EXPECT_FALSE(parse_registration_answer(wrong)) << wrong;
}

}  // namespace
}  // namespace sluice
