// SPDX-License-Identifier: Apache-2.0
#include "control/radius/packet.h"

namespace sluice {

bool AttributeList::is_whole(Octets bytes) {
    while (!bytes.empty()) {
        if (bytes.size() < 2 || bytes[1] < 2 || bytes[1] > bytes.size())
            return false;
        bytes = bytes.subspan(bytes[1]);
    }
    return true;
}

std::optional<Octets> AttributeList::find(uint8_t type) const {
    for (const AttributeView attribute : *this)
        if (attribute.type == type)
            return attribute.value;
    return std::nullopt;
}

std::optional<RadiusPacket> RadiusPacket::parse(Octets datagram) {
    if (datagram.size() < kHeader)
        return std::nullopt;
    const size_t length = static_cast<size_t>(datagram[2] << 8 | datagram[3]);
    if (length < kHeader || length > kMost || length > datagram.size())
        return std::nullopt;
    const RadiusPacket packet(datagram.first(length));
    if (!AttributeList::is_whole(packet.bytes_.subspan(kHeader)))
        return std::nullopt;
    return packet;
}

std::optional<uint32_t> be32_of(Octets value) {
    if (value.size() != 4)
        return std::nullopt;
    return uint32_t{value[0]} << 24 | uint32_t{value[1]} << 16 | uint32_t{value[2]} << 8 | value[3];
}

std::string_view text_of(Octets value) {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

}  // namespace sluice
