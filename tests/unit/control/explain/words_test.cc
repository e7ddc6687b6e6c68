// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/explain/action_words.h"
#include "control/explain/evidence_words.h"
#include "control/explain/match_words.h"

namespace sluice {
namespace {

using testing::ElementsAre;

TEST(ActionWords, SayEveryDeed) {
    Action action;
    EXPECT_EQ(action_words(action), "forward it");
    action.drop = true;
    EXPECT_EQ(action_words(action), "drop it");
    action = {};
    action.police = Police{PoliceScope::subscriber, 2'000'000, 12'500};
    action.dscp = 1;
    EXPECT_EQ(action_words(action),
              "drop what its subscriber's flows that the rule matches, together, send above 2 "
              "Mbit/s in a direction; mark it DSCP le");
    action = {};
    action.reset = ResetEnds::both;
    EXPECT_EQ(action_words(action), "reset it at both ends");
    action.reset = ResetEnds::remote;
    EXPECT_EQ(action_words(action), "reset it at the remote end");
    action = {};
    action.refuse = true;
    EXPECT_EQ(action_words(action),
              "refuse it: tell its sender that it is administratively prohibited");
    action = {};
    action.connections = ConnectionCap{40, BeyondCap::reset};
    EXPECT_EQ(action_words(action),
              "reset it if its subscriber has 40 connections of the rule already");
    action = {};
    action.shape = Shape{.traffic_class = TrafficClass::low_priority, .rate_bps = 2'000'000};
    EXPECT_EQ(action_words(action),
              "let it wait in a queue that is served after its subscriber's other traffic, with "
              "its subscriber's other flows of the rule at 2 Mbit/s in a direction");
}

TEST(MatchWords, SayEverythingThatIsAskedFor) {
    Match match;
    EXPECT_EQ(match_words(match), "nothing: it matches everything");
    match.label = Label::bittorrent;
    match.direction = Direction::up;
    match.protocol = 6;
    match.groups = {"hosting", "lab"};
    match.ports = {{6'881, 6'889}, {80, 80}};
    match.when = static_cast<uint8_t>(Condition::near_congested);
    match.roles = 1 << static_cast<int>(PeerRole::seed);
    match.messages = uint64_t{1} << static_cast<int>(MessageKind::bitfield);
    match.over = {.bytes = 10'000'000, .age_ns = 30'000'000'000, .connections = 50};
    match.schedule = {"Asia/Hong_Kong",
                      {{.weekdays = 0x3e, .from_minute = 18 * 60, .until_minute = 23 * 60 + 30}}};
    EXPECT_EQ(match_words(match),
              "label bittorrent at grade endpoint or surer; direction up; protocol tcp; group "
              "hosting, lab; port 6881-6889, 80; subscriber's role seed; message bitfield; "
              "subscriber is near-congested; more than 10 MB; older than 30s; subscriber with more "
              "than 50 connections; time in mon,tue,wed,thu,fri 18:00-23:30 of Asia/Hong_Kong");
}

TEST(MatchWords, CutLongListsShort) {
    Match match;
    for (uint16_t port = 1; port <= 1'000; ++port)
        match.remote_ports.push_back({port, port});
    EXPECT_EQ(match_words(match), "the remote port 1, 2, 3, 4, 5 and 995 more");
}

TEST(EvidenceWords, SayLabelGradeAndWhatWasRead) {
    PeerDescription description;
    description.role = {PeerRole::seed, PeerRole::leech};
    description.pieces[0] = 40;
    description.requests[1] = 41;
    FlowReport report;
    report.verdict = {Label::bittorrent_peer, Grade::exact};
    report.settled = true;
    report.peers.emplace(description);
    EXPECT_THAT(evidence_words(report),
                ElementsAre("label bittorrent.peer: BitTorrent between two peers, over TCP (BEP 3, "
                            "or encrypted)",
                            "grade exact: the structure of what was sent was verified",
                            "messages up: piece 40", "messages down: piece_request 41",
                            "by its messages the subscriber has all pieces",
                            "by its messages the remote end takes pieces"));
    report.peers.reset();
    report.settled = false;
    report.encrypted = true;
    report.verdict.grade = Grade::endpoint;
    EXPECT_THAT(evidence_words(report),
                ElementsAre(testing::_,
                            "grade endpoint: one end is known for it from elsewhere, and the "
                            "beginning fits",
                            "still being looked at: the label may rise",
                            "its payload is encrypted, so no messages are read"));
    EXPECT_THAT(evidence_words({}), ElementsAre("label unknown: nothing could be said of it",
                                                "still being looked at: the label may rise"));
}

TEST(EvidenceWords, KnowWhatEveryLabelIs) {
    for (size_t i = 0; i < kLabelCount; ++i) {
        FlowReport report;
        report.verdict.label = static_cast<Label>(i);
        EXPECT_FALSE(evidence_words(report).front().ends_with(": "));
    }
}

}  // namespace
}  // namespace sluice
