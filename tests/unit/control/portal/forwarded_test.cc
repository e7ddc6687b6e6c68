// SPDX-License-Identifier: Apache-2.0
#include "control/portal/forwarded.h"

#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

ForwardedNode node(const char* address, std::optional<uint16_t> port = std::nullopt) {
    return {IpAddress::parse(address), port};
}

// The last element as text: "192.0.2.43:47011", "-" for what has no address, "malformed".
std::string last(std::string_view field) {
    const auto nodes = parse_forwarded(field);
    if (!nodes)
        return "malformed";
    const ForwardedNode& node = nodes->back();
    return (node.address ? node.address->to_string() : "-") +
           (node.port ? ":" + std::to_string(*node.port) : "");
}

// RFC 7239, sections 4 and 7.1.
TEST(Forwarded, ReadsTheExamplesOfTheRfc) {
    EXPECT_EQ(last("for=\"_gazonk\""), "-");
    EXPECT_EQ(last("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17:4711");
    EXPECT_EQ(last("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
    EXPECT_EQ(parse_forwarded("for=192.0.2.43, for=198.51.100.17"),
              (std::vector{node("192.0.2.43"), node("198.51.100.17")}));
    EXPECT_EQ(parse_forwarded("for=192.0.2.43, for=\"[2001:db8:cafe::17]\""),
              (std::vector{node("192.0.2.43"), node("2001:db8:cafe::17")}));
    EXPECT_EQ(last("for=_hidden, for=_SEVKISEK"), "-");
    EXPECT_EQ(last("for=unknown"), "-");
}

TEST(Forwarded, ReadsAnAddressWithItsPort) {
    EXPECT_EQ(last("for=\"192.0.2.43:47011\""), "192.0.2.43:47011");
    EXPECT_EQ(last("for=\"192.0.2.43:_obf\""), "192.0.2.43");
    EXPECT_EQ(last("by=_p;FOR=\"192.0.2.43:1\";;proto=https"), "192.0.2.43:1");
    EXPECT_EQ(last("for=\"192\\.0.2.43\""), "192.0.2.43");
    EXPECT_EQ(last(" , ,for=192.0.2.1\t, "), "192.0.2.1");
    EXPECT_EQ(last("proto=https"), "-");
}

TEST(Forwarded, RefusesWhatTheRfcDoesNotHave) {
    for (const char* field : {"",
                              ",",
                              "for",
                              "for=",
                              "for=\"",
                              "for=\"192.0.2.1",
                              "for=192.0.2.1:80",
                              "for=[2001:db8::1]",
                              "for=\"2001:db8::1\"",
                              "for=\"[192.0.2.1]\"",
                              "for=\"[unknown]\"",
                              "for=\"192.0.2.1:0\"",
                              "for=\"192.0.2.1:65536\"",
                              "for=\"192.0.2.1:\"",
                              "for=\"192.0.2.1:8o\"",
                              "for=\"[2001:db8::1]x\"",
                              "for=192.0.2.1 for=192.0.2.2",
                              "for=192.0.2.1; proto=http",
                              "for = 192.0.2.1",
                              "for=192.0.2.1;for=192.0.2.2",
                              "for=example.net",
                              "for=_",
                              "=192.0.2.1",
                              "for=\"192.0.2.1\"x",
                              "for=\"192.0.2.1\\"})
        EXPECT_EQ(last(field), "malformed") << field;
}

TEST(Forwarded, EveryBeginningOfAFieldIsReadOrRefused) {
    const std::string whole = "for=\"[2001:db8::17]:4711\";proto=https, for=\"192.0.2.43:47011\"";
    for (size_t length = 0; length < whole.size(); ++length) {
        const std::string beginning(whole, 0, length);  // of its own memory, for the sanitizer
        const auto nodes = parse_forwarded(beginning);
        // Only where an element ends; never the second one's address.
        EXPECT_EQ(nodes ? nodes->front() : node("2001:db8::17", 4711), node("2001:db8::17", 4711))
            << beginning;
        EXPECT_NE(last(beginning), "192.0.2.43:47011") << beginning;
    }
}

// A proxy that appends to what a client made up: nothing of the client's swallows what it says.
TEST(Forwarded, AQuoteLeftOpenSpoilsTheWhole) {
    EXPECT_EQ(last("for=\"192.0.2.66, for=\"198.51.100.7:5000\""), "malformed");
    EXPECT_EQ(last("for=192.0.2.66;by=\", for=198.51.100.7"), "malformed");
}

}  // namespace
}  // namespace sluice
