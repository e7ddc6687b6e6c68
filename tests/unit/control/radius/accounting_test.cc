// SPDX-License-Identifier: Apache-2.0
#include "control/radius/accounting.h"

#include <gmock/gmock.h>

#include "tests/unit/control/radius/radius_fixture.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Outcome = RadiusOutcome;

constexpr auto kStart = AcctStatusType::start;
constexpr auto kInterim = AcctStatusType::interim_update;
constexpr auto kStop = AcctStatusType::stop;

class RadiusAccountingTest : public RadiusTest {
 protected:
    Request ann(AcctStatusType type, const std::string& session = "s1") const {
        return Request::of_ann(type, session)
            .ipv4("192.0.2.7")
            .number(radius::kEventTimestamp, unix_now());
    }
    static Request ann_without_time(AcctStatusType type) {
        return Request::of_ann(type).ipv4("192.0.2.7");
    }
    Request nas(AcctStatusType type) const {
        return Request::accounting(type)
            .text(radius::kNasIdentifier, "bng-1")
            .number(radius::kEventTimestamp, unix_now());
    }
};

TEST_F(RadiusAccountingTest, AStartMakesASubscriberAndAStopAStranger) {
    EXPECT_FALSE(account(ann(kStart).text(radius::kFilterId, "gold")).empty());
    EXPECT_EQ(tier_of("ann"), "gold");
    EXPECT_THAT(known_.all.at("ann").addresses, ElementsAre(address("192.0.2.7")));
    pass(5);
    EXPECT_FALSE(account(ann(kStop)).empty());
    EXPECT_FALSE(is_known("ann"));
    EXPECT_EQ(accounted(Outcome::started), 1u);
    EXPECT_EQ(accounted(Outcome::stopped), 1u);
}

TEST_F(RadiusAccountingTest, AnAnswerIsSignedAndBringsTheProxysStateBackInOrder) {
    const Bytes request =
        ann(kStart).text(radius::kProxyState, "one").text(radius::kProxyState, "two").sign();
    const Bytes answer = account(request);
    const auto packet = RadiusPacket::parse(answer);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->code(), RadiusCode::accounting_response);
    EXPECT_EQ(packet->identifier(), request[1]);
    const auto expected =
        packet_authenticator(answer, RadiusPacket::parse(request)->authenticator(), kSecret);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), answer.begin() + 4));
    std::vector<std::string> states;
    for (const AttributeView attribute : packet->attributes())
        states.emplace_back(text_of(attribute.value));
    EXPECT_THAT(states, ElementsAre("one", "two"));
}

TEST_F(RadiusAccountingTest, WhoIsNoClientIsNotAnswered) {
    EXPECT_THAT(account(ann(kStart).sign(), {*IpAddress::parse("198.51.100.1"), 1}), IsEmpty());
    EXPECT_EQ(accounted(Outcome::unknown_client), 1u);
    EXPECT_FALSE(is_known("ann"));
    EXPECT_THAT(log_, ElementsAre(HasSubstr("198.51.100.1")));
}

TEST_F(RadiusAccountingTest, WhatIsWronglySignedIsNotAnswered) {
    EXPECT_THAT(account(ann(kStart).sign("another secret")), IsEmpty());
    EXPECT_EQ(accounted(Outcome::wrong_authenticator), 1u);
    Bytes forged = Request::accounting(kStart)
                       .text(radius::kAcctSessionId, "s1")
                       .text(radius::kUserName, "ann")
                       .bytes(radius::kMessageAuthenticator, Bytes(16, 7))
                       .sign();
    EXPECT_THAT(account(forged), IsEmpty());
    EXPECT_EQ(accounted(Outcome::wrong_message_authenticator), 1u);
    EXPECT_EQ(shared_.table.size(), 0u);
}

TEST_F(RadiusAccountingTest, AMessageAuthenticatorIsDemandedOfWhomTheOperatorSays) {
    const SocketAddress strict{*IpAddress::parse("192.0.2.99"), 1};
    EXPECT_THAT(account(ann(kStart).sign("strict"), strict), IsEmpty());
    EXPECT_EQ(accounted(Outcome::no_message_authenticator), 1u);
    const Request with = Request::accounting(kStart, Request::Signed::with)
                             .text(radius::kAcctSessionId, "s1")
                             .text(radius::kUserName, "ann");
    EXPECT_FALSE(account(with.sign("strict"), strict).empty());
    EXPECT_TRUE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, EveryTruncationIsDiscardedSilently) {
    const Bytes request = ann(kStart).sign();
    for (size_t n = 0; n < request.size(); ++n)
        EXPECT_THAT(account(Bytes(request.begin(), request.begin() + long(n))), IsEmpty()) << n;
    EXPECT_EQ(accounted(Outcome::malformed), request.size());
}

TEST_F(RadiusAccountingTest, SignedNonsenseIsDiscardedToo) {
    EXPECT_THAT(account(Request::accounting(kStart)), IsEmpty()) << "no session";
    EXPECT_EQ(accounted(Outcome::malformed), 1u);
    EXPECT_THAT(account(Request(RadiusCode::coa_request)), IsEmpty());
    EXPECT_EQ(accounted(Outcome::unexpected_code), 1u);
}

TEST_F(RadiusAccountingTest, ARepeatedRequestIsAnsweredAsBeforeAndChangesNothing) {
    const Bytes start = ann(kStart).sign();
    const Bytes answer = account(start);
    const size_t puts = known_.puts;
    pass(2);
    EXPECT_EQ(account(start), answer);
    EXPECT_EQ(accounted(Outcome::duplicate), 1u);
    EXPECT_EQ(known_.puts, puts);
}

TEST_F(RadiusAccountingTest, AReplayedStartDoesNotBringAStoppedSessionBack) {
    const Bytes start = ann(kStart).sign();
    const Bytes interim = ann(kInterim).sign();
    account(start);
    account(interim);
    account(ann(kStop));
    for (const uint64_t later : {60u, 600u, 3'000u, 100'000u}) {
        pass(later);
        EXPECT_FALSE(account(start).empty());
        EXPECT_FALSE(account(interim).empty());
        EXPECT_FALSE(is_known("ann")) << later << " s later";
    }
    EXPECT_EQ(accounted(Outcome::late), 8u);
}

TEST_F(RadiusAccountingTest, NorDoesOneWithoutATimeWhileTheStopIsRemembered) {
    const Bytes start = ann_without_time(kStart).sign();
    account(start);
    account(ann_without_time(kStop));
    pass(3'500);
    account(start);
    EXPECT_FALSE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, AnInterimThatOvertookItsStopDoesNotReopen) {
    account(ann(kStart));
    pass(10);
    account(ann(kStop));
    account(ann(kInterim));
    EXPECT_FALSE(is_known("ann"));
    EXPECT_EQ(accounted(Outcome::late), 1u);
}

TEST_F(RadiusAccountingTest, ALaterStartMayUseTheIdAgain) {
    account(ann(kStart));
    account(ann(kStop));
    pass(1);
    account(ann(kStart));
    EXPECT_TRUE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, AnOldInterimDoesNotUndoANewerOne) {
    account(ann(kStart));
    const Bytes old = ann(kInterim).sign();
    pass(60);
    account(ann(kInterim).ipv4("192.0.2.7").text(radius::kFilterId, "gold"));
    account(old, {kNasSocket.address, 9});
    EXPECT_EQ(tier_of("ann"), "gold");
    EXPECT_EQ(accounted(Outcome::late), 1u);
}

TEST_F(RadiusAccountingTest, AStopBeforeItsStartIsAnsweredAndTheStartTooLate) {
    EXPECT_FALSE(account(ann_without_time(kStop)).empty());
    EXPECT_EQ(accounted(Outcome::unknown_stopped), 1u);
    EXPECT_FALSE(account(ann_without_time(kStart)).empty());
    EXPECT_FALSE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, AnOldStopDoesNotEndALaterSessionOfThatId) {
    const Bytes old = ann(kStop).sign();
    pass(10);
    account(ann(kStart));
    account(old);
    EXPECT_TRUE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, AnInterimOfAnUnknownSessionOpensIt) {
    account(ann(kInterim));
    EXPECT_TRUE(is_known("ann")) << "the box was started after the session was";
}

TEST_F(RadiusAccountingTest, ASessionThatNothingRenewsExpires) {
    account(ann(kStart));
    pass(7'000);
    account(ann(kInterim));
    pass(7'000);
    shared_.table.expire(now().steady_ns);
    EXPECT_TRUE(is_known("ann"));
    pass(300);
    shared_.table.expire(now().steady_ns);
    EXPECT_FALSE(is_known("ann"));
    account(ann(kInterim));
    EXPECT_TRUE(is_known("ann")) << "it was there all the time";
}

TEST_F(RadiusAccountingTest, AccountingOnAndOffEndTheNassSessions) {
    for (const auto type : {AcctStatusType::accounting_on, AcctStatusType::accounting_off}) {
        account(ann(kStart, "s" + std::to_string(now_s_)));
        account(Request::accounting(kStart)
                    .text(radius::kNasIdentifier, "bng-2")
                    .text(radius::kAcctSessionId, "s1")
                    .text(radius::kUserName, "bob"));
        pass(5);
        EXPECT_FALSE(account(nas(type)).empty());
        EXPECT_FALSE(is_known("ann"));
        EXPECT_TRUE(is_known("bob")) << "another NAS's";
        pass(5);
    }
    EXPECT_EQ(accounted(Outcome::nas_restarted), 2u);
}

TEST_F(RadiusAccountingTest, AReplayedAccountingOnEndsNothing) {
    const Bytes on = nas(AcctStatusType::accounting_on).sign();
    const Bytes timeless = Request::accounting(AcctStatusType::accounting_on)
                               .text(radius::kNasIdentifier, "bng-1")
                               .sign();
    account(on);
    account(timeless);
    pass(60);
    account(ann(kStart));
    pass(60);
    account(on);
    account(timeless);
    EXPECT_TRUE(is_known("ann"));
    EXPECT_EQ(accounted(Outcome::late), 2u);
}

TEST_F(RadiusAccountingTest, WhatTheNasToldBeforeItRestartedIsTooLate) {
    const Bytes before = ann(kInterim).sign();
    pass(5);
    account(nas(AcctStatusType::accounting_on));
    account(before);
    EXPECT_FALSE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, ANasIsTheSameByItsAddressAlone) {
    account(ann(kStart).ipv4("198.51.100.9", radius::kNasIpAddress));
    pass(1);
    account(Request::accounting(AcctStatusType::accounting_off)
                .ipv4("198.51.100.9", radius::kNasIpAddress));
    EXPECT_FALSE(is_known("ann"));
}

TEST_F(RadiusAccountingTest, AnAddressGivenToTwoIsTheLaterOnes) {
    account(ann(kStart));
    account(Request::accounting(kStart)
                .text(radius::kNasIdentifier, "bng-2")
                .text(radius::kAcctSessionId, "t1")
                .text(radius::kUserName, "bob")
                .ipv4("192.0.2.7"));
    EXPECT_THAT(known_.all.at("ann").addresses, IsEmpty());
    EXPECT_THAT(known_.all.at("bob").addresses, ElementsAre(address("192.0.2.7")));
    EXPECT_EQ(shared_.table.counts().moved_addresses, 1u);
    pass(1);
    account(ann(kStop));
    EXPECT_THAT(known_.all.at("bob").addresses, ElementsAre(address("192.0.2.7")));
}

TEST_F(RadiusAccountingTest, ASubscriberThatTheBoxRefusesIsLoggedOnceAndCounted) {
    known_.refused_id = "ann";
    EXPECT_FALSE(account(ann(kStart)).empty());
    EXPECT_FALSE(account(ann(kInterim)).empty());
    EXPECT_EQ(accounting_.counts().refused_subscribers, 2u);
    EXPECT_THAT(log_, ElementsAre(HasSubstr("'ann' is not taken: not that one")));
    known_.refused_id.clear();
    pass(20);
    account(ann(kInterim));
    EXPECT_TRUE(is_known("ann")) << "the session was kept";
}

TEST_F(RadiusAccountingTest, ASessionOfNobodyIsAnsweredAndCounted) {
    EXPECT_FALSE(account(Request::accounting(kStart).text(radius::kAcctSessionId, "x")).empty());
    EXPECT_EQ(accounted(Outcome::without_subscriber), 1u);
    EXPECT_EQ(shared_.table.size(), 0u);
}

TEST_F(RadiusAccountingTest, WhenThereIsNoRoomAStartIsNotAnsweredButAnInterimIs) {
    for (size_t i = 0; i < sessions_.most; ++i)
        account(ann(kStart, "s" + std::to_string(i)));
    EXPECT_THAT(account(ann(kStart, "one more")), IsEmpty());
    EXPECT_EQ(accounted(Outcome::no_room), 1u);
    EXPECT_FALSE(account(ann(kInterim, "s0")).empty());
}

TEST_F(RadiusAccountingTest, OtherStatusTypesAreAnswered) {
    EXPECT_FALSE(account(Request(RadiusCode::accounting_request).number(40, 15)).empty());
    EXPECT_EQ(accounted(Outcome::ignored_status_type), 1u);
}

TEST_F(RadiusAccountingTest, TheLogIsNotFilledByWhoeverSendsMuch) {
    for (int i = 0; i < 1'000; ++i)
        account(ann(kStart).sign("wrong"));
    EXPECT_EQ(log_.size(), 1u);
    pass(11);
    account(ann(kStart).sign("wrong"));
    EXPECT_THAT(log_.back(), HasSubstr("and 999 more"));
    for (const std::string& line : log_)
        EXPECT_EQ(line.find(kSecret), std::string::npos) << "the secret is in the log";
}

TEST(DuplicateCache, ForgetsWhatIsOldAndIsBounded) {
    DuplicateCache cache;
    const Bytes bytes = Request::accounting(kStart).sign();
    const RadiusPacket request = *RadiusPacket::parse(bytes);
    cache.remember(kNasSocket, request, {1}, 0);
    EXPECT_NE(cache.find(kNasSocket, request, DuplicateCache::kLifetimeNs - 1), nullptr);
    EXPECT_EQ(cache.find(kNasSocket, request, DuplicateCache::kLifetimeNs), nullptr);
    EXPECT_EQ(cache.find({kNasSocket.address, 1}, request, 0), nullptr) << "another port";
    for (uint32_t i = 0; i < DuplicateCache::kMost + 1'000; ++i)
        cache.remember({IpAddress::from_ipv4(i), 1}, request, {1}, 1);
    EXPECT_LE(cache.size(), DuplicateCache::kMost);
}

TEST(EndedSessions, AreForgottenInTime) {
    EndedSessions ended(100);
    ended.add("a", 7, 0);
    ended.add("a", 9, 50);
    ended.add("b", 1, 60);
    EXPECT_EQ(ended.find("a", 149), 9);
    EXPECT_EQ(ended.find("a", 150), std::nullopt);
    ended.add("c", 1, 155);
    EXPECT_EQ(ended.size(), 2u);
}

}  // namespace
}  // namespace sluice
