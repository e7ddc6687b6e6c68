// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include <string>

#include <gtest/gtest.h>

#include "http/entity_tag.h"
#include "http/request_target.h"

namespace sluice {
namespace {

constexpr const char* kMap = "application/alto-networkmap+json";

TEST(HttpAccept, TheMostSpecificRangeSays) {
    EXPECT_EQ(accept_weight("", kMap), 1000);
    EXPECT_EQ(accept_weight("*/*", kMap), 1000);
    EXPECT_EQ(accept_weight("application/*;q=0.5", kMap), 500);
    EXPECT_EQ(accept_weight("Application/ALTO-networkmap+json , */*;q=0.1", kMap), 1000);
    EXPECT_EQ(accept_weight("*/*, application/alto-networkmap+json;q=0", kMap), 0);
    EXPECT_EQ(accept_weight("application/*, application/alto-networkmap+json; v=1; q=0.25", kMap),
              250);
}

TEST(HttpAccept, WhatIsNotNamedIsNotWanted) {
    for (const char* accept : {"text/html", "text/*", "application/alto-networkmap",
                               "application/alto-networkmap+jsonx", ",;,q=;", "*", "/*"})
        EXPECT_EQ(accept_weight(accept, kMap), 0) << accept;
    EXPECT_EQ(named_accept_weight("*/*", kMap), 0);
    EXPECT_EQ(named_accept_weight("application/*", kMap), 1000);
}

TEST(HttpAccept, AContentTypeMayHaveParameters) {
    EXPECT_TRUE(is_media_type("application/json", "application/json"));
    EXPECT_TRUE(is_media_type(" Application/JSON ; charset=utf-8", "application/json"));
    EXPECT_FALSE(is_media_type("", "application/json"));
    EXPECT_FALSE(is_media_type("application/jso", "application/json"));
}

TEST(HttpEntityTag, ChangesWithTheContent) {
    EXPECT_EQ(entity_tag("one"), entity_tag("one"));
    EXPECT_NE(entity_tag("one"), entity_tag("two"));
    EXPECT_NE(entity_tag(""), entity_tag("one"));
    EXPECT_TRUE(entity_tag("").starts_with('"') && entity_tag("").ends_with('"'));
}

TEST(HttpEntityTag, IsFoundAmongOthers) {
    const std::string tag = "\"a,b\"";
    for (const char* field :
         {"*", "\"a,b\"", "W/\"a,b\"", "\"x\", \"a,b\"", " W/\"x\" ,\"a,b\" ", "nonsense, \"a,b\""})
        EXPECT_TRUE(names_entity_tag(field, tag)) << field;
    for (const char* field : {"", "a,b", "\"a\"", "\"a,b", "\"x\"\"", "w/\"a,b\"x", ",,,\""})
        EXPECT_FALSE(names_entity_tag(field, tag)) << field;
}

TEST(HttpRequestTarget, IsSplit) {
    const auto plain = read_request_target("/alto/directory?x=1?2");
    EXPECT_EQ(plain.path, "/alto/directory");
    EXPECT_EQ(plain.query, "x=1?2");
    EXPECT_FALSE(plain.authority);
    const auto absolute = read_request_target("HTTPS://alto.example.net:443?x");
    EXPECT_EQ(absolute.authority, "alto.example.net:443");
    EXPECT_EQ(absolute.path, "");
    EXPECT_EQ(absolute.query, "x");
    EXPECT_EQ(read_request_target("http://alto.example.net").path, "/");
    EXPECT_EQ(read_request_target("").path, "");
}

}  // namespace
}  // namespace sluice
