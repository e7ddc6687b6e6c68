// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "dataplane/parser.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

FlowKey key_of(const ParsedPacket& parsed, uint16_t realm, Direction direction) {
    FlowKey key{.subscriber = parsed.source,
                .remote = parsed.destination,
                .subscriber_port = parsed.source_port,
                .remote_port = parsed.destination_port,
                .realm = realm,
                .protocol = parsed.protocol};
    if (direction == Direction::down) {
        std::swap(key.subscriber, key.remote);
        std::swap(key.subscriber_port, key.remote_port);
    }
    return key;
}

void read_headers(Packet& packet, TunnelView tunnels) {
    if (packet.oversized) {
        packet.parsed = ParsedPacket{};
        packet.parsed.oddity = Oddity::oversized;
        return;
    }
    const Bytes frame{packet.data, packet.length};
    parse_packet(frame, packet.wire_length, packet.first, tunnels, packet.parsed);
}

// In a capture there is no port to tell the sides apart: the addresses may, else whoever spoke
// first is the subscriber.
Direction direction_by_address(const ParsedPacket& parsed, uint16_t realm, Worker& worker) {
    switch (worker.side.find(parsed.source, parsed.destination)) {
        case SubscriberSide::End::source:
            return Direction::up;
        case SubscriberSide::End::destination:
            return Direction::down;
        case SubscriberSide::End::unclear:
            break;
    }
    const FlowKey reverse = key_of(parsed, realm, Direction::down);
    const bool answers = worker.flows.find(reverse, worker.flows.hash(reverse)) != nullptr;
    return answers ? Direction::down : Direction::up;
}

}  // namespace

void orient(Packet& packet, Worker& worker) {
    const PortTraits& traits = worker.ports[packet.port];
    if (traits.side == PortTraits::Side::by_address)
        packet.direction = direction_by_address(packet.parsed, traits.realm, worker);
    packet.key = key_of(packet.parsed, traits.realm, packet.direction);
    if (!packet.key.subscriber.is_unicast()) [[unlikely]] {
        packet.parsed.has_flow = false;
        packet.parsed.oddity = Oddity::no_subscriber;
        return;
    }
    packet.flow_hash = worker.flows.hash(packet.key);
    worker.flows.prefetch_bucket(packet.flow_hash);
}

void parse(Burst& burst, Worker& worker) {
    PerDirection<uint64_t> packets{};
    PerDirection<uint64_t> bytes{};
    for (Packet& packet : burst.live()) {
        const PortTraits& traits = worker.ports[packet.port];
        packet.flow = nullptr;
        packet.direction = traits.side == PortTraits::Side::core ? Direction::down : Direction::up;
        read_headers(packet, traits.tunnels);
        if (packet.parsed.has_flow && !packet.parsed.is_fragment)
            orient(packet, worker);
        if (packet.handed_in)
            continue;
        const auto direction = static_cast<size_t>(packet.direction);
        packets[direction] += 1;
        bytes[direction] += packet.wire_length;
    }
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        worker.counters.received_packets[direction].add(packets[direction]);
        worker.counters.received_bytes[direction].add(bytes[direction]);
    }
}

}  // namespace sluice
