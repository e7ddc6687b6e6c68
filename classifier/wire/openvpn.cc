// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/openvpn.h"

#include <cstdint>

namespace sluice {
namespace {

// OpenVPN's ssl_pkt.h: opcode above, key 0 below.
constexpr uint8_t kClientReset = 7 << 3;
constexpr uint8_t kServerReset = 8 << 3;
constexpr size_t kPlainBytes = 14;
constexpr size_t kStampBytes = 8;  // packet id, time
constexpr size_t kSessionBytes = 8;
constexpr size_t kCryptBytes = 54;
constexpr uint32_t kFirstPacket = 1;
constexpr uint32_t kFirstPacketStateless = 0x0f000001;  // 2.6 offers to keep no state at first

bool is_first_packet(uint32_t id) {
    return id == kFirstPacket || id == kFirstPacketStateless;
}

// HMACs of MD5, SHA-1, SHA-2.
bool is_authenticator(size_t bytes) {
    return bytes == 16 || bytes == 20 || bytes == 28 || bytes == 32 || bytes == 48 || bytes == 64;
}

}  // namespace

bool is_openvpn_reset(Bytes packet) {
    Reader in{packet};
    const uint8_t opcode = in.u8();
    if ((opcode != kClientReset && opcode != kServerReset) || packet.size() < kPlainBytes)
        return false;
    in.skip(kSessionBytes);

    Reader crypt = in;
    if (packet.size() == kCryptBytes && is_first_packet(crypt.be32()))
        return true;
    if (packet.size() > kPlainBytes) {
        const size_t authenticator = packet.size() - kPlainBytes - kStampBytes;
        if (packet.size() < kPlainBytes + kStampBytes || !is_authenticator(authenticator))
            return false;
        in.skip(authenticator);
        if (!is_first_packet(in.be32()))
            return false;
        in.skip(4);
    }
    // Nothing to acknowledge yet, message 0.
    return in.u8() == 0 && in.be32() == 0 && in.ok();
}

}  // namespace sluice
