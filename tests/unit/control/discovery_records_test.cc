// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/discovery_records.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/sluicectl/access_domain_options.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(const std::string& prefix) {
    return reverse_names(Prefix::parse(prefix).value());
}

Discovery wanted() {
    Discovery discovery;
    discovery.domains = {"example.net."};
    discovery.directory = "https://alto1.example.net/ird";
    return discovery;
}

std::string lines(const Discovery& discovery, const std::string& zone = "") {
    std::ostringstream out;
    print_zone_lines(of_zone(discovery_records(discovery), zone), discovery.ttl_s, out);
    return out.str();
}

// RFC 7286, section 3.2, has this very record, with "" for the root.
TEST(DiscoveryRecords, TellADomainsDirectoryAsTheStandardDoes) {
    EXPECT_EQ(lines(wanted()),
              "; Where ALTO is, by an access domain (RFC 7286)\n"
              "example.net. 3600 IN NAPTR 100 10 \"u\" \"ALTO:https\" "
              "\"!.*!https://alto1.example.net/ird!\" .\n");
}

TEST(DiscoveryRecords, TellAnAddressesDirectoryAtItsReverseName) {
    Discovery discovery = wanted();
    discovery.domains.clear();
    discovery.prefixes = {*Prefix::parse("198.51.100.0/24")};
    discovery.ttl_s = 60;
    EXPECT_EQ(lines(discovery),
              "; Where ALTO is, by an address (RFC 8686)\n"
              "100.51.198.in-addr.arpa. 60 IN NAPTR 100 10 \"u\" \"ALTO:https\" "
              "\"!.*!https://alto1.example.net/ird!\" .\n");
}

TEST(DiscoveryRecords, TellTheTrackerOfADomain) {
    Discovery discovery = wanted();
    discovery.directory.clear();
    discovery.tcp_trackers = {{"one.example.net.", 80}, {"two.example.net.", 6969}};
    discovery.udp_trackers = {{"one.example.net.", 6969}};
    discovery.retracker = {*IpAddress::parse("198.51.100.1"), *IpAddress::parse("2001:db8::1")};
    const std::string text = lines(discovery);
    EXPECT_THAT(text, HasSubstr("_bittorrent-tracker._tcp.example.net. 3600 IN SRV 10 0 80 "
                                "one.example.net.\n_bittorrent-tracker._tcp.example.net. 3600 IN "
                                "SRV 20 0 6969 two.example.net.\n"));
    EXPECT_THAT(text, HasSubstr("_bittorrent-tracker._udp.example.net. 3600 IN SRV 10 0 6969 "));
    EXPECT_THAT(text, HasSubstr("retracker.local. 3600 IN A 198.51.100.1\nretracker.local. 3600 "
                                "IN AAAA 2001:db8::1\n"));
}

TEST(DiscoveryRecords, AreThoseOfOneZoneWhereThatIsWanted) {
    Discovery discovery = wanted();
    discovery.domains.emplace_back("other-example.net.");
    discovery.domains.emplace_back("dsl.example.net.");
    EXPECT_EQ(of_zone(discovery_records(discovery), "example.net.").size(), 2u);
    EXPECT_EQ(of_zone(discovery_records(discovery), "").size(), 3u);
    EXPECT_TRUE(of_zone(discovery_records(discovery), "net.example.").empty());
}

// The names of RFC 8686, sections 3.2 and 3.3.
TEST(ReverseNames, AreThoseThatTheStandardLooksUp) {
    EXPECT_THAT(names("198.51.100.3"), ElementsAre("3.100.51.198.in-addr.arpa."));
    EXPECT_THAT(names("198.51.100.0/24"), ElementsAre("100.51.198.in-addr.arpa."));
    EXPECT_THAT(names("198.51.0.0/16"), ElementsAre("51.198.in-addr.arpa."));
    EXPECT_THAT(names("198.0.0.0/8"), ElementsAre("198.in-addr.arpa."));
    EXPECT_THAT(names("2001:db8::20"),
                ElementsAre("0.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
                            "ip6.arpa."));
    EXPECT_THAT(names("2001:db8::/64"), ElementsAre("0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."));
    EXPECT_THAT(names("2001:db8:0:aa00::/56"),
                ElementsAre("a.a.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."));
    EXPECT_THAT(names("2001:db8::/32"), ElementsAre("8.b.d.0.1.0.0.2.ip6.arpa."));
}

TEST(ReverseNames, OfAPrefixBetweenThemAreThoseOfItsParts) {
    EXPECT_THAT(names("198.51.254.0/23"),
                ElementsAre("254.51.198.in-addr.arpa.", "255.51.198.in-addr.arpa."));
    EXPECT_THAT(names("198.254.0.0/15"),
                ElementsAre("254.198.in-addr.arpa.", "255.198.in-addr.arpa."));
    EXPECT_EQ(names("198.51.128.0/17").size(), 128u);
    EXPECT_EQ(names("198.51.128.0/17").back(), "255.51.198.in-addr.arpa.");
    EXPECT_THAT(names("255.255.255.254/31"),
                ElementsAre("254.255.255.255.in-addr.arpa.", "255.255.255.255.in-addr.arpa."));
    EXPECT_THAT(names("2001:dbe::/31"),
                ElementsAre("e.b.d.0.1.0.0.2.ip6.arpa.", "f.b.d.0.1.0.0.2.ip6.arpa."));
    EXPECT_EQ(names("2001:db00::/24").size(), 256u);
    EXPECT_TRUE(names("2001:da00::/23").empty()) << "more than anybody would include";
    EXPECT_TRUE(names("2001:db8::/65").empty()) << "half a line's /64 is never looked for";
    EXPECT_EQ(names("0.0.0.0/0").size(), 256u);
}

TEST(DomainName, IsReadAsOperatorsWriteIt) {
    EXPECT_EQ(read_domain_name("Example.NET"), "example.net.");
    EXPECT_EQ(read_domain_name("example.net."), "example.net.");
    EXPECT_EQ(read_domain_name("_x.a-1"), "_x.a-1.");
    for (const std::string wrong :
         {"", ".", "a..b", ".a", "a b", "a;b", "-a.net", "a-.net", "a\nb", "ex\xc3\xa4mple.net"})
        EXPECT_FALSE(read_domain_name(wrong)) << wrong;
    EXPECT_TRUE(read_domain_name(std::string(63, 'a')));
    EXPECT_FALSE(read_domain_name(std::string(64, 'a')));
    std::string longest = "a";
    while (longest.size() < 253)
        longest += ".a";
    EXPECT_TRUE(read_domain_name(longest));
    EXPECT_FALSE(read_domain_name("b" + longest));
}

TEST(TrackerPlaces, AreNamesWithPorts) {
    const auto place = TrackerPlace::parse("Tracker.example.net:6969");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->host, "tracker.example.net.");
    EXPECT_EQ(place->port, 6969);
    for (const char* wrong : {"tracker.example.net", "tracker:0", "tracker:65536", "tracker:", ":1",
                              "198.51.100.1:80", "tracker:8x"})
        EXPECT_FALSE(TrackerPlace::parse(wrong)) << wrong;
}

TEST(DiscoveryRecords, AreRefusedWhereTheyWouldMeanSomethingElse) {
    Discovery discovery = wanted();
    EXPECT_FALSE(objection_to(discovery));
    for (const std::string directory :
         {"alto.example.net", "ftp://a/", "https://a/!b", "https://a/\"b", "https://a/ b",
          "https://a/\\1", "https://a/\n"}) {
        discovery.directory = directory;
        EXPECT_THAT(objection_to(discovery).value_or(""), HasSubstr("is no URI of a directory"));
    }
    discovery.directory = "https://" + std::string(243, 'a');
    EXPECT_THAT(objection_to(discovery).value_or(""), HasSubstr("at most 250"));
    discovery.directory.pop_back();
    EXPECT_FALSE(objection_to(discovery));
    discovery = {};
    discovery.prefixes = {*Prefix::parse("198.51.100.0/24")};
    EXPECT_THAT(objection_to(discovery).value_or(""), HasSubstr("needs --alto"));
    discovery = {};
    discovery.tcp_trackers = {{"a.", 1}};
    EXPECT_THAT(objection_to(discovery).value_or(""), HasSubstr("needs --domain"));
    discovery = wanted();
    discovery.prefixes = {*Prefix::parse("2001:db8::/65")};
    EXPECT_THAT(objection_to(discovery).value_or(""), HasSubstr("2001:db8::/65 would take"));
}

TEST(AccessDomainOptions, AreAsDhcpServersReadThem) {
    EXPECT_EQ(domain_on_the_wire("example.net."), "07:65:78:61:6d:70:6c:65:03:6e:65:74:00");
    std::ostringstream kea, dnsmasq, isc;
    print_access_domain_options("kea", "example.net.", kea);
    EXPECT_THAT(kea.str(), HasSubstr(R"({ "name": "v4-access-domain", "data": "example.net." })"));
    EXPECT_THAT(kea.str(), HasSubstr(R"({ "name": "v6-access-domain", "data": "example.net." })"));
    print_access_domain_options("dnsmasq", "example.net.", dnsmasq);
    EXPECT_THAT(dnsmasq.str(), HasSubstr("\ndhcp-option=213,07:65:78:"));
    EXPECT_THAT(dnsmasq.str(), HasSubstr("\ndhcp-option=option6:57,07:65:78:"));
    print_access_domain_options("isc", "example.net.", isc);
    EXPECT_THAT(isc.str(), HasSubstr("code 213 = string;\noption access-domain 07:65:"));
}

}  // namespace
}  // namespace sluice
