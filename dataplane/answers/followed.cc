// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/followed.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace sluice {
namespace {

uint8_t known_flag(Direction direction) {
    return direction == Direction::up ? FlowEnforcement::kKnownUp : FlowEnforcement::kKnownDown;
}

uint8_t acknowledged_flag(Direction direction) {
    return direction == Direction::up ? FlowEnforcement::kAcknowledgedUp
                                      : FlowEnforcement::kAcknowledgedDown;
}

bool is_after(uint32_t number, uint32_t other) {
    return static_cast<int32_t>(number - other) > 0;
}

// A number moves forward alone; a connection that begins begins anew.
void follow_segment(const Packet& packet, FlowEnforcement& flow) {
    const SeenSegment segment = seen_segment(packet.parsed);
    const auto direction = static_cast<size_t>(packet.direction);
    const uint8_t known = known_flag(packet.direction);
    const uint8_t acknowledged = acknowledged_flag(packet.direction);
    uint32_t& next = flow.next_sequence[direction];
    if ((flow.flags & known) == 0 || segment.syn || is_after(segment.end(), next))
        next = segment.end();
    flow.flags |= known;
    uint32_t& last = flow.acknowledged[direction];
    if (!segment.has_acknowledgement)
        return;
    if ((flow.flags & acknowledged) == 0 || segment.syn || is_after(segment.acknowledgement, last))
        last = segment.acknowledgement;
    flow.flags |= acknowledged;
}

void follow_utp(const Packet& packet, FlowEnforcement& flow) {
    const auto header = parse_utp(packet.payload());
    if (!header)
        return;
    const auto direction = static_cast<size_t>(packet.direction);
    // A SYN has the id that its sender receives with; what it sends from then on has one more.
    const auto sends_with =
        static_cast<uint16_t>(header->connection_id + (header->type == UtpType::syn ? 1 : 0));
    flow.next_sequence[direction] = uint32_t{sends_with} << 16 | header->sequence;
    flow.acknowledged[direction] = header->acknowledged;
    flow.flags |= known_flag(packet.direction);
}

}  // namespace

SeenSegment seen_segment(const ParsedPacket& parsed) {
    return {.sequence = parsed.tcp_sequence,
            .acknowledgement = parsed.tcp_acknowledgement,
            .payload_bytes = parsed.payload_wire_length,
            .has_acknowledgement = (parsed.tcp_flags & TH_ACK) != 0,
            .syn = (parsed.tcp_flags & TH_SYN) != 0,
            .fin = (parsed.tcp_flags & TH_FIN) != 0};
}

FollowedNumbers followed_numbers(const FlowEnforcement& flow, Direction direction) {
    const auto index = static_cast<size_t>(direction);
    return {.next_sequence = flow.next_sequence[index],
            .acknowledged = flow.acknowledged[index],
            .known = (flow.flags & known_flag(direction)) != 0,
            .has_acknowledged = (flow.flags & acknowledged_flag(direction)) != 0};
}

std::optional<UtpNumbers> followed_utp(const FlowEnforcement& flow, Direction direction) {
    const auto index = static_cast<size_t>(direction);
    if ((flow.flags & known_flag(direction)) == 0)
        return std::nullopt;
    return UtpNumbers{.connection_id = static_cast<uint16_t>(flow.next_sequence[index] >> 16),
                      .sequence = static_cast<uint16_t>(flow.next_sequence[index]),
                      .acknowledged = static_cast<uint16_t>(flow.acknowledged[index])};
}

bool goes_on(const Packet& packet) {
    const SeenSegment segment = seen_segment(packet.parsed);
    const FollowedNumbers before = followed_numbers(packet.flow->enforcement, packet.direction);
    return before.known && segment.has_acknowledgement && !segment.syn &&
           segment.sequence == before.next_sequence;
}

void follow(const Packet& packet) {
    const ParsedPacket& parsed = packet.parsed;
    if (parsed.payload_offset == 0 || parsed.is_fragment)
        return;
    Flow& flow = *packet.flow;
    if (parsed.protocol == IPPROTO_TCP) {
        if ((parsed.tcp_flags & TH_RST) != 0)
            return;
        follow_segment(packet, flow.enforcement);
    } else if (within(flow.inspection.verdict.label, Label::bittorrent_utp)) {
        follow_utp(packet, flow.enforcement);
    } else {
        return;
    }
    const uint8_t* const ip = packet.data + parsed.ip_offset;
    flow.enforcement.ttl[static_cast<size_t>(packet.direction)] = ip[0] >> 4 == 4 ? ip[8] : ip[7];
}

}  // namespace sluice
