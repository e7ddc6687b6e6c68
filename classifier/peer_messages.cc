// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_messages.h"

#include <algorithm>

#include "classifier/peer_conduct.h"
#include "classifier/wire/peer_fields.h"
#include "classifier/wire/peer_framing.h"

namespace sluice {

using Place = WalkedStream::Place;

namespace {

size_t index(Direction direction) {
    return static_cast<size_t>(direction);
}

Bytes up_to(Bytes bytes, uint32_t count) {
    return bytes.first(std::min<size_t>(bytes.size(), count));
}

constexpr uint8_t kExtended = 20;  // BEP 10

// Of a header that begins like that.
size_t header_bytes(Bytes seen) {
    if (seen.size() < kLengthBytes)
        return kLengthBytes;
    const uint32_t length = Reader{seen}.be32();
    if (length == 0)
        return kLengthBytes;
    const bool has_extended_id =
        seen.size() > kLengthBytes && seen[kLengthBytes] == kExtended && length >= 2;
    return kMessageHeaderBytes + (has_extended_id ? 1 : 0);
}

}  // namespace

struct PeerMessages::Cursor {
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

struct PeerMessages::Reading {
    PeerWireWalk& walk;
    const WalkContext& context;
    WalkedStream& stream;
    WalkedPeer& peer;

    void count(Classifier::Counts& counts, MessageKind kind) const {
        counts.messages[index(context.direction)][static_cast<size_t>(kind)]++;
        counts.heard |= uint64_t{1} << static_cast<size_t>(kind);
        note_message(walk, context.direction, kind);
    }
};

void PeerMessages::read(PeerWireWalk& walk, const WalkContext& context, Bytes in_hand,
                        uint32_t wire_bytes) {
    const size_t d = index(context.direction);
    WalkedStream& stream = walk.streams[d];
    const Reading reading{walk, context, stream, walk.peers[d]};
    stream.next += wire_bytes;
    Cursor cursor{up_to(in_hand, wire_bytes), wire_bytes};
    while (cursor.wire_bytes > 0) {
        const uint32_t passed = std::min(stream.payload, cursor.wire_bytes);
        stream.payload -= passed;
        cursor.skip(passed);
        if (cursor.wire_bytes == 0)
            return;
        if (stream.place == Place::content) {
            read_content(reading, cursor);
            continue;
        }
        if (cursor.in_hand.empty()) {
            if (stream.place != Place::lost)
                lose(walk, context.direction);
            return;
        }

        bool in_step = true;
        if (stream.place < Place::message)
            in_step = read_handshake(reading, cursor);
        else if (stream.place == Place::message)
            in_step = read_header(reading, cursor);
        else if (!resume(reading, cursor))
            return;
        if (!in_step)
            lose(walk, context.direction);
    }
}

bool PeerMessages::read_handshake(const Reading& reading, Cursor& cursor) {
    WalkedStream& stream = reading.stream;
    constexpr size_t kReservedEnd = kReservedAt + kReservedBytes;
    while (stream.read < kReservedEnd && !cursor.in_hand.empty()) {
        const uint8_t byte = cursor.take();
        if (stream.read < kReservedAt) {
            if (byte != static_cast<uint8_t>(kHandshakePrefix[stream.read]))
                return false;
        } else if (stream.read == kReservedEnd - 1) {
            const uint8_t reserved[kReservedBytes] = {0, 0, 0, 0, 0, 0, 0, byte};
            reading.peer.set(WalkedPeer::kFast, read_offers(reserved).fast);
            reading.peer.set(WalkedPeer::kShookHands, true);
        }
        ++stream.read;
    }
    if (stream.read < kReservedAt)
        return cursor.wire_bytes == 0;
    // The hash and the peer id are counted, not looked at.
    const auto rest = static_cast<uint32_t>(kHandshakeBytes - stream.read);
    const uint32_t passed = std::min(rest, cursor.wire_bytes);
    cursor.skip(passed);
    stream.read = static_cast<uint8_t>(stream.read + passed);
    if (stream.read == kHandshakeBytes) {
        reading.count(counts_, MessageKind::handshake);
        reading.peer.set(WalkedPeer::kOpening, true);
        stream.place = Place::message;
        stream.read = 0;
    }
    return true;
}

bool PeerMessages::read_header(const Reading& reading, Cursor& cursor) {
    WalkedStream& stream = reading.stream;
    const uint8_t* bytes = cursor.in_hand.data();
    if (stream.read == 0 && cursor.in_hand.size() >= WalkedStream::kHeaderBytes) {
        cursor.skip(static_cast<uint32_t>(header_bytes({bytes, WalkedStream::kHeaderBytes})));
    } else {
        while (stream.read < header_bytes({stream.header, stream.read})) {
            if (cursor.in_hand.empty())
                return cursor.wire_bytes == 0;
            stream.header[stream.read++] = cursor.take();
        }
        bytes = stream.header;
        stream.read = 0;
    }
    const uint32_t length = Reader{{bytes, kLengthBytes}}.be32();
    const uint8_t id = length != 0 ? bytes[kLengthBytes] : 0;
    const auto header = parse_message_header(length, id);
    if (!header)
        return false;
    const uint8_t extended_id =
        header->kind == MessageKind::other_extension ? bytes[kMessageHeaderBytes] : 0;
    return begin_message(reading, *header, extended_id, cursor.in_hand);
}

// False if a receiver would have to close the connection: then these are not messages.
bool PeerMessages::begin_message(const Reading& reading, const MessageHeader& header,
                                 uint8_t extended_id, Bytes payload) {
    PeerWireWalk& walk = reading.walk;
    WalkedStream& stream = reading.stream;
    stream.payload = header.payload_bytes;
    if (!header.kind)
        return true;

    MessageKind kind = *header.kind;
    if (!legal_there(kind, place_of(walk, reading.peer)))
        return false;
    note_opening(reading.peer, kind);
    if (kind == MessageKind::other_extension) {
        stream.payload = header.payload_bytes - 1;
        kind = PeerExtensions::kind_of(walk, reading.context.direction, extended_id);
    } else if (judge_fields(header, up_to(payload, header.payload_bytes)) ==
                   FieldEvidence::impossible ||
               !note_pieces_named(walk, header, payload)) {
        return false;
    }
    reading.count(counts_, kind);

    if (kind == MessageKind::bitfield || PeerExtensions::reads(kind)) {
        reading.peer.content = kind;
        reading.peer.content_left = stream.payload;
        stream.place = stream.payload != 0 ? Place::content : Place::message;
        stream.payload = 0;
    }
    return true;
}

void PeerMessages::read_content(const Reading& reading, Cursor& cursor) {
    WalkedPeer& peer = reading.peer;
    const uint32_t wire_bytes = std::min(peer.content_left, cursor.wire_bytes);
    const Bytes bytes = up_to(cursor.in_hand, wire_bytes);
    if (bytes.size() < wire_bytes || !take_content(reading, bytes)) {
        // A capture cut it short, or it is too long: passed over, as any other.
        counts_.contents_unread++;
        drop_content(reading.stream);
        reading.stream.payload = peer.content_left;
        peer.content_left = 0;
        reading.stream.place = Place::message;
        return;
    }
    cursor.skip(wire_bytes);
    peer.content_left -= wire_bytes;
    if (peer.content_left != 0)
        return;
    reading.stream.place = Place::message;
    counts_.heard |= uint64_t{1} << static_cast<size_t>(peer.content);
}

// The next bytes of it.
bool PeerMessages::take_content(const Reading& reading, Bytes bytes) {
    WalkedPeer& peer = reading.peer;
    if (peer.content == MessageKind::bitfield) {
        note_bitfield(reading.walk, peer, bytes);
        return true;
    }
    const bool last = bytes.size() == peer.content_left;
    if (last && reading.stream.collected == SegmentBuffers::kNone)
        return extensions_.read(reading.walk, reading.context, peer.content, bytes);
    if (!collect(reading, bytes))
        return false;
    if (!last)
        return true;
    const SegmentBuffer& whole = buffers_[reading.stream.collected];
    const bool read = extensions_.read(reading.walk, reading.context, peer.content,
                                       up_to(whole.bytes, whole.length));
    drop_content(reading.stream);
    return read;
}

bool PeerMessages::collect(const Reading& reading, Bytes bytes) {
    uint32_t& handle = reading.stream.collected;
    if (handle == SegmentBuffers::kNone) {
        if (reading.peer.content_left > SegmentBuffer::kBytes)
            return false;
        handle = buffers_.take();
        if (handle == SegmentBuffers::kNone) {
            counts_.held_exhausted++;
            return false;
        }
        buffers_[handle].length = 0;
    }
    SegmentBuffer& buffer = buffers_[handle];
    std::copy(bytes.begin(), bytes.end(), buffer.bytes.begin() + buffer.length);
    buffer.length += static_cast<uint32_t>(bytes.size());
    return true;
}

bool PeerMessages::resume(const Reading& reading, Cursor& cursor) {
    const auto boundary = find_message_boundary(cursor.in_hand);
    if (!boundary)
        return false;
    cursor.skip(static_cast<uint32_t>(*boundary));
    reading.stream.place = Place::message;
    counts_.walker_resumed++;
    return true;
}

void PeerMessages::lose(PeerWireWalk& walk, Direction direction) {
    WalkedStream& stream = walk.streams[index(direction)];
    counts_.walker_gaps++;
    drop_content(stream);
    stream.place = Place::lost;
    stream.payload = 0;
    stream.read = 0;
    walk.peers[index(direction)].content_left = 0;
    walk.peers[index(direction)].set(WalkedPeer::kOpening, false);
}

void PeerMessages::drop_content(WalkedStream& stream) {
    if (stream.collected != SegmentBuffers::kNone)
        buffers_.give_back(stream.collected);
    stream.collected = SegmentBuffers::kNone;
}

}  // namespace sluice
