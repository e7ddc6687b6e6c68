// SPDX-License-Identifier: Apache-2.0
#include "dataplane/peer_report.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr size_t kUp = static_cast<size_t>(Direction::up);
constexpr size_t kDown = static_cast<size_t>(Direction::down);

uint32_t& messages(PeerDescription& description, size_t direction, MessageKind kind) {
    return description.messages[direction][static_cast<size_t>(kind)];
}

TEST(PeerReport, HasEveryKindThatPeersSendAndNoOther) {
    PeerDescription description;
    for (uint32_t kind = 0; kind < kMessageKindCount; ++kind) {
        description.messages[kUp][kind] = kind + 1;
        description.messages[kDown][kind] = kind + 1'001;
    }
    description.requests = {51, 52};
    description.pieces = {61, 62};
    const PeerReport report(description);
    for (const auto kind : {MessageKind::interested, MessageKind::handshake,
                            MessageKind::peer_exchange, MessageKind::other_extension}) {
        EXPECT_EQ(report.count(Direction::up, kind), static_cast<uint32_t>(kind) + 1);
        EXPECT_EQ(report.count(Direction::down, kind), static_cast<uint32_t>(kind) + 1'001);
    }
    EXPECT_EQ(report.count(Direction::down, MessageKind::piece_request), 52u);
    EXPECT_EQ(report.count(Direction::up, MessageKind::piece), 61u);
    for (const auto kind : {MessageKind::connect_request, MessageKind::scrape_response,
                            MessageKind::ping_request, MessageKind::cdn_response})
        EXPECT_EQ(report.count(Direction::up, kind), 0u) << name(kind);
}

TEST(PeerReport, CountsStopAtTheMostButThoseOfRequestsAndPieces) {
    PeerDescription description;
    messages(description, kDown, MessageKind::have_piece) = 70'000;
    messages(description, kDown, MessageKind::piece) = 65'535;
    description.pieces[kDown] = 1'000'000;
    const PeerReport report(description);
    EXPECT_EQ(report.count(Direction::down, MessageKind::have_piece), 65'535u);
    EXPECT_EQ(report.count(Direction::down, MessageKind::piece), 1'000'000u);
}

}  // namespace
}  // namespace sluice
