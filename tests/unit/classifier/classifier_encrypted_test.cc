// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

// The four flights of an encrypted beginning, and where each direction then stands.
struct Beginning {
    explicit Beginning(FlowUnderTest& in) : flow(in) {
        flow.opens();
        say(kUp, ciphertext(300, 1));
        say(kDown, ciphertext(200, 2));
        say(kUp, ciphertext(180, 3));
    }
    void say(Direction direction, Bytes bytes) {
        size_t& at = position[static_cast<size_t>(direction)];
        flow.tcp(direction, at, bytes);
        at += bytes.size();
    }

    FlowUnderTest& flow;
    size_t position[2] = {0, 0};
};

TEST(ClassifierEncrypted, SuspectsAnEncryptedBeginningAndNoMore) {
    FlowUnderTest flow;
    Beginning beginning{flow};
    EXPECT_EQ(flow.verdict(), "unknown none");
    beginning.say(kDown, ciphertext(400, 4));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
    EXPECT_TRUE(flow.inspection.encrypted());
    for (uint32_t i = 0; i < 40; ++i)
        beginning.say(i % 2 ? kUp : kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierEncrypted, IsSureWherePlainTextWasSelected) {
    FlowUnderTest flow;
    Beginning beginning{flow};
    beginning.say(kDown, ciphertext(100, 4) + handshake() + have());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_FALSE(flow.inspection.encrypted());
    EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u);
}

TEST(ClassifierEncrypted, IsSureWhereTheHandshakeFollowsASegmentLater) {
    FlowUnderTest flow;
    Beginning beginning{flow};
    beginning.say(kDown, ciphertext(100, 4));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
    beginning.say(kDown, handshake());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierEncrypted, LeavesWhatOnlyBeginsLikeItUnknown) {
    FlowUnderTest flow;
    Beginning beginning{flow};
    beginning.say(kDown, std::vector<uint8_t>(300, 'x'));
    for (uint32_t i = 0; i < 40; ++i)
        beginning.say(kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "unknown none");
}

TEST(ClassifierEncrypted, RecognisesAHandshakeLateInAFlowAndInsideHttp) {
    FlowUnderTest flow;
    flow.opens();
    const auto request = text_bytes("GET /chat HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto reply = text_bytes("HTTP/1.1 101 Switching\r\n\r\n");
    flow.tcp(kUp, 0, request);
    flow.tcp(kDown, 0, reply);
    flow.tcp(kUp, request.size(), handshake());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");

    FlowUnderTest late;
    late.opens();
    const auto noise = std::vector<uint8_t>(500, 'x');
    for (size_t i = 0; i < 5; ++i)
        late.tcp(kUp, i * noise.size(), noise);
    const auto hidden = noise + handshake();
    late.tcp(kUp, 5 * noise.size(), Bytes{hidden}.first(530));
    EXPECT_EQ(late.verdict(), "unknown none");
    late.tcp(kUp, 5 * noise.size() + 530, Bytes{hidden}.subspan(530));
    EXPECT_EQ(late.verdict(), "bittorrent.peer exact") << "cut within";
}

constexpr std::array<uint8_t, 16> kSubscriber{0, 0, 0,    0,    0,   0,  0, 0,
                                              0, 0, 0xff, 0xff, 198, 18, 0, 1};
constexpr std::array<uint8_t, 16> kRemote{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 9};
constexpr FlowEnds kEnds{.subscriber_address = kSubscriber.data(),
                         .remote_address = kRemote.data(),
                         .subscriber_port = 40'000,
                         .remote_port = 51'413};

TEST(ClassifierEncrypted, IsSureOfAnEndThatATrackerNamed) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    flow.classifier.endpoints().learn({{kRemote, 51'413}, Transport::tcp}, EndpointSource::tracker,
                                      0);
    Beginning beginning{flow};
    EXPECT_EQ(flow.verdict(), "unknown none") << "the payload has to agree";
    beginning.say(kDown, ciphertext(400, 4));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer endpoint");
    EXPECT_TRUE(flow.inspection.encrypted());
}

TEST(ClassifierEncrypted, RaisesASuspectWhoseEndIsNamedLater) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    Beginning beginning{flow};
    for (uint32_t i = 0; i < 40; ++i)
        beginning.say(i % 2 ? kUp : kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
    flow.classifier.endpoints().learn({{kRemote, 51'413}, Transport::tcp}, EndpointSource::hint, 0);
    for (uint32_t i = 0; i < 300; ++i)
        beginning.say(i % 2 ? kUp : kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer endpoint");
}

// Another connection between the hosts of kEnds, at other ports, that begins with these bytes.
void speaks_elsewhere(FlowUnderTest& flow, Bytes first) {
    const FlowInspection before = flow.inspection;
    flow.inspection = {};
    flow.ends.subscriber_port = 6'881;
    flow.ends.remote_port = 53'857;
    flow.opens();
    flow.tcp(kDown, 0, first);
    flow.classifier.forget(flow.inspection);
    flow.inspection = before;
    flow.ends = kEnds;
}

TEST(ClassifierEncrypted, IsSureOfTwoHostsThatArePeersByAnotherConnection) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    speaks_elsewhere(flow, handshake());
    Beginning beginning{flow};
    EXPECT_EQ(flow.verdict(), "unknown none") << "the payload has to agree";
    beginning.say(kDown, ciphertext(400, 4));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer endpoint");
}

TEST(ClassifierEncrypted, RaisesASuspectWhoseHostsBecomePeersLater) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    Beginning beginning{flow};
    beginning.say(kDown, ciphertext(400, 4));
    for (uint32_t i = 0; i < 40; ++i)
        beginning.say(i % 2 ? kUp : kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
    speaks_elsewhere(flow, handshake());
    for (uint32_t i = 0; i < 300; ++i)
        beginning.say(i % 2 ? kUp : kDown, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer endpoint");
}

TEST(ClassifierEncrypted, AsksForTheWholeExchangeOfHostsThatAreOnlyPeersElsewhere) {
    FlowUnderTest flow;  // picked up after its beginning, as TLS between the two might be
    flow.ends = kEnds;
    speaks_elsewhere(flow, handshake());
    for (uint32_t i = 0; i < 80; ++i)
        flow.tcp(i % 2 ? kUp : kDown, i / 2 * 1'000, ciphertext(1'000, i));
    EXPECT_EQ(flow.verdict(), "unknown none");
}

// An encrypted connection between the hosts of kEnds, one end of which somebody named.
std::string verdict_beside_one_named_by(EndpointSource source) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    flow.classifier.endpoints().learn({{kSubscriber, 6'881}, Transport::tcp}, source, 0);
    flow.ends.subscriber_port = 6'881;
    {
        Beginning named{flow};
        named.say(kDown, ciphertext(400, 4));
    }
    EXPECT_EQ(flow.verdict(), "bittorrent.peer endpoint");
    flow.classifier.forget(flow.inspection);
    flow.ends = kEnds;
    Beginning beginning{flow};
    beginning.say(kDown, ciphertext(400, 5));
    return flow.verdict();
}

TEST(ClassifierEncrypted, LetsAnAnnouncedPeerVouchForItsHostAndHearsayNot) {
    EXPECT_EQ(verdict_beside_one_named_by(EndpointSource::announced), "bittorrent.peer endpoint");
    EXPECT_EQ(verdict_beside_one_named_by(EndpointSource::hint), "suspect.encrypted suspect");
}

TEST(ClassifierEncrypted, LabelsAFailedAttemptByThePlainOneThatFollows) {
    FlowUnderTest flow;
    flow.ends = kEnds;
    flow.opens();
    flow.tcp(kUp, 0, ciphertext(300, 1));
    FlowInspection failed = flow.inspection;
    flow.inspection = {};
    flow.opens();
    flow.tcp(kUp, 0, handshake());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_EQ(failed.verdict.label, Label::unknown);
    EXPECT_TRUE(flow.classifier.conclude(failed, {.ends = kEnds}));
    EXPECT_EQ(failed.verdict, (Verdict{Label::bittorrent_peer, Grade::endpoint}));
    flow.classifier.forget(failed);
}

TEST(ClassifierEncrypted, SuspectsAnAttemptThatEndsBeforeItsLastAnswer) {
    FlowUnderTest flow;
    Beginning beginning{flow};
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_TRUE(flow.classifier.conclude(flow.inspection, {}));
    EXPECT_EQ(flow.verdict(), "suspect.encrypted suspect");
}

}  // namespace
}  // namespace sluice
