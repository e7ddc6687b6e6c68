// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad_nodes.h"

#include <algorithm>

#include "classifier/wire/emule_fields.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

constexpr uint8_t kBootstrapReply = 0x09;
constexpr uint8_t kHelloRequest = 0x11;
constexpr uint8_t kHelloReply = 0x19;
constexpr uint8_t kFindReply = 0x29;

KadId read_id(Reader& in) {
    KadId id{};
    const Bytes bytes = in.take(id.size());
    std::copy(bytes.begin(), bytes.end(), id.begin());
    return id;
}

// Id, address and UDP port in little-endian order, TCP port, version.
KadNode read_contact(Reader& in) {
    KadNode node{.id = read_id(in), .at = std::nullopt};
    const Bytes bytes = in.take(4 + 2);
    in.skip(2 + 1);
    if (!in.ok())
        return node;
    const uint8_t address[4] = {bytes[3], bytes[2], bytes[1], bytes[0]};
    node.at = PeerAddress{*read_address(address), static_cast<uint16_t>(bytes[4] | bytes[5] << 8)};
    return node;
}

}  // namespace

size_t read_kad_nodes(Bytes datagram, std::span<KadNode> out) {
    if (datagram.size() < 2 || datagram[0] != kKadProtocol)
        return 0;
    Reader in{datagram.subspan(2)};
    size_t count = 0;
    const auto keep = [&](const KadNode& node) {
        if (in.ok() && count < out.size() && (!node.at || could_be_a_peer(*node.at)))
            out[count++] = node;
    };
    switch (datagram[1]) {
        case kHelloRequest:
        case kHelloReply:
            keep({.id = read_id(in), .at = std::nullopt});
            return count;
        case kBootstrapReply:
            keep({.id = read_id(in), .at = std::nullopt});
            in.skip(2 + 1 + 2);  // TCP port, version, number of contacts
            break;
        case kFindReply:
            in.skip(sizeof(KadId) + 1);  // what was looked for, number of contacts
            break;
        default:
            return 0;
    }
    while (in.ok() && in.remaining() > 0 && count < out.size())
        keep(read_contact(in));
    return count;
}

}  // namespace sluice
