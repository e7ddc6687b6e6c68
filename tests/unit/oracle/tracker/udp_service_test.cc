// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_service.h"

#include <gtest/gtest.h>

#include "classifier/wire/udp_tracker.h"
#include "oracle/tracker/udp_reply.h"
#include "oracle/tracker/udp_request.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 10'000;

std::vector<uint8_t> be(uint64_t value, int bytes) {
    std::vector<uint8_t> out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<uint8_t>(value >> shift));
    return out;
}

struct Announce {
    uint64_t id = 0;
    uint64_t left = 1'000;
    uint32_t event = 0;
    uint32_t wanted = UINT32_MAX;
    uint16_t port = 6'881;
    uint8_t hash = 0x5a;

    std::vector<uint8_t> bytes() const {
        return be(id, 8) + hex("00000001 55667788") + std::vector<uint8_t>(20, hash) +
               std::vector<uint8_t>(20, 0x2d) + be(0, 8) + be(left, 8) + be(0, 8) + be(event, 4) +
               hex("01020304 abad1dea") + be(wanted, 4) + be(port, 2);
    }
};

struct Scene {
    std::vector<uint8_t> ask(const std::vector<uint8_t>& datagram, const std::string& from,
                             uint32_t now_s = kNow) {
        std::vector<uint8_t> reply(kUdpReplyBytes);
        reply.resize(service.answer(datagram, address(from), now_s, reply));
        return reply;
    }
    uint64_t id_of(const std::string& from, uint32_t now_s = kNow) {
        return parse_udp_tracker_reply(ask(tracker_connect(), from, now_s))->connection_id;
    }
    std::vector<uint8_t> announce(const std::string& from, Announce request = {}) {
        request.id = id_of(from);
        return ask(request.bytes(), from);
    }

    Tracker tracker{TrackerSettings{}, {1, 2}, 3};
    ConnectionIds ids{{4, 5}};
    RequestCounts counts;
    UdpService service{tracker, ids, counts};
};

bool is_error(const std::vector<uint8_t>& reply) {
    const auto parsed = parse_udp_tracker_reply(reply);
    return parsed && parsed->action == UdpTrackerAction::error;
}

TEST(UdpService, AConnectIsAnsweredWithAnIdAndNoLonger) {
    Scene scene;
    const auto reply = scene.ask(tracker_connect(), "198.18.0.1");
    const auto parsed = parse_udp_tracker_reply(reply);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->action, UdpTrackerAction::connect);
    EXPECT_EQ(parsed->transaction_id, 0x11223344u);
    EXPECT_EQ(reply.size(), tracker_connect().size());
    EXPECT_EQ(scene.ask(tracker_connect() + hex("00010203"), "198.18.0.1"), reply)
        << "BEP 15: requests may grow";
}

TEST(UdpService, TwoPeersAreToldOfEachOther) {
    Scene scene;
    scene.announce("198.18.0.1", {.left = 0, .port = 7'000});
    const auto reply = scene.announce("198.18.0.2");
    EXPECT_EQ(reply, hex("00000001 55667788 00000708 00000001 00000001 c6120001 1b58"));
    const auto other = scene.announce("198.18.0.1", {.left = 0, .port = 7'000});
    EXPECT_EQ(other, hex("00000001 55667788 00000708 00000001 00000001 c6120002 1ae1"));
}

TEST(UdpService, OverIpv6EntriesAreOfIpv6AndOfNobodyElse) {
    Scene scene;
    scene.announce("198.18.0.1");
    scene.announce("2001:db8::1", {.port = 7'000});
    const auto reply = scene.announce("2001:db8::2");
    EXPECT_EQ(reply, hex("00000001 55667788 00000708 00000003 00000000"
                         "20010db8000000000000000000000001 1b58"));
}

TEST(UdpService, WhatAPeerSaysOfItsAddressIsNotRead) {
    Scene scene;
    scene.announce("198.18.0.1");  // says that it is 1.2.3.4
    const auto reply = scene.announce("198.18.0.2");
    EXPECT_EQ(Bytes{reply}[20], 198);
}

TEST(UdpService, WhoStopsIsToldToNobody) {
    Scene scene;
    scene.announce("198.18.0.1");
    EXPECT_EQ(scene.announce("198.18.0.1", {.event = 3}).size(), kUdpAnnounceHead);
    EXPECT_EQ(scene.announce("198.18.0.2").size(), kUdpAnnounceHead);
}

TEST(UdpService, AnUnknownEventIsASignOfLife) {
    Scene scene;
    EXPECT_FALSE(is_error(scene.announce("198.18.0.1", {.event = 99})));
    EXPECT_EQ(scene.announce("198.18.0.2").size(), kUdpAnnounceHead + 6);
}

TEST(UdpService, GivesAsManyPeersAsAreWantedAndThePathCarries) {
    Scene scene;
    for (int i = 1; i <= 250; ++i)
        scene.announce("198.18.0." + std::to_string(i), {.event = 2});
    EXPECT_EQ(scene.announce("198.18.1.1").size(), kUdpAnnounceHead + 6 * 50);
    EXPECT_EQ(scene.announce("198.18.1.1", {.wanted = 7}).size(), kUdpAnnounceHead + 6 * 7);
    EXPECT_EQ(scene.announce("198.18.1.1", {.wanted = 0}).size(), kUdpAnnounceHead);
    EXPECT_EQ(scene.announce("198.18.1.1", {.wanted = 5'000}).size(), kUdpAnnounceHead + 6 * 200);
    for (int i = 1; i <= 100; ++i)
        scene.announce("2001:db8:" + std::to_string(i) + "::1");
    const auto six = scene.announce("2001:db8:f::f", {.wanted = 200});
    EXPECT_EQ(six.size(), kUdpAnnounceHead + 18 * 67);
    EXPECT_LE(six.size(), kUdpReplyBytes);
}

TEST(UdpService, WithoutAProvenIdNothingIsKeptAndNoReplyIsLargerThanTheRequest) {
    Scene scene;
    const uint64_t id = scene.id_of("198.18.0.1");
    for (const uint64_t wrong : {uint64_t{0}, id ^ 1 << 20, UINT64_MAX}) {
        const auto request = Announce{.id = wrong}.bytes();
        const auto reply = scene.ask(request, "198.18.0.1");
        EXPECT_TRUE(is_error(reply));
        EXPECT_LE(reply.size(), request.size());
    }
    const auto spoofed = Announce{.id = id}.bytes();
    EXPECT_TRUE(is_error(scene.ask(spoofed, "198.18.0.9"))) << "another's id";
    EXPECT_TRUE(is_error(scene.ask(spoofed, "198.18.0.1", kNow + 200))) << "replayed";
    auto scrape = tracker_scrape(20);
    EXPECT_LE(scene.ask(scrape, "198.18.0.1").size(), scrape.size());
    EXPECT_EQ(scene.tracker.swarms().count(), 0u);
    EXPECT_EQ(scene.counts.unproven.value(), 6u);
}

TEST(UdpService, ScrapesUpTo74Swarms) {
    Scene scene;
    scene.announce("198.18.0.1", {.left = 0, .event = 1});
    scene.announce("198.18.0.2");
    auto request = tracker_scrape(74 * 20);
    const auto id = be(scene.id_of("198.18.0.3"), 8);
    std::copy(id.begin(), id.end(), request.begin());
    request[16 + 73 * 20] = 0;  // another one, which nobody has
    const auto reply = scene.ask(request, "198.18.0.3");
    ASSERT_EQ(reply.size(), 8u + 74 * 12);
    ASSERT_TRUE(parse_udp_tracker_reply(reply));
    EXPECT_EQ(std::vector(reply.begin() + 8, reply.begin() + 20),
              hex("00000001 00000001 00000001"));
    EXPECT_EQ(std::vector(reply.end() - 12, reply.end()), hex("00000000 00000000 00000000"));
    EXPECT_EQ(scene.ask(request + std::vector<uint8_t>(500, 0x5a), "198.18.0.3"), reply)
        << "of more the first 74";
}

TEST(UdpService, RefusesPortZeroAndAddressesThatNobodyReaches) {
    Scene scene;
    EXPECT_TRUE(is_error(scene.announce("198.18.0.1", {.port = 0})));
    for (const char* from :
         {"10.0.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "169.254.1.1", "224.0.0.1",
          "255.255.255.255", "fe80::1", "fd00::1", "::1", "ff02::1"})
        EXPECT_TRUE(is_error(scene.announce(from))) << from;
    EXPECT_EQ(scene.tracker.swarms().count(), 0u);
    EXPECT_EQ(scene.counts.refused[static_cast<size_t>(Refusal::no_port)].value(), 1u);
    EXPECT_EQ(scene.counts.refused[static_cast<size_t>(Refusal::address)].value(), 11u);
}

TEST(UdpService, AnErrorTellsWhenToAskAgain) {
    Scene scene;
    const auto said = [](const std::vector<uint8_t>& reply) {
        return std::string(reply.begin() + 8, reply.end());
    };
    scene.tracker.use(
        std::make_shared<const HashList>(HashList::Meaning::allow, std::vector<InfoHash>{}));
    EXPECT_EQ(said(scene.announce("198.18.0.1")), "torrent is not served here, retry in 60");
    EXPECT_EQ(said(scene.announce("10.0.0.1")), "torrent is not served here, retry in 60");
    InfoHash denied;
    denied.bytes.fill(0x5a);
    scene.tracker.use(
        std::make_shared<const HashList>(HashList::Meaning::deny, std::vector{denied}));
    EXPECT_EQ(said(scene.announce("198.18.0.1")), "torrent is not served here, retry in never");
    EXPECT_FALSE(is_error(scene.announce("198.18.0.1", {.hash = 1})));
}

TEST(UdpService, WhatIsNoRequestIsNotAnswered) {
    Scene scene;
    const std::string from = "198.18.0.1";
    EXPECT_TRUE(scene.ask({}, from).empty());
    EXPECT_TRUE(scene.ask(hex("0000041727101981 00000000 11223344"), from).empty())
        << "not the magic";
    EXPECT_TRUE(scene.ask(hex("0000041727101980 00000003 11223344"), from).empty());
    EXPECT_TRUE(scene.ask(hex("0000041727101980 00000077 11223344"), from).empty());
    EXPECT_EQ(scene.counts.malformed.value(), 4u);
}

TEST(UdpService, NoTruncationIsARequest) {
    const auto announce = Announce{}.bytes();
    for (const auto& whole : {tracker_connect(), announce, tracker_scrape(20)})
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(parse_udp_request(Bytes{whole}.first(n))) << n;
    EXPECT_TRUE(parse_udp_request(announce + hex("02 03 2f6162 00"))) << "BEP 41";
}

}  // namespace
}  // namespace sluice
