// SPDX-License-Identifier: Apache-2.0
#include "control/radius/dynamic_authorization.h"

#include <gmock/gmock.h>

#include "tests/unit/control/radius/radius_fixture.h"

namespace sluice {
namespace {

using testing::IsEmpty;
using Outcome = RadiusOutcome;

constexpr auto kCoa = RadiusCode::coa_request;
constexpr auto kDisconnect = RadiusCode::disconnect_request;

class DynamicAuthorizationTest : public RadiusTest {
 protected:
    void SetUp() override {
        start("ann", "s1", "192.0.2.7");
        start("bob", "s2", "192.0.2.8");
    }
    void start(const std::string& id, const std::string& session, const std::string& ipv4) {
        account(Request::accounting(AcctStatusType::start)
                    .text(radius::kNasIdentifier, "bng-1")
                    .ipv4("198.51.100.9", radius::kNasIpAddress)
                    .text(radius::kAcctSessionId, session)
                    .text(radius::kUserName, id)
                    .text(radius::kFilterId, "gold")
                    .ipv4(ipv4));
    }
    static Request coa(const std::string& tier = "silver") {
        return Request(kCoa).text(radius::kFilterId, tier);
    }
    // ACK, NAK with its Error-Cause, or nothing.
    std::string ask(const Request& request) {
        const Bytes bytes = request.sign();
        const Bytes answer = authorize(bytes);
        if (answer.empty())
            return "nothing";
        const auto packet = RadiusPacket::parse(answer);
        const auto expected =
            packet_authenticator(answer, RadiusPacket::parse(bytes)->authenticator(), kSecret);
        EXPECT_TRUE(std::equal(expected.begin(), expected.end(), answer.begin() + 4));
        const int code = static_cast<int>(packet->code());
        const bool is_ack = code == bytes[0] + 1;
        EXPECT_TRUE(is_ack || code == bytes[0] + 2) << code;
        const auto cause = packet->attributes().find(radius::kErrorCause);
        EXPECT_NE(is_ack, cause.has_value());
        return is_ack ? "ACK" : std::to_string(*be32_of(*cause));
    }
};

TEST_F(DynamicAuthorizationTest, ACoaGivesTheSessionAnotherTier) {
    EXPECT_EQ(ask(coa().text(radius::kAcctSessionId, "s1")), "ACK");
    EXPECT_EQ(tier_of("ann"), "silver");
    EXPECT_EQ(tier_of("bob"), "gold");
    EXPECT_EQ(authorized(Outcome::changed), 1u);
}

TEST_F(DynamicAuthorizationTest, ASessionIsFoundByWhateverIdentifiesIt) {
    const Request requests[] = {
        coa("1").text(radius::kUserName, "ann"),
        coa("2").ipv4("192.0.2.7"),
        coa("3").text(radius::kNasIdentifier, "bng-1").text(radius::kAcctSessionId, "s1"),
        coa("4").ipv4("198.51.100.9", radius::kNasIpAddress).text(radius::kAcctSessionId, "s1"),
        coa("5").text(radius::kUserName, "ann").ipv4("192.0.2.7").text(44, "s1"),
    };
    int tier = 0;
    for (const Request& request : requests) {
        EXPECT_EQ(ask(request), "ACK");
        EXPECT_EQ(tier_of("ann"), std::to_string(++tier));
    }
}

TEST_F(DynamicAuthorizationTest, AllThatIsSaidMustBeSo) {
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").ipv4("192.0.2.8")), "503");
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").text(radius::kAcctSessionId, "s2")), "503");
    EXPECT_EQ(ask(coa().text(radius::kUserName, "carol")), "503");
    EXPECT_EQ(ask(coa().ipv4("192.0.2.9")), "503");
    EXPECT_EQ(ask(coa().text(radius::kNasIdentifier, "bng-7").text(radius::kUserName, "ann")),
              "403");
    EXPECT_EQ(tier_of("ann"), "gold");
    EXPECT_EQ(authorized(Outcome::refused), 5u);
}

TEST_F(DynamicAuthorizationTest, WhatIsMissingOrUnknownIsNamed) {
    EXPECT_EQ(ask(Request(kCoa).text(radius::kUserName, "ann")), "402") << "no tier";
    EXPECT_EQ(ask(coa()), "402") << "no session";
    EXPECT_EQ(ask(coa().text(radius::kNasIdentifier, "bng-1")), "402") << "no session";
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").number(27, 60)), "401") << "Session-Timeout";
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").text(31, "02-00")), "401")
        << "Calling-Station-Id identifies, but is not kept";
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").bytes(26, unhex("00000009 0105 616263"))),
              "401");
    EXPECT_EQ(ask(coa().bytes(radius::kFramedIpAddress, Bytes(3))), "404");
    EXPECT_EQ(ask(coa("no tier").text(radius::kUserName, "ann")), "407");
    EXPECT_EQ(tier_of("ann"), "gold");
}

TEST_F(DynamicAuthorizationTest, ATierThatTheBoxRefusesIsAnInvalidValue) {
    known_.refused_id = "ann";
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann")), "407");
    EXPECT_EQ(shared_.table.sessions_of("ann").front()->tier, "gold") << "as before";
}

TEST_F(DynamicAuthorizationTest, AuthorizeOnlyIsRefusedWithItsState) {
    const Bytes request = coa()
                              .text(radius::kUserName, "ann")
                              .number(radius::kServiceType, 17)
                              .text(radius::kState, "state")
                              .sign();
    const Bytes answer = authorize(request);
    const auto packet = RadiusPacket::parse(answer);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->code(), RadiusCode::coa_nak);
    EXPECT_EQ(be32_of(*packet->attributes().find(radius::kErrorCause)), 405u);
    EXPECT_EQ(text_of(*packet->attributes().find(radius::kState)), "state");
    EXPECT_EQ(ask(coa().number(radius::kServiceType, 17)), "402") << "without State";
    EXPECT_EQ(ask(coa().number(radius::kServiceType, 2)), "405");
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").text(radius::kState, "x")), "404");
    EXPECT_EQ(ask(Request(kDisconnect).text(1, "ann").number(radius::kServiceType, 17)), "401");
    EXPECT_EQ(tier_of("ann"), "gold");
}

TEST_F(DynamicAuthorizationTest, SeveralSessionsAreOneIfTheyAreOneSubscribers) {
    start("ann", "s3", "192.0.2.17");
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann")), "ACK");
    for (const Session* const session : shared_.table.sessions_of("ann"))
        EXPECT_EQ(session->tier, "silver");
    for (const auto& [id, first] : {std::pair{"carol", 1024u}, {"dave", 2048u}})
        account(Request::accounting(AcctStatusType::start)
                    .text(radius::kAcctSessionId, id)
                    .text(radius::kUserName, id)
                    .ipv4("203.0.113.1")
                    .ports(1, "", first, first + 1023));
    EXPECT_EQ(ask(coa().ipv4("203.0.113.1")), "508") << "two subscribers share that address";
    EXPECT_EQ(ask(coa().ipv4("203.0.113.1").text(radius::kUserName, "dave")), "ACK");
    EXPECT_EQ(tier_of("dave"), "silver");
    EXPECT_EQ(tier_of("carol"), "");
}

TEST_F(DynamicAuthorizationTest, ADisconnectMakesAStrangerAndTheNassInterimsDoNotUndoIt) {
    EXPECT_EQ(ask(Request(kDisconnect).text(radius::kUserName, "ann")), "ACK");
    EXPECT_FALSE(is_known("ann"));
    EXPECT_TRUE(is_known("bob"));
    pass(60);
    account(Request::of_ann(AcctStatusType::interim_update).ipv4("192.0.2.7"));
    EXPECT_FALSE(is_known("ann"));
    EXPECT_EQ(ask(Request(kDisconnect).text(radius::kUserName, "ann")), "503");
    EXPECT_EQ(ask(Request(kDisconnect)), "402");
}

TEST_F(DynamicAuthorizationTest, AnInterimThatTellsTheOldTierDoesNotUndoACoa) {
    ask(coa().text(radius::kUserName, "ann"));
    account(Request::of_ann(AcctStatusType::interim_update)
                .text(radius::kFilterId, "gold")
                .ipv4("192.0.2.7"));
    EXPECT_EQ(tier_of("ann"), "silver");
}

TEST_F(DynamicAuthorizationTest, ARepeatedRequestIsAnsweredAsBefore) {
    const Bytes request = Request(kDisconnect).text(radius::kUserName, "ann").sign();
    const Bytes answer = authorize(request);
    EXPECT_EQ(authorize(request), answer);
    EXPECT_EQ(answer[0], static_cast<uint8_t>(RadiusCode::disconnect_ack));
    EXPECT_EQ(authorized(Outcome::duplicate), 1u);
}

TEST_F(DynamicAuthorizationTest, AReplayIsNotAnswered) {
    const Bytes request =
        coa().text(radius::kUserName, "ann").number(radius::kEventTimestamp, unix_now()).sign();
    EXPECT_FALSE(authorize(request).empty());
    ask(coa("bronze").text(radius::kUserName, "ann"));
    for (const uint64_t later : {40u, 200u, 400u}) {
        pass(later);
        EXPECT_THAT(authorize(request), IsEmpty()) << later;
        EXPECT_THAT(authorize(request, {kNasSocket.address, 7}), IsEmpty()) << later;
    }
    EXPECT_EQ(tier_of("ann"), "bronze");
    EXPECT_EQ(authorized(Outcome::replayed), 6u);
}

TEST_F(DynamicAuthorizationTest, ATimeFarFromNowIsNotTaken) {
    for (const int64_t off : {-301, 301}) {
        const auto at = static_cast<uint32_t>(now().unix_s + off);
        EXPECT_EQ(ask(coa().text(radius::kUserName, "ann").number(radius::kEventTimestamp, at)),
                  "nothing");
    }
    settings_.require_event_timestamp = true;
    EXPECT_EQ(ask(coa().text(radius::kUserName, "ann")), "nothing");
    EXPECT_EQ(tier_of("ann"), "gold");
}

TEST_F(DynamicAuthorizationTest, WhatIsForgedOrCutShortIsNotAnswered) {
    const Bytes request = coa().text(radius::kUserName, "ann").sign();
    for (size_t n = 0; n < request.size(); ++n)
        EXPECT_THAT(authorize(Bytes(request.begin(), request.begin() + long(n))), IsEmpty()) << n;
    EXPECT_THAT(authorize(coa().text(radius::kUserName, "ann").sign("wrong")), IsEmpty());
    EXPECT_THAT(authorize(request, {*IpAddress::parse("198.51.100.1"), 1}), IsEmpty());
    EXPECT_THAT(authorize(Request::of_ann(AcctStatusType::start).sign()), IsEmpty());
    EXPECT_EQ(authorized(Outcome::malformed), request.size());
    EXPECT_EQ(authorized(Outcome::wrong_authenticator), 1u);
    EXPECT_EQ(authorized(Outcome::unknown_client), 1u);
    EXPECT_EQ(authorized(Outcome::unexpected_code), 1u);
    EXPECT_EQ(tier_of("ann"), "gold");
}

}  // namespace
}  // namespace sluice
