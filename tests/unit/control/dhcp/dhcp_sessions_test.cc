// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcp_sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/dhcp/messages.h"
#include "tests/unit/control/subscribers/sessions.h"

namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Outcome = DhcpOutcome;

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint8_t kSolicit = 1, kRequest = 3, kReply = 7, kRelease = 8, kDecline = 9;
constexpr uint8_t kConfirm = 4, kRelayReply = 13;

class DhcpSessionsTest : public testing::Test {
 protected:
    void configure(DhcpSettings settings) {
        settings.servers = {*Prefix::parse("198.51.100.1"), *Prefix::parse("2001:db8:5::/64")};
        dhcp_ = std::make_unique<DhcpSessions>(settings);
    }
    void SetUp() override { configure({}); }

    Outcome up(const Octets& bytes, const std::string& from = "0.0.0.0", bool ipv6 = false) {
        return dhcp_->take({bytes, ipv6, false, *IpAddress::parse(from)}, now_ns_, table_);
    }
    Outcome down(const Octets& bytes, const std::string& from = "198.51.100.1", bool ipv6 = false) {
        return dhcp_->take({bytes, ipv6, true, *IpAddress::parse(from)}, now_ns_, table_);
    }
    Outcome up6(const Octets& bytes) { return up(bytes, "fe80::2", true); }
    Outcome down6(const Octets& bytes) { return down(bytes, "2001:db8:5::1", true); }

    // The whole way of a lease through a relay agent that names the line.
    Outcome lease(const std::string& line, const std::string& address, uint32_t seconds,
                  uint8_t host = 1) {
        Dhcpv4 question = request(address, line4(line));
        Dhcpv4 answer = ack(address, seconds);
        question.hardware[5] = answer.hardware[5] = host;
        EXPECT_EQ(up(question.bytes()), Outcome::asked);
        return down(answer.bytes());
    }
    std::vector<SubscriberAddress> addresses_of(const std::string& id) {
        return known_.all.contains(id) ? known_.all.at(id).addresses
                                       : std::vector<SubscriberAddress>{};
    }
    void pass(uint64_t seconds) {
        now_ns_ += seconds * kSecond;
        dhcp_->expire(now_ns_);
        table_.expire(now_ns_);
    }

    KnownSubscribers known_;
    SessionTable table_{known_.sink()};
    std::unique_ptr<DhcpSessions> dhcp_;
    uint64_t now_ns_ = kSecond;
};

TEST_F(DhcpSessionsTest, ALeasedAddressIsTheLinesUntilTheLeaseIsOver) {
    EXPECT_EQ(lease("home-1", "192.0.2.1", 600), Outcome::leased);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1")));
    pass(600 + 29);
    EXPECT_EQ(dhcp_->leases(), 1u);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1"))) << "in grace";
    pass(2);
    EXPECT_TRUE(known_.all.empty());
    EXPECT_EQ(dhcp_->leases(), 0u);
    EXPECT_EQ(table_.counts().expired, 1u);
}

TEST_F(DhcpSessionsTest, BothFamiliesOfALineAreOneSubscriber) {
    lease("home-1", "192.0.2.1", 600);
    EXPECT_EQ(up6(relayed(dhcpv6_of(1, kRequest, {}), line6("home-1"))), Outcome::asked);
    EXPECT_EQ(down6(relayed(dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8:7::", 56, 600))), {},
                            kRelayReply)),
              Outcome::leased);
    EXPECT_THAT(addresses_of("home-1"),
                UnorderedElementsAre(address("192.0.2.1"), address("2001:db8:7::/56")));
}

TEST_F(DhcpSessionsTest, ARenewalWithoutTheRelayAgentsWordGoesOnAsWhoseItWas) {
    lease("home-1", "192.0.2.1", 600);
    pass(300);
    EXPECT_EQ(up(renewal("192.0.2.1").bytes(), "192.0.2.1"), Outcome::asked);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::leased);
    pass(400);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1")));
    EXPECT_EQ(table_.counts().opened, 1u);

    Dhcpv4 another = renewal("192.0.2.1");
    Dhcpv4 answer = ack("192.0.2.1", 600);
    another.hardware[5] = answer.hardware[5] = 2;
    up(another.bytes());
    EXPECT_EQ(down(answer.bytes()), Outcome::no_id) << "not of whoever else asks";
}

TEST_F(DhcpSessionsTest, TheAnswerMayBeTheOneThatNamesNoLine) {
    EXPECT_EQ(up(request("192.0.2.1").bytes()), Outcome::asked);
    EXPECT_EQ(up(request("192.0.2.1", line4("home-1")).bytes()), Outcome::asked)
        << "passed on by the relay agent";
    EXPECT_EQ(up(request("192.0.2.1", line4("home-2")).bytes()), Outcome::asked);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::leased);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1")))
        << "whom the first relay agent named";
}

TEST_F(DhcpSessionsTest, AServersWordFromTheAccessSideIsNotBelieved) {
    up(request("192.0.2.1", line4("home-1")).bytes());
    EXPECT_EQ(up(ack("192.0.2.1", 600).bytes(), "198.51.100.1"), Outcome::wrong_side);
    up6(relayed(dhcpv6_of(1, kRequest, {}), line6("home-1")));
    EXPECT_EQ(up6(dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8:7::", 56, 600)))),
              Outcome::wrong_side);
    EXPECT_TRUE(known_.all.empty());
}

TEST_F(DhcpSessionsTest, AClientsWordFromTheCoreSideIsNotBelieved) {
    lease("home-1", "192.0.2.1", 600);
    EXPECT_EQ(down(release("192.0.2.1").bytes()), Outcome::wrong_side);
    EXPECT_EQ(down(request("192.0.2.9", line4("home-1")).bytes()), Outcome::wrong_side);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1")));
}

TEST_F(DhcpSessionsTest, OnlyTheConfiguredServersLease) {
    up(request("192.0.2.1", line4("home-1")).bytes());
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes(), "203.0.113.5"), Outcome::unknown_server);
    EXPECT_TRUE(known_.all.empty());
    up6(relayed(dhcpv6_of(1, kRequest, {}), line6("home-1")));
    const Octets reply = dhcpv6_of(1, kReply, ia_pd(ia_prefix("2001:db8:7::", 56, 600)));
    EXPECT_EQ(down(reply, "2001:db8:66::1", true), Outcome::unknown_server);
    EXPECT_EQ(down(reply, "fe80::5", true), Outcome::leased) << "the router on the link";
}

TEST_F(DhcpSessionsTest, AnAnswerNobodyAskedForLeasesNothing) {
    EXPECT_EQ(down(ack("192.0.2.1", 600, line4("home-1")).bytes()), Outcome::unasked);
    up(request("192.0.2.1", line4("home-1")).bytes());
    Dhcpv4 answer = ack("192.0.2.1", 600);
    ++answer.transaction;
    EXPECT_EQ(down(answer.bytes()), Outcome::unasked);
    answer = ack("192.0.2.1", 600);
    answer.hardware[0] ^= 4;
    EXPECT_EQ(down(answer.bytes()), Outcome::unasked);
    pass(60);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::unasked) << "a minute later";
    EXPECT_TRUE(known_.all.empty());
}

TEST_F(DhcpSessionsTest, AnOfferIsNoLease) {
    up(discover(line4("home-1")).bytes());
    Dhcpv4 offer = ack("192.0.2.1", 600);
    offer.type = 2;
    EXPECT_EQ(down(offer.bytes()), Outcome::passed_over);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::passed_over)
        << "an ACK to a DISCOVER without rapid commit";
    EXPECT_EQ(up(Dhcpv4{.type = 8, .client = "192.0.2.1"}.bytes()), Outcome::asked);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::passed_over) << "to an INFORM";
    up6(dhcpv6_of(1, kConfirm, ia_na(ia_address("2001:db8:1::7", 0))));
    EXPECT_EQ(down6(dhcpv6_of(1, kReply, ia_na(ia_address("2001:db8:1::7", 9)))),
              Outcome::passed_over);
}

TEST_F(DhcpSessionsTest, ARapidCommitIsALeaseIfBothAgree) {
    const Octets rapid4 = option4(80, {});
    up(discover(joined({rapid4, line4("home-1")})).bytes());
    EXPECT_EQ(down(ack("192.0.2.1", 600, rapid4).bytes()), Outcome::leased);
    const Octets rapid6 = option6(14, {});
    const Octets given = ia_pd(ia_prefix("2001:db8:7::", 56, 600));
    up6(relayed(dhcpv6_of(1, kSolicit, rapid6), line6("home-1")));
    EXPECT_EQ(down6(dhcpv6_of(1, kReply, given)), Outcome::passed_over);
    EXPECT_EQ(down6(dhcpv6_of(1, kReply, joined({rapid6, given}))), Outcome::leased);
    EXPECT_EQ(addresses_of("home-1").size(), 2u);
}

TEST_F(DhcpSessionsTest, WhoHoldsAnAddressMayReleaseItAndNobodyElse) {
    lease("home-1", "192.0.2.1", 600);
    Dhcpv4 message = release("192.0.2.1");
    message.hardware[5] = 2;
    EXPECT_EQ(up(message.bytes()), Outcome::not_held) << "another client";
    message = release("192.0.2.1");
    message.options = line4("home-2");
    EXPECT_EQ(up(message.bytes()), Outcome::not_held) << "another line";
    EXPECT_EQ(up(release("192.0.2.2").bytes()), Outcome::not_held);
    EXPECT_EQ(addresses_of("home-1").size(), 1u);
    EXPECT_EQ(up(release("192.0.2.1").bytes()), Outcome::ended);
    EXPECT_TRUE(known_.all.empty());
    EXPECT_EQ(up(release("192.0.2.1").bytes()), Outcome::not_held) << "again";
    EXPECT_EQ(table_.counts().unknown_closed, 0u);
}

TEST_F(DhcpSessionsTest, APrefixEndsByReleaseDeclineOrAReplyWithoutLifetime) {
    const Octets none = ia_pd(ia_prefix("2001:db8:7::", 56, 0));
    const Octets given = ia_pd(ia_prefix("2001:db8:7::", 56, 600));
    const auto from_line = [](uint8_t type, const Octets& options, uint8_t host = 1) {
        return relayed(dhcpv6_of(host, type, options), line6("home-1"));
    };
    const auto lease6 = [&] {
        up6(from_line(kRequest, {}));
        EXPECT_EQ(down6(dhcpv6_of(1, kReply, given)), Outcome::leased);
    };
    lease6();
    EXPECT_EQ(up6(from_line(kRelease, none, 2)), Outcome::not_held) << "another DUID";
    EXPECT_EQ(up6(from_line(kRelease, none)), Outcome::ended);
    EXPECT_TRUE(known_.all.empty());
    lease6();
    EXPECT_EQ(up6(from_line(kDecline, none)), Outcome::ended);
    EXPECT_TRUE(known_.all.empty());
    lease6();
    EXPECT_EQ(down6(dhcpv6_of(1, kReply, none)), Outcome::ended);
    EXPECT_TRUE(known_.all.empty());
    EXPECT_EQ(down6(dhcpv6_of(1, kReply, none)), Outcome::not_held);
}

TEST_F(DhcpSessionsTest, ARefusalEndsTheLeaseThatWasAskedFor) {
    lease("home-1", "192.0.2.1", 600);
    const Octets refusal = Dhcpv4{.op = 2, .type = 6}.bytes();
    up(request("192.0.2.2", line4("home-1")).bytes());
    EXPECT_EQ(down(refusal), Outcome::not_held) << "of another address";
    up(renewal("192.0.2.1").bytes());
    EXPECT_EQ(down(refusal), Outcome::ended);
    EXPECT_TRUE(known_.all.empty());
}

TEST_F(DhcpSessionsTest, AnAddressThatIsLeasedToAnotherMovesAndIsCounted) {
    lease("home-1", "192.0.2.1", 600, 1);
    lease("home-1", "192.0.2.3", 600, 1);
    EXPECT_EQ(lease("home-2", "192.0.2.1", 600, 2), Outcome::leased);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.3")));
    EXPECT_THAT(addresses_of("home-2"), ElementsAre(address("192.0.2.1")));
    EXPECT_EQ(dhcp_->given_to_another(), 1u);
    EXPECT_EQ(up(release("192.0.2.1").bytes()), Outcome::not_held) << "the former holder's";
    EXPECT_THAT(addresses_of("home-2"), ElementsAre(address("192.0.2.1")));
}

TEST_F(DhcpSessionsTest, ALeaseWithoutEndIsBelievedAsLongAsIsConfigured) {
    configure({.longest_lease_ns = 1'000 * kSecond});
    lease("home-1", "192.0.2.1", UINT32_MAX);
    lease("home-2", "192.0.2.2", 4'000'000'000, 2);
    pass(1'000 + 29);
    EXPECT_EQ(known_.all.size(), 2u);
    pass(2);
    EXPECT_TRUE(known_.all.empty());
}

TEST_F(DhcpSessionsTest, OnlyConfiguredRelayAgentsSayWhoseLineItIs) {
    configure({.relays = {*Prefix::parse("10.9.0.0/24")}});
    const Octets question = request("192.0.2.1", line4("home-1")).bytes();
    EXPECT_EQ(up(question, "192.0.2.77"), Outcome::unknown_relay);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::unasked);
    EXPECT_EQ(up(question, "10.9.0.5"), Outcome::asked);
    EXPECT_EQ(down(ack("192.0.2.1", 600).bytes()), Outcome::leased);
}

TEST_F(DhcpSessionsTest, WhatAServerEchoesMakesNoLine) {
    up(request("192.0.2.1").bytes());
    EXPECT_EQ(down(ack("192.0.2.1", 600, line4("home-1")).bytes()), Outcome::no_id);
    EXPECT_TRUE(known_.all.empty());
}

TEST_F(DhcpSessionsTest, ASubscriberThatIsRefusedHasAReasonAndIsAskedForAgain) {
    known_.refused_id = "home-1";
    EXPECT_EQ(lease("home-1", "192.0.2.1", 600), Outcome::refused);
    EXPECT_EQ(dhcp_->take_objection(), "not that one");
    EXPECT_EQ(dhcp_->take_objection(), std::nullopt);
    known_.refused_id = "";
    EXPECT_EQ(lease("home-1", "192.0.2.1", 600), Outcome::leased);
    EXPECT_THAT(addresses_of("home-1"), ElementsAre(address("192.0.2.1")));
}

TEST_F(DhcpSessionsTest, WhatChangesIsToldAndMakesTheSameSessionsAfterARestart) {
    lease("home-1", "192.0.2.1", 600, 1);
    lease("home-2", "192.0.2.2", 600, 2);
    up(release("192.0.2.1").bytes());
    const auto changes = dhcp_->take_changes();
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_FALSE(changes[2].lease);
    EXPECT_EQ(changes[2].prefix, *Prefix::parse("192.0.2.1"));
    EXPECT_TRUE(dhcp_->take_changes().empty());

    KnownSubscribers known;
    SessionTable table(known.sink());
    DhcpSessions again({});
    again.restore(changes[1].lease.value(), now_ns_, table);
    EXPECT_THAT(known.all.at("home-2").addresses, ElementsAre(address("192.0.2.2")));
    Dhcpv4 gives_up = release("192.0.2.2");
    gives_up.hardware[5] = 2;
    const Octets given_up = gives_up.bytes();
    EXPECT_EQ(again.take({given_up, false, false, {}}, now_ns_, table), Outcome::ended);
    EXPECT_TRUE(known.all.empty());

    pass(700);
    EXPECT_EQ(dhcp_->take_changes().size(), 1u) << "home-2's lease is over";
}

TEST_F(DhcpSessionsTest, OfTooManyQuestionsTheOldestIsForgottenAndCounted) {
    const auto ask = [&](uint32_t transaction) {
        Dhcpv4 question = request("192.0.2.1", line4("home-1"));
        question.transaction = transaction;
        up(question.bytes());
    };
    for (uint32_t transaction = 0; transaction <= DhcpTransactions::kMost; ++transaction)
        ask(transaction);
    EXPECT_EQ(dhcp_->transactions().size(), DhcpTransactions::kMost);
    EXPECT_EQ(dhcp_->transactions().forgotten_early(), 1u);
    Dhcpv4 answer = ack("192.0.2.1", 600);
    answer.transaction = 0;
    EXPECT_EQ(down(answer.bytes()), Outcome::unasked);
    answer.transaction = 1;
    EXPECT_EQ(down(answer.bytes()), Outcome::leased);
}

TEST_F(DhcpSessionsTest, WhatIsNoDhcpChangesNothing) {
    EXPECT_EQ(up({}), Outcome::malformed);
    EXPECT_EQ(up(octets("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")),
              Outcome::malformed);
    EXPECT_EQ(down6(ack("192.0.2.1", 600).bytes()), Outcome::malformed) << "by DHCPv6's port";
}

}  // namespace
}  // namespace sluice::test
