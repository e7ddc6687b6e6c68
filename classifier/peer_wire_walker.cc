// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_wire_walker.h"

#include <algorithm>

#include "classifier/wire/peer_framing.h"

namespace sluice {
namespace {

// A sender repeats what was lost within its timeout, a second at first (RFC 6298).
constexpr uint32_t kPatience_us = 2'000'000;

size_t index(Direction direction) {
    return static_cast<size_t>(direction);
}
size_t index(MessageKind kind) {
    return static_cast<size_t>(kind);
}

}  // namespace

// The bytes of a segment that are still to be read, and how many the wire carried of them.
struct PeerWireWalker::Cursor {
    Bytes in_hand;
    uint32_t wire_bytes;

    void skip(uint32_t count) {
        in_hand = in_hand.subspan(std::min<size_t>(count, in_hand.size()));
        wire_bytes -= count;
    }
    uint8_t take() {
        const uint8_t byte = in_hand.front();
        skip(1);
        return byte;
    }
};

uint32_t PeerWireWalker::start() {
    const uint32_t walk = walks_.take();
    if (walk != SlotPool<PeerWireWalk>::kNone)
        walks_[walk] = {};
    return walk;
}

void PeerWireWalker::end(uint32_t walk) {
    for (const Direction direction : {Direction::up, Direction::down}) {
        WalkedStream& stream = walks_[walk].streams[index(direction)];
        while (!stream.held.empty())
            give_up_waiting(stream, direction);
    }
    walks_.give_back(walk);
}

void PeerWireWalker::begin(uint32_t walk, Direction direction, uint32_t sequence) {
    WalkedStream& stream = walks_[walk].streams[index(direction)];
    stream.next = sequence;
    stream.place = WalkedStream::Place::handshake;
}

void PeerWireWalker::join(uint32_t walk, Direction direction) {
    walks_[walk].streams[index(direction)].place = WalkedStream::Place::joining;
}

void PeerWireWalker::observe(uint32_t walk, const Segment& segment) {
    WalkedStream& stream = walks_[walk].streams[index(segment.direction)];
    // Most segments of a transfer lie within a piece.
    if (segment.sequence == stream.next && segment.wire_bytes <= stream.payload &&
        stream.held.empty()) {
        stream.next += segment.wire_bytes;
        stream.payload -= segment.wire_bytes;
        return;
    }
    observe_out_of_step(stream, segment);
}

void PeerWireWalker::observe_out_of_step(WalkedStream& stream, const Segment& segment) {
    const Direction direction = segment.direction;
    if (stream.place <= WalkedStream::Place::joining) {
        stream.next = segment.sequence;
        stream.place = stream.place == WalkedStream::Place::unseen ? WalkedStream::Place::handshake
                                                                   : WalkedStream::Place::lost;
    }
    if (!stream.held.empty() && segment.time_us - stream.held_since_us > kPatience_us)
        give_up_waiting(stream, direction);

    const int32_t ahead = sequence_distance(stream.next, segment.sequence);
    const uint32_t known = ahead < 0 ? 0u - static_cast<uint32_t>(ahead) : 0;
    if (known >= segment.wire_bytes)
        return;
    if (ahead > 0 && stream.place == WalkedStream::Place::lost) {
        stream.next = segment.sequence;
    } else if (ahead > 0 && static_cast<uint32_t>(ahead) <= stream.payload) {
        stream.next = segment.sequence;
        stream.payload -= static_cast<uint32_t>(ahead);
    } else if (ahead > 0) {
        if (hold(stream, segment))
            return;
        give_up_waiting(stream, direction);
        // Lost now, or back in step behind it: either way it is not held again for the same gap.
        return observe_out_of_step(stream, segment);
    }
    const size_t in_hand_before = std::min<size_t>(known, segment.payload.size());
    read(stream, direction, segment.payload.subspan(in_hand_before), segment.wire_bytes - known);
    read_held(stream, direction);
}

bool PeerWireWalker::hold(WalkedStream& stream, const Segment& segment) {
    // What a capture cut short is not held: its tail would be a gap all the same.
    if (segment.payload.size() < segment.wire_bytes)
        return false;
    if (stream.held.empty())
        stream.held_since_us = segment.time_us;
    const bool held = stream.held.hold(buffers_, segment.sequence, segment.payload);
    if (!held && stream.held.count < HeldSegments::kLimit)
        counts_.held_exhausted++;
    return held;
}

void PeerWireWalker::give_up_waiting(WalkedStream& stream, Direction direction) {
    lose(stream);
    read_held(stream, direction);
}

// Reads bytes that begin at stream.next.
void PeerWireWalker::read(WalkedStream& stream, Direction direction, Bytes in_hand,
                          uint32_t wire_bytes) {
    stream.next += wire_bytes;
    Cursor cursor{in_hand.first(std::min<size_t>(in_hand.size(), wire_bytes)), wire_bytes};
    while (cursor.wire_bytes > 0) {
        const uint32_t passed = std::min(stream.payload, cursor.wire_bytes);
        stream.payload -= passed;
        cursor.skip(passed);
        if (cursor.wire_bytes == 0)
            return;
        if (cursor.in_hand.empty()) {
            if (stream.place != WalkedStream::Place::lost)
                lose(stream);
            return;
        }

        bool in_step = false;
        switch (stream.place) {
            case WalkedStream::Place::unseen:
            case WalkedStream::Place::joining:
            case WalkedStream::Place::handshake:
                in_step = read_handshake(stream, direction, cursor);
                break;
            case WalkedStream::Place::message:
                in_step = read_header(stream, direction, cursor);
                break;
            case WalkedStream::Place::lost:
                if (!resume(stream, cursor))
                    return;
                in_step = true;
                break;
        }
        if (!in_step)
            lose(stream);
    }
}

bool PeerWireWalker::read_handshake(WalkedStream& stream, Direction direction, Cursor& cursor) {
    while (stream.read < kHandshakePrefix.size()) {
        if (cursor.in_hand.empty())
            return cursor.wire_bytes == 0;
        if (cursor.in_hand.front() != static_cast<uint8_t>(kHandshakePrefix[stream.read]))
            return false;
        cursor.skip(1);
        ++stream.read;
    }
    // The rest is free: it is counted, not looked at.
    const auto rest = static_cast<uint32_t>(kHandshakeBytes - stream.read);
    const uint32_t passed = std::min(rest, cursor.wire_bytes);
    cursor.skip(passed);
    stream.read = static_cast<uint8_t>(stream.read + passed);
    if (stream.read == kHandshakeBytes) {
        counts_.messages[index(direction)][index(MessageKind::handshake)]++;
        stream.place = WalkedStream::Place::message;
        stream.read = 0;
    }
    return true;
}

bool PeerWireWalker::read_header(WalkedStream& stream, Direction direction, Cursor& cursor) {
    while (stream.read < kLengthBytes) {
        if (cursor.in_hand.empty())
            return cursor.wire_bytes == 0;
        stream.header[stream.read++] = cursor.take();
    }
    const uint32_t length = Reader{stream.header}.be32();
    if (length != 0 && cursor.in_hand.empty())
        return cursor.wire_bytes == 0;
    const uint8_t id = length != 0 ? cursor.take() : 0;
    const auto header = parse_message_header(length, id);
    if (!header)
        return false;
    stream.read = 0;
    stream.payload = header->payload_bytes;
    if (header->kind)
        counts_.messages[index(direction)][index(*header->kind)]++;
    return true;
}

bool PeerWireWalker::resume(WalkedStream& stream, Cursor& cursor) {
    const auto boundary = find_message_boundary(cursor.in_hand);
    if (!boundary)
        return false;
    cursor.skip(static_cast<uint32_t>(*boundary));
    stream.place = WalkedStream::Place::message;
    counts_.walker_resumed++;
    return true;
}

// Goes on with what was held, as far as it now follows; all of it if the place is lost anyway.
void PeerWireWalker::read_held(WalkedStream& stream, Direction direction) {
    while (!stream.held.empty()) {
        const SegmentBuffer& buffer = buffers_[stream.held.first];
        const int32_t ahead = sequence_distance(stream.next, buffer.sequence);
        const bool lost = stream.place == WalkedStream::Place::lost;
        if (ahead > 0 && !lost && static_cast<uint32_t>(ahead) > stream.payload)
            return;
        const uint32_t known = ahead < 0 ? static_cast<uint32_t>(-ahead) : 0;
        if (ahead > 0) {
            stream.next = buffer.sequence;
            stream.payload -= lost ? 0 : static_cast<uint32_t>(ahead);
        }
        if (known < buffer.length)
            read(stream, direction, Bytes{buffer.bytes}.first(buffer.length).subspan(known),
                 buffer.length - known);
        stream.held.drop_first(buffers_);
    }
}

void PeerWireWalker::lose(WalkedStream& stream) {
    counts_.walker_gaps++;
    stream.place = WalkedStream::Place::lost;
    stream.payload = 0;
    stream.read = 0;
}

}  // namespace sluice
