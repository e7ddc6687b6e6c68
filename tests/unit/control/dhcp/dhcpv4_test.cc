// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/dhcpv4.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/dhcp/captured.h"
#include "tests/unit/control/dhcp/messages.h"

namespace sluice::test {
namespace {

using Kind = DhcpMessage::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

DhcpLease leased(const std::string& prefix, uint32_t seconds) {
    return {*Prefix::parse(prefix), seconds};
}

TEST(Dhcpv4, AnAckLeasesTheAddressForItsTimeAndSaysWhoseLineItIs) {
    const auto message = parse_dhcpv4(
        ack("198.51.100.7", 3'600,
            option4(82, joined({option4(1, octets("eth 1/7")), option4(2, octets("modem-1")),
                                option4(6, octets("s-1001"))})))
            .bytes());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, Kind::leases);
    EXPECT_TRUE(message->from_server());
    EXPECT_EQ(message->transaction, 0x11223344u);
    EXPECT_THAT(message->leases, ElementsAre(leased("198.51.100.7", 3'600)));
    EXPECT_EQ(message->identity.circuit_id, "eth 1/7");
    EXPECT_EQ(message->identity.remote_id, "modem-1");
    EXPECT_EQ(message->identity.subscriber_id, "s-1001");
}

TEST(Dhcpv4, EachKindNamesTheAddressWhereTheRfcHasIt) {
    EXPECT_THAT(parse_dhcpv4(request("192.0.2.1").bytes())->leases,
                ElementsAre(leased("192.0.2.1", 0)));
    EXPECT_THAT(parse_dhcpv4(renewal("192.0.2.2").bytes())->leases,
                ElementsAre(leased("192.0.2.2", 0)));
    EXPECT_THAT(parse_dhcpv4(release("192.0.2.3").bytes())->leases,
                ElementsAre(leased("192.0.2.3", 0)));
    EXPECT_THAT(
        parse_dhcpv4(Dhcpv4{.type = 4, .options = option4(50, ipv4("192.0.2.4"))}.bytes())->leases,
        ElementsAre(leased("192.0.2.4", 0)));
    EXPECT_THAT(parse_dhcpv4(discover(option4(50, ipv4("192.0.2.5"))).bytes())->leases, IsEmpty());
}

TEST(Dhcpv4, TheAnswerToAnInformLeasesNothing) {
    EXPECT_THAT(parse_dhcpv4(Dhcpv4{.op = 2, .type = 5, .client = "192.0.2.1"}.bytes())->leases,
                IsEmpty());
    EXPECT_THAT(parse_dhcpv4(Dhcpv4{.op = 2, .type = 5, .yours = "192.0.2.1"}.bytes())->leases,
                IsEmpty())
        << "no time";
}

TEST(Dhcpv4, AnAddressThatIsNoHostsIsNotLeased) {
    for (const char* address : {"0.0.0.0", "255.255.255.255", "224.0.0.1"})
        EXPECT_THAT(parse_dhcpv4(ack(address, 60).bytes())->leases, IsEmpty()) << address;
}

TEST(Dhcpv4, OptionsGoOnInTheFileAndTheServersName) {
    Dhcpv4 overloaded = ack("192.0.2.1", 60, option4(52, {3}));
    overloaded.file = joined({option4(82, option4(1, octets("a"))), {255}});
    overloaded.server_name = joined({option4(82, option4(2, octets("b"))), {255}});
    const auto message = parse_dhcpv4(overloaded.bytes());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->identity.circuit_id, "a");
    EXPECT_EQ(message->identity.remote_id, "b");

    overloaded.options = joined({lease_time(60), option4(52, {1})});
    EXPECT_EQ(parse_dhcpv4(overloaded.bytes())->identity.remote_id, "") << "the file alone";
    overloaded.options = option4(52, {4});
    EXPECT_FALSE(parse_dhcpv4(overloaded.bytes()));
    overloaded.options = option4(52, {2});
    overloaded.server_name = option4(82, Octets(62, 0));
    EXPECT_FALSE(parse_dhcpv4(overloaded.bytes())) << "no end";
}

TEST(Dhcpv4, AnOptionInPartsIsPutTogether) {
    const Octets information = option4(2, octets("a-long-name"));
    const auto at = information.begin() + 5;
    const auto message = parse_dhcpv4(
        ack("192.0.2.1", 60,
            joined({option4(82, {information.begin(), at}), option4(82, {at, information.end()})}))
            .bytes());
    EXPECT_EQ(message->identity.remote_id, "a-long-name");
}

TEST(Dhcpv4, AClientIdWithADuidIsTheDuid) {
    const Octets with_duid = joined({{255, 0, 0, 0, 1}, duid()});
    const auto message = parse_dhcpv4(discover(option4(61, with_duid)).bytes());
    EXPECT_EQ(octets(message->identity.client_id), duid());
    EXPECT_EQ(octets(parse_dhcpv4(discover(option4(61, {1, 2, 3})).bytes())->identity.client_id),
              (Octets{1, 2, 3}));
}

TEST(Dhcpv4, TheClientIsItsHardwareAddressWhateverElseItSays) {
    EXPECT_EQ(parse_dhcpv4(discover(option4(61, {1, 9})).bytes())->client,
              parse_dhcpv4(ack("192.0.2.1", 60).bytes())->client);
    Dhcpv4 other = discover();
    other.hardware[5] = 9;
    EXPECT_NE(parse_dhcpv4(other.bytes())->client, parse_dhcpv4(discover().bytes())->client);
}

TEST(Dhcpv4, WhatIsNotAsItMustBeIsRefused) {
    Dhcpv4 message = ack("192.0.2.1", 60);
    message.op = 1;
    EXPECT_FALSE(parse_dhcpv4(message.bytes())) << "a client's ACK";
    message = request("192.0.2.1");
    message.op = 2;
    EXPECT_FALSE(parse_dhcpv4(message.bytes())) << "a server's REQUEST";
    message = discover();
    message.type = 0;
    EXPECT_FALSE(parse_dhcpv4(message.bytes()));
    for (const Octets& option :
         {option4(51, {0, 1}), option4(50, {1, 2, 3, 4, 5}), option4(80, {1}), option4(53, {5}),
          option4(82, {2, 200, 1}), option4(82, {2}), Octets{61, 250, 1}})
        EXPECT_FALSE(parse_dhcpv4(request("192.0.2.1", option).bytes())) << int{option[0]};
    Octets bytes = discover().bytes();
    bytes[2] = 17;
    EXPECT_FALSE(parse_dhcpv4(bytes)) << "a hardware address longer than its room";
    bytes = discover().bytes();
    bytes[236] ^= 1;
    EXPECT_FALSE(parse_dhcpv4(bytes)) << "BOOTP";
}

TEST(Dhcpv4, RejectsEveryTruncation) {
    Dhcpv4 overloaded = ack("192.0.2.1", 60, joined({option4(52, {1}), line4("home")}));
    overloaded.file = {255};
    for (const Octets& bytes : {overloaded.bytes(), captured_request4(), captured_ack4()}) {
        const size_t end = bytes.size() - (std::find_if(bytes.rbegin(), bytes.rend(),
                                                        [](uint8_t byte) { return byte == 255; }) -
                                           bytes.rbegin());
        for (size_t n = 0; n < end; ++n)
            EXPECT_FALSE(parse_dhcpv4(Bytes{bytes}.first(n))) << n << " bytes";
        EXPECT_TRUE(parse_dhcpv4(Bytes{bytes}.first(end)));
    }
}

// ISC's dhclient and relay agent, and Kea's answer.
TEST(Dhcpv4, ReadsWhatRealProgramsSay) {
    const auto question = parse_dhcpv4(captured_request4());
    const auto answer = parse_dhcpv4(captured_ack4());
    ASSERT_TRUE(question && answer);
    EXPECT_EQ(question->kind, Kind::request);
    EXPECT_EQ(answer->kind, Kind::leases);
    EXPECT_EQ(question->client, answer->client);
    EXPECT_EQ(question->transaction, answer->transaction);
    EXPECT_EQ(question->identity.circuit_id, "line-7");
    EXPECT_EQ(answer->identity.circuit_id, "line-7");
    EXPECT_THAT(answer->leases, ElementsAre(leased("198.18.77.100", 600)));
}

}  // namespace
}  // namespace sluice::test
