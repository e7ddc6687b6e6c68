// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/utp.h"

namespace sluice {
namespace {

enum Extension : uint8_t { kNone = 0, kSelectiveAck = 1, kExtensionBits = 2, kCloseReason = 3 };

bool plausible(uint8_t extension, uint8_t length) {
    switch (extension) {
        case kSelectiveAck:  // "at least 4, multiples of 4"
            return length >= 4 && length % 4 == 0;
        case kExtensionBits:
            return length == 8;
        case kCloseReason:
            return length == 4;
        default:
            return true;
    }
}

}  // namespace

std::optional<UtpHeader> parse_utp(Bytes datagram) {
    Reader in{datagram};
    const uint8_t type_version = in.u8();
    uint8_t extension = in.u8();
    UtpHeader header;
    header.connection_id = in.be16();
    header.timestamp_us = in.be32();
    in.skip(8);  // timestamp difference, window
    header.sequence = in.be16();
    header.acknowledged = in.be16();

    const int type = type_version >> 4;
    if (!in.ok() || (type_version & 0x0f) != 1 || type > static_cast<int>(UtpType::syn))
        return std::nullopt;
    header.type = UtpType(type);

    // Type and version are weak evidence: the extension chain must also end inside the datagram.
    while (in.ok() && extension != kNone) {
        const uint8_t next = in.u8();
        const uint8_t length = in.u8();
        in.skip(length);
        if (!plausible(extension, length))
            return std::nullopt;
        extension = next;
    }
    if (!in.ok())
        return std::nullopt;
    header.payload = in.rest();
    // Only data has a payload, and has one.
    if (header.payload.empty() == (header.type == UtpType::data))
        return std::nullopt;
    return header;
}

}  // namespace sluice
