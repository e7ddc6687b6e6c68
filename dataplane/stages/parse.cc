// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstddef>
#include <cstring>
#include <optional>

#include "dataplane/answers/own_answers.h"
#include "dataplane/layers.h"
#include "dataplane/parser.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

// In whole words, as it is read. And without a branch, because nothing foretells which way the next
// packet goes.
void write_key(const ParsedPacket& parsed, uint16_t realm, Direction direction, FlowKey& key) {
    static_assert(std::endian::native == std::endian::little);
    static_assert(offsetof(FlowKey, protocol) == offsetof(FlowKey, subscriber_port) + 6);
    const auto down = static_cast<unsigned>(direction);
    const uint64_t swapped = -uint64_t{down};
    for (size_t half = 0; half < 2; ++half) {
        const uint64_t source = parsed.source.half(half);
        const uint64_t destination = parsed.destination.half(half);
        const uint64_t change = (source ^ destination) & swapped;
        set_word(key, half, source ^ change);
        set_word(key, 2 + half, destination ^ change);
    }
    const uint32_t ports = std::rotl(parsed.source_port | uint32_t{parsed.destination_port} << 16,
                                     16 * static_cast<int>(down));
    set_word(key, 4, ports | uint64_t{realm} << 32 | uint64_t{parsed.protocol} << 48);
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

// Beside the path the box sees what it has injected itself. That is nobody's traffic.
void leave_own_answers(Packet& packet, const Worker& worker) {
    if (!is_own_answer(packet, worker.answer_key))
        return;
    packet.parsed.has_flow = false;
    packet.parsed.oddity = Oddity::own_answer;
}

std::optional<uint16_t> outermost_vlan(const Packet& packet) {
    constexpr uint32_t kTagEnd = 16;
    if (packet.first.layer != FirstLayer::ethernet || packet.length < packet.first.offset + kTagEnd)
        return std::nullopt;
    const uint8_t* const tag = packet.data + packet.first.offset + 12;
    if (!layers::is_vlan(static_cast<uint16_t>(tag[0] << 8 | tag[1])))
        return std::nullopt;
    return static_cast<uint16_t>((tag[2] & 0x0f) << 8 | tag[3]);
}

// On a mirror and in a capture there is no port to tell the sides apart: a tag or the addresses
// may. Else, in a capture whoever spoke first is the subscriber; on a mirror, of which several
// workers see packets and each its own flows, the lower of the two addresses is.
[[gnu::noinline]] Direction direction_by_address(const Packet& packet, const PortTraits& traits,
                                                 Worker& worker) {
    const ParsedPacket& parsed = packet.parsed;
    const SubscriberSide& side = traits.subscribers ? *traits.subscribers : worker.side;
    switch (side.find(outermost_vlan(packet), parsed.source, parsed.destination)) {
        case SubscriberSide::End::source:
            return Direction::up;
        case SubscriberSide::End::destination:
            return Direction::down;
        case SubscriberSide::End::unclear:
            break;
    }
    if (traits.tap)
        return parsed.source < parsed.destination ? Direction::up : Direction::down;
    FlowKey reverse;
    write_key(parsed, traits.realm, Direction::down, reverse);
    const bool answers = worker.flows.find(reverse, worker.flows.hash(reverse)) != nullptr;
    return answers ? Direction::down : Direction::up;
}

// The parser has read both headers, and they are in hand.
[[gnu::noinline]] void take_end_of_softwire(Packet& packet) {
    ParsedPacket& parsed = packet.parsed;
    if (parsed.outer_ip_offset == parsed.ip_offset)
        return;
    const bool up = packet.direction == Direction::up;
    const uint8_t* const outer = packet.data + parsed.outer_ip_offset;
    IpAddress& end = up ? parsed.source : parsed.destination;
    if (outer[0] >> 4 == 6) {
        end = IpAddress::from_ipv6(outer + (up ? 8 : 24));
        return;
    }
    uint32_t address;
    std::memcpy(&address, outer + (up ? 12 : 16), sizeof address);
    end = IpAddress::from_ipv4(__builtin_bswap32(address));
}

}  // namespace

void orient(Packet& packet, Worker& worker) {
    const PortTraits& traits = worker.ports[packet.port];
    if (traits.side == PortTraits::Side::by_address) [[unlikely]]
        packet.direction = direction_by_address(packet, traits, worker);
    if (traits.tunnels == TunnelView::softwire) [[unlikely]]
        take_end_of_softwire(packet);
    write_key(packet.parsed, traits.realm, packet.direction, packet.key);
    if (!packet.key.subscriber.is_unicast()) [[unlikely]] {
        packet.parsed.has_flow = false;
        packet.parsed.oddity = Oddity::no_subscriber;
        return;
    }
    packet.flow_hash = worker.flows.hash(packet.key);
    worker.flows.prefetch_bucket(packet.flow_hash);
}

void parse(Burst& burst, Worker& worker) {
    bool fragments = false;
    bool dhcp = false;
    PerDirection<uint64_t> packets{};
    PerDirection<uint64_t> bytes{};
    for (Packet& packet : burst.live()) {
        const PortTraits& traits = worker.ports[packet.port];
        packet.flow = nullptr;
        packet.direction = traits.side == PortTraits::Side::core ? Direction::down : Direction::up;
        read_headers(packet, traits.tunnels);
        if (traits.tap) [[unlikely]]
            leave_own_answers(packet, worker);
        fragments |= packet.parsed.is_fragment;
        dhcp |= packet.parsed.is_dhcp;
        if (packet.parsed.has_flow && !packet.parsed.is_fragment)
            orient(packet, worker);
        if (packet.handed_in)
            continue;
        const auto direction = static_cast<size_t>(packet.direction);
        packets[direction] += 1;
        bytes[direction] += packet.wire_length;
    }
    burst.fragments = fragments;
    burst.dhcp = dhcp;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        worker.counters.received_packets[direction].add(packets[direction]);
        worker.counters.received_bytes[direction].add(bytes[direction]);
    }
}

}  // namespace sluice
