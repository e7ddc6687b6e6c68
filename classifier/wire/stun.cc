// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/stun.h"

namespace sluice {
namespace {

constexpr uint32_t kMagicCookie = 0x2112a442;
constexpr size_t kTransactionBytes = 12;

// An attribute is padded to four bytes, which its length does not count.
bool walk_attributes(Reader& in) {
    while (in.ok() && in.remaining() > 0) {
        in.skip(2);
        const size_t bytes = in.be16();
        in.skip((bytes + 3) & ~size_t{3});
    }
    return in.ok();
}

}  // namespace

std::optional<StunMessage> parse_stun(Bytes datagram) {
    Reader in{datagram};
    const uint16_t type = in.be16();
    const size_t bytes = in.be16();
    const uint32_t cookie = in.be32();
    in.skip(kTransactionBytes);
    if (!in.ok() || cookie != kMagicCookie || (type & 0xc000) != 0 || bytes % 4 != 0 ||
        bytes != in.remaining() || !walk_attributes(in))
        return std::nullopt;
    // The class's two bits lie within the method's twelve.
    const unsigned method = (type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80);
    if (method == 0)  // reserved (RFC 8489, 18.2)
        return std::nullopt;
    return StunMessage{StunClass((type >> 4 & 1) | (type >> 7 & 2)), static_cast<uint16_t>(method)};
}

bool looks_like_channel_data(Bytes datagram) {
    Reader in{datagram};
    const uint16_t channel = in.be16();
    const size_t bytes = in.be16();
    // Over UDP it may be padded, and need not be.
    if (!in.ok() || channel < 0x4000 || channel > 0x7fff || bytes > in.remaining() ||
        in.remaining() - bytes > 3)
        return false;
    // What a uTP SYN and a bencoded dictionary begin with (BEP 29, BEP 5).
    return (channel & 0xfffc) != 0x4100 && channel >> 8 != 'd';
}

}  // namespace sluice
