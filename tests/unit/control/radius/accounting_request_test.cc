// SPDX-License-Identifier: Apache-2.0
#include "control/radius/accounting_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/radius/authenticators.h"
#include "tests/unit/control/radius/requests.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto kStart = AcctStatusType::start;
constexpr auto kInterim = AcctStatusType::interim_update;

std::optional<AccountingRequest> read(const Request& request, const RadiusSettings& settings = {}) {
    const Bytes bytes = request.sign();
    return read_accounting_request(*RadiusPacket::parse(bytes), settings);
}

Session after(const Request& request, const Session* before = nullptr) {
    const auto parsed = read(request);
    return session_after(parsed.value(), before, "bng-1");
}

std::vector<SubscriberAddress> addresses(const Request& request, const Session* before = nullptr) {
    return after(request, before).addresses;
}

TEST(AccountingRequest, TellsWhoHasWhichAddressesAndWhichTier) {
    const auto request = read(Request::of_ann(kStart)
                                  .text(radius::kFilterId, "gold")
                                  .ipv4("192.0.2.7")
                                  .prefix(radius::kFramedIpv6Prefix, "2001:db8:0:1::/64")
                                  .prefix(radius::kDelegatedIpv6Prefix, "2001:db8:100::/56")
                                  .number(radius::kEventTimestamp, 1'700'000'000)
                                  .number(radius::kAcctDelayTime, 3));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->nas.name, "bng-1");
    EXPECT_EQ(request->session_id, "s1");
    EXPECT_EQ(request->subscriber_id, "ann");
    EXPECT_EQ(request->tier, "gold");
    EXPECT_EQ(request->event_timestamp_s, 1'700'000'000);
    EXPECT_EQ(request->delay_s, 3u);
    EXPECT_THAT(request->addresses,
                UnorderedElementsAre(address("192.0.2.7"), address("2001:db8:0:1::/64"),
                                     address("2001:db8:100::/56")));
}

TEST(AccountingRequest, TheSubscriberAndTheTierAreInWhatAttributeTheOperatorSays) {
    RadiusSettings settings;
    settings.subscriber_id = *AttributeName::parse("Calling-Station-Id");
    settings.tier = *AttributeName::parse("vendor 14988 type 8");
    const auto request = read(Request::of_ann(kStart)
                                  .text(31, "02-00-00-00-00-01")
                                  .bytes(26, unhex("00003a8c 0806 676f6c64")),
                              settings);
    EXPECT_EQ(request->subscriber_id, "02-00-00-00-00-01");
    EXPECT_EQ(request->tier, "gold");
}

TEST(AccountingRequest, TheSiteIsInAnAttributeOnlyIfTheOperatorSaysSo) {
    const Request told = Request::of_ann(kStart).text(87, "olt-1.pon-3");
    EXPECT_EQ(read(told)->site, std::nullopt);
    RadiusSettings settings;
    settings.site = AttributeName::parse("NAS-Port-Id");
    const Session session = session_after(*read(told, settings), nullptr, "bng-1");
    EXPECT_EQ(session.site, "olt-1.pon-3");
    EXPECT_EQ(after(Request::of_ann(kInterim), &session).site, "olt-1.pon-3")
        << "an Interim that does not speak of it leaves it";
    EXPECT_EQ(read(Request::of_ann(kStart).text(87, "slot 1"), settings)->site, std::nullopt);
}

TEST(AccountingRequest, WithoutWhatMustBeThereItIsMalformed) {
    EXPECT_FALSE(read(Request(RadiusCode::accounting_request).text(radius::kAcctSessionId, "s1")));
    EXPECT_FALSE(read(Request::accounting(kStart).text(radius::kUserName, "ann")));
    EXPECT_TRUE(read(Request::accounting(AcctStatusType::accounting_on)));
}

TEST(AccountingRequest, AnAttributeOfAnImpossibleLengthSpoilsTheWhole) {
    for (const uint8_t type : {radius::kFramedIpAddress, radius::kEventTimestamp,
                               radius::kAcctDelayTime, radius::kNasIpAddress})
        EXPECT_FALSE(read(Request::of_ann(kStart).bytes(type, Bytes(5)))) << int{type};
    EXPECT_FALSE(read(Request::of_ann(kStart).bytes(radius::kFramedIpv6Prefix, Bytes(1))));
    EXPECT_FALSE(read(Request::of_ann(kStart).bytes(radius::kFramedIpv6Prefix, Bytes(19))));
    EXPECT_FALSE(read(Request::of_ann(kStart).bytes(radius::kFramedIpv6Address, Bytes(15))));
    EXPECT_FALSE(
        read(Request::of_ann(kStart).bytes(radius::kFramedIpv6Prefix, unhex("0040 20010db8"))))
        << "64 bits, of which 32 are there";
    EXPECT_FALSE(
        read(Request::of_ann(kStart).bytes(radius::kFramedIpv6Prefix, unhex("0081 20010db8"))));
}

TEST(AccountingRequest, WhatNoSubscriberCanHaveIsNotGivenAndCounted) {
    for (const char* nobodys : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "255.255.255.254"})
        EXPECT_THAT(addresses(Request::of_ann(kStart).ipv4(nobodys)), IsEmpty()) << nobodys;
    const auto request = read(Request::of_ann(kStart)
                                  .bytes(radius::kFramedIpv6Prefix, {0, 0})
                                  .prefix(radius::kDelegatedIpv6Prefix, "2001:db8::/31")
                                  .prefix(radius::kFramedIpv6Prefix, "ff05:1::/64"));
    EXPECT_THAT(request->addresses, IsEmpty());
    EXPECT_EQ(request->unusable, 3u);
}

TEST(AccountingRequest, ANameThatCanBeNoSubscribersIsNone) {
    const auto named = [](const std::string& name) {
        return read(Request::accounting(kStart)
                        .text(radius::kAcctSessionId, "s")
                        .text(radius::kUserName, name))
            ->subscriber_id;
    };
    EXPECT_EQ(named("ann@isp.example"), "ann@isp.example");
    EXPECT_EQ(named("a b"), std::nullopt);
    EXPECT_EQ(named("\xff"), std::nullopt);
    EXPECT_EQ(named(""), std::nullopt);
    EXPECT_EQ(named(std::string(129, 'a')), std::nullopt);
}

TEST(AccountingRequest, ANasWithoutIdentifierIsItsAddress) {
    const auto nas = [](const Request& request) { return read(request)->nas.name; };
    const auto on = [] { return Request::accounting(AcctStatusType::accounting_on); };
    EXPECT_EQ(nas(on()), "");
    EXPECT_EQ(nas(on().ipv4("192.0.2.9", radius::kNasIpAddress)), "192.0.2.9");
    EXPECT_EQ(nas(on().text(radius::kNasIdentifier, "bng").ipv4("192.0.2.9", 4)), "bng");
}

TEST(AccountingRequest, PortsOfAnOutsideAddressAreBesideTheInsideOne) {
    EXPECT_THAT(
        addresses(Request::of_ann(kStart).ipv4("100.64.0.7").ports(1, "203.0.113.1", 1024, 2047)),
        UnorderedElementsAre(address("100.64.0.7"),
                             address("203.0.113.1", PortSet::range(1024, 2047))));
}

TEST(AccountingRequest, PortsWithoutAnAddressAreOfTheFramedOne) {
    EXPECT_THAT(addresses(Request::of_ann(kStart).ipv4("203.0.113.1").ports(1, "", 1024, 2047)),
                ElementsAre(address("203.0.113.1", PortSet::range(1024, 2047))))
        << "and that is not its own as a whole";
}

TEST(AccountingRequest, ARangeThatWrapsGivesNothing) {
    for (const auto& [first, last] :
         std::vector<std::pair<uint32_t, uint32_t>>{{2047, 1024}, {1024, 65'536}, {70'000, 1}}) {
        const Request request =
            Request::of_ann(kStart).ipv4("203.0.113.1").ports(1, "", first, last);
        EXPECT_THAT(addresses(request), IsEmpty()) << first << "-" << last;
        EXPECT_EQ(read(request)->unusable, 1u);
    }
    EXPECT_THAT(addresses(Request::of_ann(kStart).ipv4("100.64.0.7").ports(1, "203.0.113.1", 9, 8)),
                ElementsAre(address("100.64.0.7")));
    EXPECT_EQ(read(Request::of_ann(kStart).ipv4("203.0.113.1").ports(1, "", 0, 0))->unusable, 1u)
        << "allocated, but no range";
    EXPECT_EQ(read(Request::of_ann(kStart).ipv4("203.0.113.1").ports(3, "", 1, 2))->unusable, 1u)
        << "neither allocated nor taken";
}

TEST(AccountingRequest, EveryTruncationOfAPortRangeIsRefused) {
    const Bytes whole = unhex("06 080600000001 0306cb007101 090600000400 0a06000007ff");
    ASSERT_TRUE(read_port_range(whole));
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(read_port_range(Octets(whole).first(n))) << n << " bytes";
}

TEST(AccountingRequest, AnInterimGivesAndTakesPorts) {
    const std::string outside = "203.0.113.1";
    const Session first =
        after(Request::of_ann(kStart).ipv4("100.64.0.7").ports(1, outside, 1024, 2047));
    const Session more = after(Request::of_ann(kInterim).ports(1, outside, 4096, 5119), &first);
    EXPECT_THAT(more.addresses, UnorderedElementsAre(address("100.64.0.7"),
                                                     address(outside, PortSet::range(1024, 2047)),
                                                     address(outside, PortSet::range(4096, 5119))));
    EXPECT_THAT(
        addresses(Request::of_ann(kInterim).ports(2, outside, 1100, 1199), &first),
        UnorderedElementsAre(address("100.64.0.7"), address(outside, PortSet::range(1024, 1099)),
                             address(outside, PortSet::range(1200, 2047))));
    EXPECT_THAT(addresses(Request::of_ann(kInterim).ports(2, outside, 0, 0), &more),
                ElementsAre(address("100.64.0.7")));
    EXPECT_THAT(addresses(Request::of_ann(kInterim).ports(2, "", 0, 0), &more),
                ElementsAre(address("100.64.0.7")));
}

TEST(AccountingRequest, AnInterimThatTellsNoAddressChangesNone) {
    const Session first = after(Request::of_ann(kStart).ipv4("192.0.2.7"));
    EXPECT_THAT(addresses(Request::of_ann(kInterim), &first), ElementsAre(address("192.0.2.7")));
    EXPECT_THAT(addresses(Request::of_ann(kInterim).ipv4("192.0.2.8"), &first),
                ElementsAre(address("192.0.2.8")));
    EXPECT_THAT(addresses(Request::of_ann(kStart), &first), IsEmpty())
        << "a Start begins from nothing";
}

TEST(AccountingRequest, ATierThatSomebodyChangedStaysUntilTheNasTellsAnother) {
    const auto with_tier = [](AcctStatusType type, const char* tier) {
        return Request::of_ann(type).text(radius::kFilterId, tier);
    };
    Session session = after(with_tier(kStart, "gold"));
    EXPECT_EQ(session.tier, "gold");
    session.tier = "silver";
    EXPECT_EQ(after(with_tier(kInterim, "gold"), &session).tier, "silver");
    EXPECT_EQ(after(Request::of_ann(kInterim), &session).tier, "silver");
    EXPECT_EQ(after(with_tier(kInterim, "bronze"), &session).tier, "bronze");
}

TEST(AccountingRequest, AnInterimWithoutTheNameIsStillTheSubscribers) {
    const Session first = after(Request::of_ann(kStart));
    const Request nameless = Request::accounting(kInterim).text(radius::kAcctSessionId, "s1");
    EXPECT_EQ(after(nameless, &first).subscriber_id, "ann");
    EXPECT_EQ(after(nameless).subscriber_id, "");
}

// What FreeRADIUS 3.2.1's radclient made of these attributes.
const Bytes kOfRadclient = unhex(
    "041700957fa99610d0a1e9cd1624212b4efe19532806000000030111616e6e406973702e6578616d"
    "706c652c0a30613030303030312007626e672d310806644000097b14003820010db8010000000000"
    "000000000000f11b060806000000010306cb0071090906000004000a06000007ff1a0c00003a8c08"
    "06676f6c6437066553f1005012bb3fca7848720cbe5c0fa0eb8a0f8e70");

TEST(AccountingRequest, ReadsWhatRadclientSends) {
    const RadiusPacket packet = RadiusPacket::parse(kOfRadclient).value();
    EXPECT_TRUE(is_request_authenticator_right(packet, kSecret));
    EXPECT_EQ(check_message_authenticator(packet, kSecret), MessageSignature::right);
    RadiusSettings settings;
    settings.tier = *AttributeName::parse("vendor 14988 type 8");
    const auto request = read_accounting_request(packet, settings);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->is(kInterim));
    EXPECT_EQ(request->subscriber_id, "ann@isp.example");
    EXPECT_EQ(request->session_id, "0a000001");
    EXPECT_EQ(request->tier, "gold");
    EXPECT_EQ(request->event_timestamp_s, 1'700'000'000);
    EXPECT_EQ(request->unusable, 0u);
    EXPECT_THAT(session_after(*request, nullptr, "bng-1").addresses,
                UnorderedElementsAre(address("100.64.0.9"), address("2001:db8:100::/56"),
                                     address("203.0.113.9", PortSet::range(1024, 2047))));
}

TEST(AccountingRequest, EveryTruncationOfARealOneIsRefused) {
    for (size_t n = 0; n < kOfRadclient.size(); ++n)
        EXPECT_FALSE(RadiusPacket::parse(Octets(kOfRadclient).first(n))) << n << " bytes";
}

}  // namespace
}  // namespace sluice
