// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/session_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SessionTableTest : public testing::Test {
 protected:
    std::vector<SubscriberAddress> addresses_of(const std::string& id) {
        return known_.all.at(id).addresses;
    }

    KnownSubscribers known_;
    SessionTable table_{known_.sink()};
};

TEST_F(SessionTableTest, ASessionIsASubscriberUntilItEnds) {
    EXPECT_EQ(table_.open(session("a", "ann", {address("192.0.2.1")}, "gold"), 0), std::nullopt);
    EXPECT_EQ(known_.all.at("ann").tier, "gold");
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("192.0.2.1")));
    EXPECT_TRUE(table_.close("a"));
    EXPECT_TRUE(known_.all.empty());
    EXPECT_EQ(table_.size(), 0u);
}

TEST_F(SessionTableTest, AStopOfAnUnknownSessionChangesNothingAndIsCounted) {
    table_.open(session("a", "ann", {address("192.0.2.1")}), 0);
    EXPECT_FALSE(table_.close("b"));
    EXPECT_EQ(table_.counts().unknown_closed, 1u);
    EXPECT_EQ(known_.all.size(), 1u);
}

TEST_F(SessionTableTest, SessionsOfOneIdAreOneSubscriber) {
    table_.open(session("v4", "ann", {address("192.0.2.1")}, "gold"), 0);
    table_.open(session("v6", "ann", {address("2001:db8:1::/56")}), 0);
    EXPECT_THAT(addresses_of("ann"),
                UnorderedElementsAre(address("192.0.2.1"), address("2001:db8:1::/56")));
    EXPECT_EQ(known_.all.at("ann").tier, "gold") << "the second session says nothing of a tier";
    table_.close("v4");
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("2001:db8:1::/56")));
    EXPECT_EQ(known_.all.at("ann").tier, "");
}

TEST_F(SessionTableTest, AnAddressThatIsGivenToAnotherMoves) {
    table_.open(session("a", "ann", {address("192.0.2.1"), address("2001:db8:1::/56")}), 0);
    table_.open(session("b", "bob", {address("192.0.2.1")}), 0);
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("2001:db8:1::/56")));
    EXPECT_THAT(addresses_of("bob"), ElementsAre(address("192.0.2.1")));
    EXPECT_EQ(table_.counts().moved_addresses, 1u);
    table_.close("a");
    EXPECT_THAT(addresses_of("bob"), ElementsAre(address("192.0.2.1"))) << "a late Stop took it";
}

TEST_F(SessionTableTest, WhoLosesAnAddressIsToldFirst) {
    std::vector<std::string> told;
    SessionTable table({[&](const Subscriber& subscriber) {
                            told.push_back(subscriber.id);
                            return std::nullopt;
                        },
                        [](const std::string&) {}});
    table.open(session("a", "ann", {address("192.0.2.1")}), 0);
    table.open(session("b", "aaron", {address("192.0.2.1")}), 0);
    EXPECT_THAT(told, ElementsAre("ann", "ann", "aaron"));
}

TEST_F(SessionTableTest, AReconnectBeforeTheOldSessionsStopKeepsTheAddress) {
    table_.open(session("old", "ann", {address("192.0.2.1")}), 0);
    table_.open(session("new", "ann", {address("192.0.2.1")}), 0);
    EXPECT_EQ(table_.counts().moved_addresses, 0u);
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("192.0.2.1")));
    table_.close("old");
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("192.0.2.1")));
}

TEST_F(SessionTableTest, HomesWithPortsOfOneAddressShareIt) {
    table_.open(session("a", "ann", {address("192.0.2.1", PortSet::range(1024, 2047))}), 0);
    table_.open(session("b", "bob", {address("192.0.2.1", PortSet::range(2048, 3071))}), 0);
    EXPECT_EQ(table_.counts().moved_addresses, 0u);
    EXPECT_EQ(addresses_of("ann").size() + addresses_of("bob").size(), 2u);
}

TEST_F(SessionTableTest, OfSeveralPortSetsOnlyTheOneThatOverlapsMoves) {
    table_.open(session("a", "ann",
                        {address("192.0.2.1", PortSet::range(1024, 2047)),
                         address("192.0.2.1", PortSet::range(4096, 5119))}),
                0);
    table_.open(session("b", "bob", {address("192.0.2.1", PortSet::range(2000, 3000))}), 0);
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("192.0.2.1", PortSet::range(4096, 5119))));
    EXPECT_EQ(table_.counts().moved_addresses, 1u);
}

TEST_F(SessionTableTest, AWholeAddressTakesEverybodysPortsOfIt) {
    table_.open(session("a", "ann",
                        {address("192.0.2.1", PortSet::range(1024, 2047)),
                         address("192.0.2.1", PortSet::range(4096, 5119))}),
                0);
    table_.open(session("b", "bob", {address("192.0.2.1", PortSet::range(2048, 3071))}), 0);
    table_.open(session("c", "cyd", {address("192.0.2.1")}), 0);
    EXPECT_THAT(addresses_of("ann"), IsEmpty());
    EXPECT_THAT(addresses_of("bob"), IsEmpty());
    EXPECT_EQ(table_.counts().moved_addresses, 3u);
    EXPECT_EQ(table_.sessions_at(*Prefix::parse("192.0.2.1")).size(), 1u);
}

TEST_F(SessionTableTest, ARenewalThatChangesNothingIsNotToldAgain) {
    table_.open(session("a", "ann", {address("192.0.2.1")}), 0);
    table_.open(session("a", "ann", {address("192.0.2.1")}), 1);
    EXPECT_EQ(known_.puts, 1u);
    EXPECT_EQ(table_.counts().opened, 1u);
}

TEST_F(SessionTableTest, ARenewalMayChangeEverything) {
    table_.open(session("a", "ann", {address("192.0.2.1")}, "gold"), 0);
    Session renewed = session("a", "bob", {address("192.0.2.2")}, "basic");
    renewed.nas = "nas-2";
    table_.open(renewed, 1);
    EXPECT_EQ(known_.all.count("ann"), 0u);
    EXPECT_THAT(addresses_of("bob"), ElementsAre(address("192.0.2.2")));
    EXPECT_EQ(known_.all.at("bob").tier, "basic");
    EXPECT_EQ(table_.close_all("nas-1"), 0u);
    EXPECT_EQ(table_.close_all("nas-2"), 1u);
}

TEST_F(SessionTableTest, TheTierThatWasToldLastCounts) {
    table_.open(session("a", "ann", {}, "gold"), 0);
    table_.open(session("b", "ann", {}, "basic"), 0);
    EXPECT_EQ(known_.all.at("ann").tier, "basic");
    table_.open(session("a", "ann", {}, "silver"), 1);
    EXPECT_EQ(known_.all.at("ann").tier, "silver");
    table_.open(session("b", "ann", {}, "basic"), 2);
    EXPECT_EQ(known_.all.at("ann").tier, "silver") << "a renewal is no change";
}

TEST_F(SessionTableTest, TheSiteThatWasToldLastCounts) {
    const auto at_site = [](const char* key, const char* site) {
        Session told = session(key, "ann", {});
        told.site = site;
        return told;
    };
    table_.open(at_site("a", "olt-1"), 0);
    table_.open(at_site("b", ""), 0);
    EXPECT_EQ(known_.all.at("ann").site, "olt-1") << "the second session says nothing of a site";
    table_.open(at_site("b", "olt-2"), 1);
    EXPECT_EQ(known_.all.at("ann").site, "olt-2");
    table_.open(at_site("a", "olt-3"), 2);
    EXPECT_EQ(known_.all.at("ann").site, "olt-3") << "a subscriber that moved";
    table_.close("a");
    EXPECT_EQ(known_.all.at("ann").site, "olt-2");
}

TEST_F(SessionTableTest, ASessionThatNothingRenewsExpires) {
    Session a = session("a", "ann", {address("192.0.2.1")});
    a.expires_ns = 100;
    table_.open(a, 0);
    Session b = session("b", "bob", {address("192.0.2.2")});
    b.expires_ns = 100;
    table_.open(b, 0);
    b.expires_ns = 200;
    table_.open(b, 50);
    EXPECT_EQ(table_.expire(99), 0u);
    EXPECT_EQ(table_.expire(100), 1u);
    EXPECT_EQ(known_.all.count("ann"), 0u);
    EXPECT_EQ(known_.all.count("bob"), 1u);
    EXPECT_EQ(table_.expire(200), 1u);
    EXPECT_EQ(table_.counts().expired, 2u);
}

TEST_F(SessionTableTest, ARestartOfItsNasEndsASession) {
    table_.open(session("a", "ann", {address("192.0.2.1")}), 0);
    Session b = session("b", "bob", {address("192.0.2.2")});
    b.nas = "nas-2";
    table_.open(b, 0);
    EXPECT_EQ(table_.close_all("nas-1"), 1u);
    EXPECT_EQ(known_.all.count("ann"), 0u);
    EXPECT_EQ(known_.all.count("bob"), 1u);
    EXPECT_EQ(table_.close_all("nas-3"), 0u);
}

TEST_F(SessionTableTest, AnEarlierRestartDoesNotEndWhatBeganAfterIt) {
    table_.open(session("a", "ann", {}), 100);
    table_.open(session("b", "bob", {}), 200);
    EXPECT_EQ(table_.close_all("nas-1", 150), 1u);
    EXPECT_EQ(known_.all.count("bob"), 1u);
}

TEST_F(SessionTableTest, WhatIsRefusedIsSaidCountedAndTriedAgain) {
    known_.refused_id = "ann";
    EXPECT_EQ(table_.open(session("a", "ann", {address("192.0.2.1")}), 0), "not that one");
    EXPECT_EQ(table_.counts().refused, 1u);
    EXPECT_EQ(table_.size(), 1u);
    known_.refused_id = "";
    EXPECT_EQ(table_.open(session("a", "ann", {address("192.0.2.1")}), 1), std::nullopt);
    EXPECT_THAT(addresses_of("ann"), ElementsAre(address("192.0.2.1")));
}

TEST_F(SessionTableTest, SessionsAreFoundByKeySubscriberAndAddress) {
    table_.open(session("a", "ann", {address("192.0.2.1")}), 0);
    table_.open(session("b", "ann", {address("2001:db8:1::/56")}), 0);
    ASSERT_NE(table_.find("a"), nullptr);
    EXPECT_EQ(table_.find("a")->subscriber_id, "ann");
    EXPECT_EQ(table_.find("c"), nullptr);
    EXPECT_EQ(table_.sessions_of("ann").size(), 2u);
    EXPECT_THAT(table_.sessions_of("bob"), IsEmpty());
    EXPECT_THAT(table_.sessions_at(*Prefix::parse("2001:db8:1::/56")),
                ElementsAre(table_.find("b")));
    EXPECT_THAT(table_.nases(), ElementsAre("nas-1"));
}

}  // namespace
}  // namespace sluice
