// SPDX-License-Identifier: Apache-2.0
#include "dataplane/fragment_table.h"

#include <algorithm>
#include <bit>

#include "dataplane/flow_key.h"

namespace sluice {
namespace {

constexpr uint32_t kWays = 4;

// In IPv4 the protocol tells datagrams apart (RFC 791, section 2.3), in IPv6 it does not, and
// later fragments may not know it (RFC 8200, section 4.5).
FlowKey key_of(uint16_t realm, const ParsedPacket& packet) {
    // RFC 4291's mapped prefix is ten zero bytes and two of ones; no IPv6 source on a wire has it.
    const bool ipv4 = packet.source.bytes[10] == 0xff && packet.source.bytes[11] == 0xff &&
                      std::all_of(packet.source.bytes.begin(), packet.source.bytes.begin() + 10,
                                  [](uint8_t byte) { return byte == 0; });
    return {.subscriber = packet.source,
            .remote = packet.destination,
            .subscriber_port = static_cast<uint16_t>(packet.fragment_id >> 16),
            .remote_port = static_cast<uint16_t>(packet.fragment_id),
            .realm = realm,
            .protocol = ipv4 ? packet.protocol : uint8_t{0},
            .reserved = 0};
}

struct Range {
    uint16_t begin = 0;
    uint16_t end = 0;  // one past the last byte
};

}  // namespace

// A datagram of which the first fragment was seen, and which of its bytes were. Fragments come in
// order or nearly so: a few ranges are enough, and what has more is not believed.
struct FragmentTable::Datagram {
    FlowKey key;
    uint32_t started_ms = 0;
    uint16_t source_port = 0;
    uint16_t destination_port = 0;
    uint16_t first_length = 0;
    uint16_t total_length = 0;  // of the IP payload; 0: the last fragment was not seen
    uint8_t protocol = 0;
    bool in_use = false;
    bool overlaps = false;
    std::array<Range, 4> seen{};

    bool expired(uint32_t now_ms) const { return now_ms - started_ms >= kTimeoutMs; }
    bool complete() const {
        return total_length != 0 && seen[0].begin == 0 && seen[0].end == total_length;
    }
    bool add(const ParsedPacket& packet);
};

struct FragmentTable::Set {
    std::array<Datagram, kWays> datagrams;
};

// False if the bytes were seen before, contradict the datagram's end, or are in too many pieces.
// The ranges are sorted and do not touch.
bool FragmentTable::Datagram::add(const ParsedPacket& packet) {
    const uint16_t begin = packet.fragment_offset;
    const auto end = static_cast<uint16_t>(begin + packet.fragment_length);
    if (total_length != 0 && (end > total_length || !packet.more_fragments))
        return false;
    size_t used = 0;
    while (used < seen.size() && seen[used].end != 0)
        ++used;
    if (!packet.more_fragments) {
        if (used != 0 && seen[used - 1].end > end)
            return false;
        total_length = end;
    }

    size_t place = 0;
    while (place < used && seen[place].begin < begin)
        ++place;
    const bool touches_before = place > 0 && seen[place - 1].end >= begin;
    const bool touches_after = place < used && seen[place].begin <= end;
    if ((touches_before && seen[place - 1].end > begin) ||
        (touches_after && seen[place].begin < end))
        return false;
    if (touches_before) {
        seen[place - 1].end = touches_after ? seen[place].end : end;
        if (touches_after) {
            std::copy(seen.begin() + place + 1, seen.begin() + used, seen.begin() + place);
            seen[used - 1] = {};
        }
        return true;
    }
    if (touches_after) {
        seen[place].begin = begin;
        return true;
    }
    if (used == seen.size())
        return false;
    std::copy_backward(seen.begin() + place, seen.begin() + used, seen.begin() + used + 1);
    seen[place] = {begin, end};
    return true;
}

FragmentTable::FragmentTable(uint32_t capacity, uint64_t hash_seed)
    : sets_mask_(std::bit_ceil(std::max(capacity / kWays, 1u)) - 1),
      hash_seed_(hash_seed),
      sets_(std::make_unique<Set[]>(sets_mask_ + 1)) {}

FragmentTable::~FragmentTable() = default;

size_t FragmentTable::memory_bytes() const {
    return (size_t{sets_mask_} + 1) * sizeof(Set);
}

void FragmentTable::resolve(uint16_t realm, uint32_t now_ms, ParsedPacket& packet) {
    if (!packet.has_flow || !packet.is_fragment || packet.oddity == Oddity::malformed)
        return;
    const FlowKey key = key_of(realm, packet);
    Set& set = sets_[hash(key, hash_seed_) & sets_mask_];
    Datagram* known = nullptr;
    Datagram* oldest = &set.datagrams[0];
    for (Datagram& datagram : set.datagrams) {
        if (datagram.in_use && datagram.expired(now_ms))
            datagram.in_use = false;
        if (datagram.in_use && datagram.key == key)
            known = &datagram;
        if (!datagram.in_use ||
            (oldest->in_use && now_ms - datagram.started_ms > now_ms - oldest->started_ms))
            oldest = &datagram;
    }

    if (known == nullptr) {
        if (!packet.is_first_fragment) {
            packet.oddity = Oddity::fragment_unknown;
            return;
        }
        // A first fragment that was cut before its ports says nothing about the others.
        if (packet.oddity != Oddity::none)
            return;
        *oldest = Datagram{.key = key,
                           .started_ms = now_ms,
                           .source_port = packet.source_port,
                           .destination_port = packet.destination_port,
                           .first_length = packet.fragment_length,
                           .protocol = packet.protocol,
                           .in_use = true};
        oldest->add(packet);
        return;
    }

    // A first fragment sent twice is no contradiction.
    const bool repeated =
        packet.is_first_fragment && !known->overlaps && packet.source_port == known->source_port &&
        packet.destination_port == known->destination_port && packet.protocol == known->protocol &&
        packet.fragment_length == known->first_length;
    if (repeated)
        return;
    if (known->overlaps || !known->add(packet)) {
        known->overlaps = true;
        packet.oddity = Oddity::fragment_overlap;
        packet.source_port = 0;
        packet.destination_port = 0;
        packet.payload_offset = 0;
        packet.payload_length = 0;
        packet.payload_wire_length = 0;
        return;
    }
    packet.source_port = known->source_port;
    packet.destination_port = known->destination_port;
    packet.protocol = known->protocol;
    // The next datagram with this identification is another one.
    if (known->complete())
        known->in_use = false;
}

}  // namespace sluice
