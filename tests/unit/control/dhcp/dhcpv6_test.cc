// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcpv6.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/dhcp/captured.h"
#include "tests/unit/control/dhcp/messages.h"

namespace sluice::test {
namespace {

using Kind = DhcpMessage::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint8_t kSolicit = 1, kRequest = 3, kReply = 7, kRelayReply = 13;

DhcpLease leased(const std::string& prefix, uint32_t seconds) {
    return {*Prefix::parse(prefix), seconds};
}

TEST(Dhcpv6, AReplyLeasesAddressesAndDelegatesPrefixes) {
    const auto message = parse_dhcpv6(dhcpv6_of(
        1, kReply,
        joined({ia_na(ia_address("2001:db8:1::7", 600)), ia_ta(ia_address("2001:db8:1::8", 500)),
                ia_pd(joined(
                    {ia_prefix("2001:db8:7::", 56, 700), ia_prefix("2001:db8:8::", 48, 0)}))})));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, Kind::leases);
    EXPECT_EQ(message->transaction, 0x010203u);
    EXPECT_EQ(octets(message->client), duid());
    EXPECT_EQ(octets(message->identity.hardware_address), (Octets{2, 0, 0, 0, 0, 1}));
    EXPECT_THAT(message->leases,
                ElementsAre(leased("2001:db8:1::7/128", 600), leased("2001:db8:1::8/128", 500),
                            leased("2001:db8:7::/56", 700), leased("2001:db8:8::/48", 0)));
}

TEST(Dhcpv6, WhatAStatusRefusesIsNotLeased) {
    const Octets prefix = ia_prefix("2001:db8:7::", 56, 700);
    const Octets refused = ia_prefix("2001:db8:8::", 56, 700, status(6));
    EXPECT_THAT(parse_dhcpv6(dhcpv6_of(1, kReply, ia_pd(joined({prefix, refused}))))->leases,
                ElementsAre(leased("2001:db8:7::/56", 700)));
    EXPECT_THAT(parse_dhcpv6(dhcpv6_of(1, kReply, ia_pd(joined({prefix, status(3)}))))->leases,
                IsEmpty());
    EXPECT_THAT(parse_dhcpv6(dhcpv6_of(1, kReply, joined({ia_pd(prefix), status(1)})))->leases,
                IsEmpty());
    EXPECT_EQ(parse_dhcpv6(dhcpv6_of(1, kReply, joined({ia_pd(prefix), status(0)})))->leases.size(),
              1u);
}

TEST(Dhcpv6, NoPrefixIsDelegatedThatHoldsAllHomes) {
    EXPECT_THAT(
        parse_dhcpv6(
            dhcpv6_of(1, kReply,
                      ia_pd(joined({ia_prefix("::", 0, 9), ia_prefix("2001:db8::", 31, 9)}))))
            ->leases,
        IsEmpty());
    EXPECT_FALSE(parse_dhcpv6(dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8::", 129, 9)))));
    EXPECT_THAT(
        parse_dhcpv6(dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8:7:1::", 56, 9))))->leases,
        ElementsAre(leased("2001:db8:7::/56", 9)))
        << "bits beyond the length";
}

TEST(Dhcpv6, TheRelayAgentNearestToTheClientSaysWhoseLineItIs) {
    const Octets inner = relayed(
        dhcpv6_of(1, kSolicit, {}),
        joined({option6(18, octets("port-3")), line6("modem-1"), option6(38, octets("s-1001"))}));
    const auto message = parse_dhcpv6(relayed(inner, option6(18, octets("uplink"))));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, Kind::solicit);
    EXPECT_EQ(message->identity.circuit_id, "port-3");
    EXPECT_EQ(message->identity.remote_id, "modem-1");
    EXPECT_EQ(message->identity.subscriber_id, "s-1001");
}

TEST(Dhcpv6, ARelayAgentKnowsTheHardwareAddressBetterThanADuid) {
    const auto message =
        parse_dhcpv6(relayed(dhcpv6_of(1, kSolicit, {}), option6(79, {0, 1, 2, 0, 0, 0, 0, 9})));
    EXPECT_EQ(octets(message->identity.hardware_address), (Octets{2, 0, 0, 0, 0, 9}));
}

TEST(Dhcpv6, MessagesInMessagesEndAtTheHopLimit) {
    Octets message = dhcpv6_of(1, kSolicit, {});
    for (int hops = 1; hops <= 8; ++hops) {
        message = relayed(message);
        EXPECT_TRUE(parse_dhcpv6(message)) << hops;
    }
    EXPECT_FALSE(parse_dhcpv6(relayed(message)));
    for (int hops = 0; hops < 30; ++hops)
        message = relayed(message);
    EXPECT_FALSE(parse_dhcpv6(message));
}

TEST(Dhcpv6, ARelayAgentCarriesWhatIsOfItsOwnDirection) {
    const Octets reply = dhcpv6_of(1, kReply, {});
    const Octets solicit = dhcpv6_of(1, kSolicit, {});
    EXPECT_TRUE(parse_dhcpv6(relayed(reply, {}, kRelayReply)));
    EXPECT_FALSE(parse_dhcpv6(relayed(reply))) << "a forged answer inside a question";
    EXPECT_FALSE(parse_dhcpv6(relayed(solicit, {}, kRelayReply)));
    EXPECT_FALSE(parse_dhcpv6(relayed(relayed(reply, {}, kRelayReply))));
    EXPECT_FALSE(parse_dhcpv6(relayed(solicit, option6(9, solicit)))) << "two inside";
    EXPECT_FALSE(parse_dhcpv6(joined({{12, 0}, ipv6("::"), ipv6("::")}))) << "none inside";
}

TEST(Dhcpv6, WhatIsNotAsItMustBeIsRefused) {
    EXPECT_FALSE(parse_dhcpv6(dhcpv6_of(1, 99, {}))) << "an unknown type";
    EXPECT_FALSE(parse_dhcpv6(dhcpv6_of(1, kReply, option6(1, duid(2))))) << "two clients";
    EXPECT_FALSE(parse_dhcpv6(dhcpv6(kReply, option6(1, Octets(131, 1))))) << "a DUID too long";
    EXPECT_FALSE(parse_dhcpv6(dhcpv6(kReply, option6(1, {0, 3}))));
    for (const Octets& option :
         {option6(3, Octets(11)), option6(4, Octets(3)), option6(25, Octets(13)), option6(13, {0}),
          option6(14, {1}), ia_na(option6(5, Octets(23))), ia_pd(option6(26, Octets(24))),
          ia_pd(Octets{0, 26, 0, 200}), Octets{0, 6, 1, 0}})
        EXPECT_FALSE(parse_dhcpv6(dhcpv6_of(1, kRequest, option))) << int{option[1]};
    EXPECT_FALSE(parse_dhcpv6(relayed(dhcpv6_of(1, kSolicit, {}), option6(37, {1, 2, 3}))));
    EXPECT_FALSE(parse_dhcpv6(relayed(dhcpv6_of(1, kSolicit, {}), option6(79, {1}))));
}

// A message that ends where an option ends is whole, but for what it should have said: then there
// is no lease, and no word of the relay agent's that was not sent.
TEST(Dhcpv6, ATruncatedMessageSaysNothingNew) {
    for (const Octets& bytes : {captured_forward6(), captured_reply6()}) {
        const auto whole = parse_dhcpv6(bytes);
        ASSERT_TRUE(whole);
        for (size_t n = 0; n < bytes.size(); ++n) {
            const auto part = parse_dhcpv6(Bytes{bytes}.first(n));
            if (part) {
                EXPECT_EQ(part->client, whole->client) << n << " bytes";
                EXPECT_EQ(part->leases, whole->leases) << n << " bytes";
            }
        }
    }
    const Octets direct = dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8:7::", 56, 700)));
    for (size_t n = 0; n < direct.size(); ++n) {
        const auto part = parse_dhcpv6(Bytes{direct}.first(n));
        EXPECT_TRUE(!part || part->leases.empty()) << n << " bytes";
        EXPECT_EQ(part.has_value(), n == 4 || n == 18) << n << " bytes";
    }
}

// ISC's dhclient and relay agent, and Kea's answer.
TEST(Dhcpv6, ReadsWhatRealProgramsSay) {
    const auto question = parse_dhcpv6(captured_forward6());
    const auto answer = parse_dhcpv6(captured_reply6());
    ASSERT_TRUE(question && answer);
    EXPECT_EQ(question->kind, Kind::request);
    EXPECT_EQ(answer->kind, Kind::leases);
    EXPECT_EQ(question->client, answer->client);
    EXPECT_EQ(question->transaction, answer->transaction);
    EXPECT_EQ(question->identity.subscriber_id, "line-7");
    EXPECT_THAT(answer->leases, ElementsAre(leased("2001:db8:7700::/56", 600)));
}

}  // namespace
}  // namespace sluice::test
