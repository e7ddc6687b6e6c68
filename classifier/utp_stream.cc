// SPDX-License-Identifier: Apache-2.0
#include "classifier/utp_stream.h"

namespace sluice {
namespace {

// BEP 29's retransmission timeout is at least half a second, and a second at first.
constexpr uint32_t kPatience_us = 2'000'000;

// A packet's place among those held: as far apart as no payload is long, so that the numbers'
// arithmetic modulo 2^16 is that of sequence numbers modulo 2^32.
constexpr uint32_t place_of(uint16_t number) {
    return uint32_t{number} << 16;
}
constexpr uint16_t number_at(uint32_t place) {
    return static_cast<uint16_t>(place >> 16);
}

// How far packet b comes after a; negative before it.
constexpr int16_t packets_between(uint16_t a, uint16_t b) {
    return static_cast<int16_t>(b - a);
}

}  // namespace

void UtpStreams::begin(UtpStream& stream, uint32_t walk, Direction direction, uint16_t first) {
    stream.held.clear(buffers_);
    stream = {};
    stream.expected = first;
    stream.begun = true;
    walker_.begin(walk, direction, stream.position);
}

void UtpStreams::join(UtpStream& stream, uint32_t walk, Direction direction) {
    stream.held.clear(buffers_);
    stream = {};
    stream.inside = true;
    walker_.join(walk, direction);
}

void UtpStreams::observe(UtpStream& stream, uint32_t walk, const Segment& datagram,
                         const UtpHeader& header) {
    Segment segment = datagram;
    segment.payload = header.payload;
    segment.wire_bytes -= static_cast<uint32_t>(datagram.payload.size() - header.payload.size());
    segment.sequence = place_of(header.sequence);
    if (!stream.begun) {
        if (!stream.inside)
            walker_.begin(walk, segment.direction, stream.position);
        stream.expected = header.sequence;
        stream.begun = true;
    }
    if (segment.wire_bytes == 0)
        return;
    if (!stream.held.empty() && segment.time_us - stream.held_since_us > kPatience_us)
        give_up_waiting(stream, walk, segment);

    int16_t ahead = packets_between(stream.expected, header.sequence);
    while (ahead > 0) {
        if (hold(stream, segment))
            return;
        if (stream.held.empty()) {
            walker_.miss(walk, segment.direction);
            stream.expected = header.sequence;
        } else {
            give_up_waiting(stream, walk, segment);
        }
        ahead = packets_between(stream.expected, header.sequence);
    }
    if (ahead < 0)
        return;
    deliver(stream, walk, segment);
    deliver_held(stream, walk, segment);
}

void UtpStreams::end(UtpStream& stream, uint32_t walk, Direction direction) {
    while (!stream.held.empty())
        give_up_waiting(stream, walk, {.direction = direction, .transport = Transport::udp});
}

// The packet that is expected.
void UtpStreams::deliver(UtpStream& stream, uint32_t walk, Segment segment) {
    segment.sequence = stream.position;
    stream.position += segment.wire_bytes;
    ++stream.expected;
    walker_.observe(walk, segment);
}

void UtpStreams::deliver_held(UtpStream& stream, uint32_t walk, const Segment& context) {
    while (!stream.held.empty()) {
        const SegmentBuffer& buffer = buffers_[stream.held.first];
        if (number_at(buffer.sequence) != stream.expected)
            return;
        Segment segment = context;
        segment.payload = Bytes{buffer.bytes}.first(buffer.length);
        segment.wire_bytes = buffer.length;
        deliver(stream, walk, segment);
        stream.held.drop_first(buffers_);
    }
}

bool UtpStreams::is_held(const UtpStream& stream, uint32_t place) {
    for (uint32_t handle = stream.held.first; handle != SegmentBuffers::kNone;
         handle = buffers_[handle].next)
        if (buffers_[handle].sequence == place)
            return true;
    return false;
}

bool UtpStreams::hold(UtpStream& stream, const Segment& segment) {
    if (is_held(stream, segment.sequence))
        return true;
    // What a capture cut short is not held: its tail would be a gap all the same. Longer packets
    // than a buffer do not exist outside of loopback.
    if (segment.payload.size() < segment.wire_bytes || segment.wire_bytes > SegmentBuffer::kBytes)
        return false;
    if (stream.held.empty())
        stream.held_since_us = segment.time_us;
    const bool held = stream.held.hold(buffers_, segment.sequence, segment.payload);
    if (!held && stream.held.count < HeldSegments::kLimit)
        counts_.held_exhausted++;
    return held;
}

// Goes on with the first packet that is held.
void UtpStreams::give_up_waiting(UtpStream& stream, uint32_t walk, const Segment& context) {
    walker_.miss(walk, context.direction);
    stream.expected = number_at(buffers_[stream.held.first].sequence);
    deliver_held(stream, walk, context);
    stream.held_since_us = context.time_us;
}

}  // namespace sluice
