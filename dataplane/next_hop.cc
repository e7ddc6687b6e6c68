// SPDX-License-Identifier: Apache-2.0
#include "dataplane/next_hop.h"

#include <algorithm>

#include "dataplane/layers.h"
#include "dataplane/parser.h"

namespace sluice {
namespace {

uint8_t* put_be16(uint8_t* at, uint16_t value) {
    at[0] = static_cast<uint8_t>(value >> 8);
    at[1] = static_cast<uint8_t>(value);
    return at + 2;
}

}  // namespace

size_t write_to_next_hop(Bytes answer, const NextHop& next_hop, std::span<uint8_t> out) {
    ParsedPacket parsed;
    parse_packet(answer, static_cast<uint32_t>(answer.size()), TunnelView::outer, parsed);
    if (!parsed.has_flow || out.size() < answer.size() + kNextHopHeaderMost)
        return 0;
    const Bytes packet = answer.subspan(parsed.outer_ip_offset);

    uint8_t* at = std::ranges::copy(next_hop.address, out.data()).out;
    at = std::ranges::copy(*next_hop.source, at).out;
    if (next_hop.vlan) {
        at = put_be16(at, layers::kEtherTypeVlan);
        at = put_be16(at, *next_hop.vlan);
    }
    at = put_be16(at, packet[0] >> 4 == 6 ? layers::kEtherTypeIpv6 : layers::kEtherTypeIpv4);
    at = std::ranges::copy(packet, at).out;
    return static_cast<size_t>(at - out.data());
}

}  // namespace sluice
