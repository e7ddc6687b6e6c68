// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_extensions.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/walk_under_test.h"

namespace sluice {
namespace {

using namespace std::string_literals;

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

// Ids that the subscriber and the remote end want.
const std::string kAll =
    "d1:md6:lt_texi4e11:ut_metadatai2e12:ut_holepunchi6e6:ut_pexi1e12:Tr_hashpiecei250eee";

std::string string_of(const std::string& bytes) {
    return std::to_string(bytes.size()) + ":" + bytes;
}

std::string peers(int first, int count) {
    std::string entries;
    for (int i = first; i < first + count; ++i)
        entries += "\xc6\x33\x65"s + static_cast<char>(i) + "\x1a\xe1"s;
    return entries;
}

class Extensions : public testing::Test {
 protected:
    Extensions() { flow_.shake_hands(); }

    WalkUnderTest flow_;
};

TEST_F(Extensions, AreKnownByTheIdsThatTheOtherEndGave) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(2, "d8:msg_typei0e5:piecei0ee") + extended(1, "d5:added0:e"));
    flow_.says(kUp, extended(1, "d5:added0:e"));
    EXPECT_EQ(flow_.count(kDown, MessageKind::metadata), 1u);
    EXPECT_EQ(flow_.count(kDown, MessageKind::peer_exchange), 1u);
    EXPECT_EQ(flow_.count(kUp, MessageKind::other_extension), 1u) << "the remote end gave no ids";
}

TEST_F(Extensions, AreAddedAndTurnedOffByLaterHandshakes) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kUp, extended(0, "d1:md6:ut_pexi0e11:lt_donthavei9eee"));
    flow_.says(kDown, extended(1, "d5:added0:e") + extended(4, "d5:addedlee"));
    EXPECT_EQ(flow_.count(kDown, MessageKind::other_extension), 1u);
    EXPECT_EQ(flow_.count(kDown, MessageKind::tracker_exchange), 1u);
}

TEST_F(Extensions, APieceWithItsHashesIsAPiece) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(250, std::string(0x4000 + 14, 'x')));
    EXPECT_EQ(flow_.walker.describe(flow_.walk).pieces[1], 1u);
}

TEST_F(Extensions, TeachWhereBothEndsListen) {
    flow_.says(kUp, extended(0, "d1:pi6881ee"));
    flow_.says(kDown, extended(0, "d1:pi51413ee"));
    for (const Transport transport : {Transport::tcp, Transport::udp}) {
        EXPECT_EQ(flow_.source("198.51.100.7", 6881, transport), EndpointSource::announced);
        EXPECT_EQ(flow_.source("203.0.113.9", 51'413, transport), EndpointSource::hint);
    }
    EXPECT_EQ(flow_.source("203.0.113.9", 50'001), EndpointSource::none);
}

TEST_F(Extensions, TeachNothingOfAPortThatIsNone) {
    flow_.says(kUp, extended(0, "d1:pi0ee"));
    flow_.says(kDown, extended(0, "de"));
    EXPECT_EQ(flow_.endpoints.counts().in_use.get(), 0u);
}

TEST_F(Extensions, TeachThePeersThatPexNames) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(1, "d5:added" + string_of(peers(1, 2)) + "7:dropped" +
                                      string_of(peers(9, 1)) + "e"));
    EXPECT_EQ(flow_.source("198.51.101.1", 6881), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.2", 6881, Transport::udp), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.9", 6881), EndpointSource::none) << "dropped";
}

TEST_F(Extensions, TeachTrackersByAddress) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(4,
                               "d5:addedl23:udp://198.51.101.7:696928:http://198.51.101.8/"
                               "announceee"));
    EXPECT_EQ(flow_.source("198.51.101.7", 6969, Transport::udp), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.7", 6969), EndpointSource::none);
    EXPECT_EQ(flow_.source("198.51.101.8", 80), EndpointSource::hint);
}

TEST_F(Extensions, TeachWhomAHolepunchConnectsTo) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(6, Bytes{hex("01 00 c6336507 1ae1")}) +
                          extended(6, Bytes{hex("00 00 c6336508 1ae1")}));
    EXPECT_EQ(flow_.source("198.51.101.7", 6881, Transport::udp), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.8", 6881, Transport::udp), EndpointSource::none)
        << "only asked for";
}

TEST_F(Extensions, TeachABoundedNumberOfEndpoints) {
    flow_.says(kUp, extended(0, kAll));
    flow_.says(kDown, extended(1, "d5:added" + string_of(peers(0, 100)) + "e"));
    EXPECT_EQ(flow_.source("198.51.101.63", 6881), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.64", 6881), EndpointSource::none) << "64 of a message";
    flow_.says(kDown, extended(1, "d5:added" + string_of(peers(100, 50)) + "e"));
    flow_.says(kDown, extended(1, "d5:added" + string_of(peers(200, 50)) + "e"));
    EXPECT_EQ(flow_.source("198.51.101.149", 6881), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.213", 6881), EndpointSource::hint);
    EXPECT_EQ(flow_.source("198.51.101.214", 6881), EndpointSource::none) << "256 in all";
}

TEST(ExtensionsOfAFlowWithoutEnds, TeachNothingOfThem) {
    WalkUnderTest flow;
    const auto stream = offering(true) + extended(0, "d1:pi6881ee");
    flow.walker.observe(flow.walk, {.payload = stream,
                                    .wire_bytes = static_cast<uint32_t>(stream.size()),
                                    .time_s = WalkUnderTest::kNow_s});
    EXPECT_EQ(flow.count(kUp, MessageKind::extension_handshake), 1u);
    EXPECT_EQ(flow.endpoints.counts().in_use.get(), 0u);
}

}  // namespace
}  // namespace sluice
