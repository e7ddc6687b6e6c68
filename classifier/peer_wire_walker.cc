// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_wire_walker.h"

#include <algorithm>

namespace sluice {
namespace {

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
    for (WalkedStream& stream : walks_[walk].streams)
        stream.held.clear(buffers_);
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

void PeerWireWalker::observe(uint32_t walk, Direction direction, uint32_t sequence, Bytes payload,
                             uint32_t wire_bytes) {
    WalkedStream& stream = walks_[walk].streams[index(direction)];
    // Most segments of a transfer lie within a piece.
    if (sequence == stream.next && wire_bytes <= stream.payload && stream.held.empty()) {
        stream.next += wire_bytes;
        stream.payload -= wire_bytes;
        return;
    }
    observe_out_of_step(stream, direction, sequence, payload, wire_bytes);
}

void PeerWireWalker::observe_out_of_step(WalkedStream& stream, Direction direction,
                                         uint32_t sequence, Bytes payload, uint32_t wire_bytes) {
    if (stream.place <= WalkedStream::Place::joining) {
        stream.next = sequence;
        stream.place = stream.place == WalkedStream::Place::unseen ? WalkedStream::Place::handshake
                                                                   : WalkedStream::Place::lost;
    }
    const int32_t ahead = sequence_distance(stream.next, sequence);
    if (stream.place == WalkedStream::Place::lost && ahead > 0)
        stream.next = sequence;
    if (ahead < 0) {
        const uint32_t known = static_cast<uint32_t>(-ahead);
        if (known >= wire_bytes)
            return;
        payload = payload.subspan(std::min<size_t>(known, payload.size()));
        wire_bytes -= known;
    } else if (ahead > 0 && stream.place != WalkedStream::Place::lost) {
        const uint32_t jump = static_cast<uint32_t>(ahead);
        if (jump <= stream.payload) {
            stream.next += jump;
            stream.payload -= jump;
        } else {
            // A segment that a capture cut short is not held: its tail would be a gap all the same.
            const bool whole = payload.size() == wire_bytes;
            if (whole && stream.held.hold(buffers_, sequence, payload))
                return;
            if (whole && stream.held.count < HeldSegments::kLimit)
                counts_.held_exhausted++;
            lose(stream);
            read_held(stream, direction);
            return observe_out_of_step(stream, direction, sequence, payload, wire_bytes);
        }
    }
    read(stream, direction, payload, wire_bytes);
    read_held(stream, direction);
}

// Reads bytes that begin at stream.next.
void PeerWireWalker::read(WalkedStream& stream, Direction direction, Bytes in_hand,
                          uint32_t wire_bytes) {
    stream.next += wire_bytes;
    Cursor cursor{in_hand, wire_bytes};
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
