// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad_obfuscation.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/wire/obfuscated_kad.h"

namespace sluice {
namespace {

constexpr KadId kReceiver{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
const auto kPing = hex("e460");

std::optional<std::vector<uint8_t>> reveal(Bytes datagram, const KadId& id = kReceiver) {
    std::array<uint8_t, kMostObfuscatedBytes> room;
    const auto message = reveal_kad(datagram, id, room);
    return message ? std::optional(std::vector<uint8_t>(message->begin(), message->end()))
                   : std::nullopt;
}

TEST(RevealKad, ReadsWhatIsSentToANodeWhoseIdIsKnown) {
    EXPECT_EQ(reveal(obfuscated_kad(kReceiver, kPing)), kPing);
    EXPECT_EQ(reveal(obfuscated_kad(kReceiver, kPing, 15)), kPing);
    const auto longest = ciphertext(kMostObfuscatedBytes - 16);
    EXPECT_EQ(reveal(obfuscated_kad(kReceiver, longest)), longest);
}

TEST(RevealKad, IsClosedToAnyOtherId) {
    KadId other = kReceiver;
    other[15] ^= 1;
    EXPECT_FALSE(reveal(obfuscated_kad(kReceiver, kPing), other));
    for (uint32_t seed = 0; seed < 1'000; ++seed)
        EXPECT_FALSE(reveal(ciphertext(40, seed)));
}

TEST(RevealKad, RefusesEveryTruncationAndTooMuchPadding) {
    const auto whole = obfuscated_kad(kReceiver, kPing);
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(reveal(Bytes{whole}.first(n))) << n;
    EXPECT_FALSE(reveal(obfuscated_kad(kReceiver, kPing, 16)));
    EXPECT_FALSE(reveal(obfuscated_kad(kReceiver, ciphertext(kMostObfuscatedBytes))));
}

TEST(RevealKad, LeavesOtherKeysAlone) {
    auto datagram = obfuscated_kad(kReceiver, kPing);
    for (const uint8_t marker : {0xc5, 0xc6, 0xc7}) {
        datagram[0] = marker;
        EXPECT_FALSE(may_be_obfuscated_kad(datagram));
    }
}

TEST(ReadKadNodes, ReadsTheSenderAndTheContacts) {
    std::array<KadNode, 4> nodes;
    const auto id = ciphertext(16);
    ASSERT_EQ(read_kad_nodes(hex("e411") + id + hex("361a 09 00"), nodes), 1u);
    EXPECT_TRUE(std::equal(id.begin(), id.end(), nodes[0].id.begin()));
    EXPECT_FALSE(nodes[0].at);

    const auto contact = id + hex("090012c6 401a 361a 09");
    const auto reply = hex("e429") + ciphertext(16, 2) + hex("02") + contact + contact;
    ASSERT_EQ(read_kad_nodes(reply, nodes), 2u);
    ASSERT_TRUE(nodes[1].at);
    EXPECT_EQ(nodes[1].at->address[12], 198);
    EXPECT_EQ(nodes[1].at->address[15], 9);
    EXPECT_EQ(nodes[1].at->port, 6'720);
    EXPECT_EQ(read_kad_nodes(reply, std::span(nodes).first(1)), 1u);
    for (size_t n = 0; n < reply.size(); ++n)
        EXPECT_LE(read_kad_nodes(Bytes{reply}.first(n), nodes), 1u) << n;
}

}  // namespace
}  // namespace sluice
