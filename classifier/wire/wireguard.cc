// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/wireguard.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr size_t kInitiationBytes = 148;
constexpr size_t kResponseBytes = 92;
constexpr size_t kCookieReplyBytes = 64;
constexpr size_t kShortestDataBytes = 32;  // a keep-alive: header and tag
constexpr size_t kPaddingBytes = 16;
constexpr size_t kAuthenticatorBytes = 16;
constexpr size_t kCounterEnd = 16;  // eight bytes, little-endian

uint32_t le32(Bytes bytes) {
    return static_cast<uint32_t>(bytes[3]) << 24 | static_cast<uint32_t>(bytes[2]) << 16 |
           static_cast<uint32_t>(bytes[1]) << 8 | bytes[0];
}

bool has_zero_authenticator(Bytes datagram) {
    return std::ranges::all_of(datagram.last(kAuthenticatorBytes),
                               [](uint8_t byte) { return byte == 0; });
}

}  // namespace

std::optional<WireguardMessage> parse_wireguard(Bytes datagram) {
    if (datagram.size() < kShortestDataBytes)
        return std::nullopt;
    const uint32_t type = le32(datagram);  // one byte, and three that are zero
    const uint32_t first = le32(datagram.subspan(4));
    switch (type) {
        case 1:
            if (datagram.size() != kInitiationBytes)
                return std::nullopt;
            return WireguardMessage{WireguardType::initiation, first, 0,
                                    has_zero_authenticator(datagram)};
        case 2:
            if (datagram.size() != kResponseBytes)
                return std::nullopt;
            return WireguardMessage{WireguardType::response, first, le32(datagram.subspan(8)),
                                    has_zero_authenticator(datagram)};
        case 3:
            if (datagram.size() != kCookieReplyBytes)
                return std::nullopt;
            return WireguardMessage{WireguardType::cookie_reply, 0, first, false};
        case 4:
            // A key lives for three minutes (6.1), in which no link counts to 2^40.
            if (datagram.size() % kPaddingBytes != 0 || datagram[kCounterEnd - 1] != 0 ||
                datagram[kCounterEnd - 2] != 0 || datagram[kCounterEnd - 3] != 0)
                return std::nullopt;
            return WireguardMessage{WireguardType::data, 0, first, false};
        default:
            return std::nullopt;
    }
}

bool answers(const WireguardMessage& message, const WireguardMessage& earlier) {
    const bool addressed = message.type != WireguardType::initiation;
    const bool named =
        earlier.type == WireguardType::initiation ||
        (earlier.type == WireguardType::response && message.type != WireguardType::response);
    return addressed && named && message.receiver == earlier.sender;
}

}  // namespace sluice
