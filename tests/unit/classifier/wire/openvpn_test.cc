// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/openvpn.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

const auto kSession = hex("5a82301122334455");
const auto kStamp = hex("00000001 65a1b2c3");
const auto kNothingYet = hex("00 00000000");

std::vector<uint8_t> plain() {
    return hex("38") + kSession + kNothingYet;
}
std::vector<uint8_t> authenticated(size_t bytes) {
    return hex("38") + kSession + std::vector<uint8_t>(bytes, 0xab) + kStamp + kNothingYet;
}

TEST(IsOpenvpnReset, AcceptsPlainAndAuthenticatedResets) {
    EXPECT_TRUE(is_openvpn_reset(plain()));
    auto server = plain();
    server[0] = 0x40;
    EXPECT_TRUE(is_openvpn_reset(server));
    for (const size_t bytes : {16, 20, 32, 64})
        EXPECT_TRUE(is_openvpn_reset(authenticated(bytes))) << bytes;
    EXPECT_FALSE(is_openvpn_reset(authenticated(21)));
    EXPECT_TRUE(is_openvpn_reset(hex("38") + kSession + kStamp + std::vector<uint8_t>(37, 0xab)));
}

TEST(IsOpenvpnReset, RefusesEveryTruncationAndAByteTooMany) {
    for (const auto& whole : {plain(), authenticated(20)}) {
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(is_openvpn_reset(Bytes{whole}.first(n))) << n;
        EXPECT_FALSE(is_openvpn_reset(whole + hex("00")));
    }
}

TEST(IsOpenvpnReset, RefusesOtherOpcodesKeysAndNumbers) {
    for (const uint8_t first : {0x30, 0x39, 0x48, 0x00}) {
        auto packet = plain();
        packet[0] = first;
        EXPECT_FALSE(is_openvpn_reset(packet)) << int(first);
    }
    for (const size_t at : {9, 13}) {
        auto packet = plain();
        packet[at] = 1;
        EXPECT_FALSE(is_openvpn_reset(packet)) << at;
    }
    auto packet = authenticated(20);
    packet[32] = 2;
    EXPECT_FALSE(is_openvpn_reset(packet));
}

}  // namespace
}  // namespace sluice
