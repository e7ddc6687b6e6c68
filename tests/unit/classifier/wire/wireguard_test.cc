// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/wireguard.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

constexpr size_t kAuthenticatorBytes = 16;

std::vector<uint8_t> message(std::string_view header, size_t bytes, bool under_load = false) {
    auto datagram = hex(header);
    datagram.resize(bytes, 0x5a);
    if (!under_load)
        std::fill(datagram.end() - kAuthenticatorBytes, datagram.end(), uint8_t{0});
    return datagram;
}
std::vector<uint8_t> initiation() {
    return message("01000000 a1000000", 148);
}
std::vector<uint8_t> response() {
    return message("02000000 b2000000 a1000000", 92);
}
std::vector<uint8_t> data(std::string_view receiver, size_t bytes = 64) {
    return message("04000000" + std::string(receiver) + "0700000000000000", bytes, true);
}

TEST(ParseWireguard, ReadsTheIndexesOfEachMessage) {
    const auto first = parse_wireguard(initiation());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->type, WireguardType::initiation);
    EXPECT_EQ(first->sender, 0xa1u);
    const auto second = parse_wireguard(response());
    ASSERT_TRUE(second);
    EXPECT_EQ(second->sender, 0xb2u);
    EXPECT_EQ(second->receiver, 0xa1u);
    const auto third = parse_wireguard(data("b2000000"));
    ASSERT_TRUE(third);
    EXPECT_EQ(third->type, WireguardType::data);
    EXPECT_EQ(third->receiver, 0xb2u);
}

TEST(ParseWireguard, IsProofOnlyWithoutALoadedReceiver) {
    EXPECT_TRUE(parse_wireguard(initiation())->proves_itself);
    EXPECT_FALSE(parse_wireguard(message("01000000 a1000000", 148, true))->proves_itself);
    EXPECT_FALSE(parse_wireguard(data("b2000000"))->proves_itself);
}

TEST(ParseWireguard, AcceptsTheSizesOfItsMessagesOnly) {
    const std::vector<uint8_t> filler(256, 0);
    for (const uint8_t type : {1, 2, 3, 4, 5})
        for (size_t n = 0; n <= 256; ++n) {
            auto datagram = std::vector<uint8_t>{type} + Bytes{filler};
            datagram.resize(n);
            const bool fits = (type == 1 && n == 148) || (type == 2 && n == 92) ||
                              (type == 3 && n == 64) || (type == 4 && n >= 32 && n % 16 == 0);
            EXPECT_EQ(parse_wireguard(datagram).has_value(), fits) << int(type) << ", " << n;
        }
}

TEST(ParseWireguard, RefusesReservedBytesAndImpossibleCounters) {
    for (const size_t at : {1, 2, 3}) {
        auto datagram = initiation();
        datagram[at] = 1;
        EXPECT_FALSE(parse_wireguard(datagram)) << at;
    }
    auto counter = data("b2000000");
    counter[15] = 1;
    EXPECT_FALSE(parse_wireguard(counter));
}

TEST(WireguardAnswers, PairsMessagesBothWays) {
    const auto first = *parse_wireguard(initiation());
    const auto second = *parse_wireguard(response());
    EXPECT_TRUE(answers(second, first));
    EXPECT_TRUE(answers(*parse_wireguard(data("b2000000")), second));
    EXPECT_TRUE(answers(*parse_wireguard(data("a1000000")), first));
    EXPECT_FALSE(answers(*parse_wireguard(data("a2000000")), first));
    EXPECT_FALSE(answers(first, second));
    // Zero is an index like any other, and an initiation is addressed to nobody.
    const auto zero = *parse_wireguard(message("01000000 00000000", 148));
    EXPECT_FALSE(answers(first, zero));
    EXPECT_FALSE(answers(second, second));
}

}  // namespace
}  // namespace sluice
