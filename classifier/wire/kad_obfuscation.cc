// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad_obfuscation.h"

#include <algorithm>

#include <nettle/arcfour.h>
#include <nettle/md5.h>

namespace sluice {
namespace {

constexpr size_t kMarkerBytes = 1;
constexpr size_t kKeyPartBytes = 2;
constexpr size_t kClearBytes = kMarkerBytes + kKeyPartBytes;
constexpr uint8_t kMagic[4] = {0xc1, 0x2e, 0x5f, 0x39};  // 0x395f2ec1, little-endian
constexpr size_t kMostPadding = 15;
constexpr size_t kVerifyKeyBytes = 2 * 4;  // receiver's, sender's
constexpr size_t kShortestMessage = 2;     // protocol and opcode
constexpr size_t kShortest = kClearBytes + sizeof kMagic + 1 + kVerifyKeyBytes + kShortestMessage;

}  // namespace

bool may_be_obfuscated_kad(Bytes datagram) {
    // The two lowest bits: not eD2k's, and of the receiver's id rather than of a key it gave.
    return datagram.size() >= kShortest && datagram.size() <= kMostObfuscatedBytes &&
           (datagram[0] & 0x03) == 0;
}

std::optional<Bytes> reveal_kad(Bytes datagram, const KadId& receiver, std::span<uint8_t> room) {
    if (!may_be_obfuscated_kad(datagram))
        return std::nullopt;
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, receiver.size(), receiver.data());
    md5_update(&md5, kKeyPartBytes, datagram.data() + kMarkerBytes);
    uint8_t key[MD5_DIGEST_SIZE];
    md5_digest(&md5, sizeof key, key);
    arcfour_ctx cipher;
    arcfour_set_key(&cipher, sizeof key, key);

    const Bytes sealed = datagram.subspan(kClearBytes);
    if (room.size() < sealed.size())
        return std::nullopt;
    // The magic first: for all but the right id that is all the work there is.
    arcfour_crypt(&cipher, sizeof kMagic, room.data(), sealed.data());
    if (!std::equal(std::begin(kMagic), std::end(kMagic), room.begin()))
        return std::nullopt;
    arcfour_crypt(&cipher, sealed.size() - sizeof kMagic, room.data() + sizeof kMagic,
                  sealed.data() + sizeof kMagic);
    Reader in{Bytes{room}.subspan(sizeof kMagic, sealed.size() - sizeof kMagic)};
    const uint8_t padding = in.u8();
    in.skip(padding);
    in.skip(kVerifyKeyBytes);
    if (padding > kMostPadding || !in.ok() || in.remaining() < kShortestMessage)
        return std::nullopt;
    return in.rest();
}

}  // namespace sluice
