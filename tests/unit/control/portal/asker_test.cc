// SPDX-License-Identifier: Apache-2.0
#include "control/portal/asker.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// Who it is said to be: "198.51.100.7:5000", "198.51.100.7", "not told" or "malformed".
std::string asker(const char* peer, std::vector<std::string_view> fields,
                  std::vector<Prefix> trusted) {
    const auto decided = decide_asker(*IpAddress::parse(peer), 5000, fields, trusted);
    if (const auto* const why = std::get_if<NoAsker>(&decided))
        return *why == NoAsker::malformed ? "malformed" : "not told";
    const Asker& known = std::get<Asker>(decided);
    return known.address.to_string() + (known.port ? ":" + std::to_string(*known.port) : "");
}

const std::vector<Prefix> kProxies = {*Prefix::parse("192.0.2.0/24"),
                                      *Prefix::parse("2001:db8:99::/48")};

TEST(PortalAsker, IsTheOtherEndWhateverTheRequestSays) {
    EXPECT_EQ(asker("198.51.100.7", {}, {}), "198.51.100.7:5000");
    EXPECT_EQ(asker("198.51.100.7", {"for=203.0.113.1"}, {}), "198.51.100.7:5000");
    EXPECT_EQ(asker("198.51.100.7", {"for=203.0.113.1"}, kProxies), "198.51.100.7:5000");
    EXPECT_EQ(asker("198.51.100.7", {"for=\""}, kProxies), "198.51.100.7:5000");
    EXPECT_EQ(asker("2001:db8:1::7", {"for=203.0.113.1"}, kProxies), "2001:db8:1::7:5000");
}

TEST(PortalAsker, IsWhomATrustedProxyForwardsFor) {
    EXPECT_EQ(asker("192.0.2.1", {"for=\"198.51.100.7:4711\""}, kProxies), "198.51.100.7:4711");
    EXPECT_EQ(asker("2001:db8:99::1", {"for=\"[2001:db8:1::7]:4711\""}, kProxies),
              "2001:db8:1::7:4711");
    EXPECT_EQ(asker("192.0.2.1", {"for=198.51.100.7"}, kProxies), "198.51.100.7");
}

TEST(PortalAsker, IsTheLastStrangerOfAChainOfProxies) {
    EXPECT_EQ(
        asker("192.0.2.1", {"for=203.0.113.1, for=\"198.51.100.7:4711\", for=192.0.2.2"}, kProxies),
        "198.51.100.7:4711");
    EXPECT_EQ(asker("192.0.2.1", {"for=203.0.113.1", "for=\"198.51.100.7:4711\""}, kProxies),
              "198.51.100.7:4711");
}

TEST(PortalAsker, IsNobodyWhereATrustedProxyDoesNotSay) {
    EXPECT_EQ(asker("192.0.2.1", {}, kProxies), "not told");
    EXPECT_EQ(asker("192.0.2.1", {"proto=https"}, kProxies), "not told");
    EXPECT_EQ(asker("192.0.2.1", {"for=198.51.100.7, for=unknown"}, kProxies), "not told");
    EXPECT_EQ(asker("192.0.2.1", {"for=192.0.2.9"}, kProxies), "not told");
    EXPECT_EQ(asker("192.0.2.1", {"for=198.51.100.7:80"}, kProxies), "malformed");
    EXPECT_EQ(asker("192.0.2.1", {"for=\"", "for=198.51.100.7"}, kProxies), "malformed");
}

}  // namespace
}  // namespace sluice
