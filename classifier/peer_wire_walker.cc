// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_wire_walker.h"

#include <algorithm>

#include "classifier/peer_conduct.h"

namespace sluice {

using Place = WalkedStream::Place;

namespace {

// A sender repeats what was lost within its timeout, a second at first (RFC 6298).
constexpr uint32_t kPatience_us = 2'000'000;

size_t index(Direction direction) {
    return static_cast<size_t>(direction);
}

}  // namespace

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
            give_up_waiting(walks_[walk], {.direction = direction});
        messages_.drop_content(stream);
    }
    walks_.give_back(walk);
}

void PeerWireWalker::begin(uint32_t walk, Direction direction, uint32_t sequence) {
    WalkedStream& stream = walks_[walk].streams[index(direction)];
    stream.next = sequence;
    stream.place = Place::handshake;
}

void PeerWireWalker::join(uint32_t walk, Direction direction) {
    walks_[walk].streams[index(direction)].place = Place::joining;
}

void PeerWireWalker::miss(uint32_t walk, Direction direction) {
    messages_.lose(walks_[walk], direction);
}

void PeerWireWalker::observe(uint32_t walk, const Segment& segment) {
    PeerWireWalk& walked = walks_[walk];
    WalkedStream& stream = walked.streams[index(segment.direction)];
    // Most segments of a transfer lie within a piece.
    if (segment.sequence == stream.next && segment.wire_bytes <= stream.payload &&
        stream.held.empty()) {
        stream.next += segment.wire_bytes;
        stream.payload -= segment.wire_bytes;
        return;
    }
    observe_out_of_step(walked, segment);
}

void PeerWireWalker::observe_out_of_step(PeerWireWalk& walk, const Segment& segment) {
    WalkedStream& stream = walk.streams[index(segment.direction)];
    const WalkContext context{segment.direction, segment.time_s, segment.ends};
    if (stream.place <= Place::joining) {
        stream.next = segment.sequence;
        stream.place = stream.place == Place::unseen ? Place::handshake : Place::lost;
    }
    if (!stream.held.empty() && segment.time_us - stream.held_since_us > kPatience_us)
        give_up_waiting(walk, context);

    const int32_t ahead = sequence_distance(stream.next, segment.sequence);
    const uint32_t known = ahead < 0 ? 0u - static_cast<uint32_t>(ahead) : 0;
    if (known >= segment.wire_bytes)
        return;
    if (ahead > 0 && stream.place == Place::lost) {
        stream.next = segment.sequence;
    } else if (ahead > 0 && static_cast<uint32_t>(ahead) <= stream.payload) {
        stream.next = segment.sequence;
        stream.payload -= static_cast<uint32_t>(ahead);
    } else if (ahead > 0) {
        if (hold(stream, segment))
            return;
        give_up_waiting(walk, context);
        // Lost now, or back in step behind it: either way it is not held again for the same gap.
        return observe_out_of_step(walk, segment);
    }
    const size_t in_hand_before = std::min<size_t>(known, segment.payload.size());
    messages_.read(walk, context, segment.payload.subspan(in_hand_before),
                   segment.wire_bytes - known);
    read_held(walk, context);
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

void PeerWireWalker::give_up_waiting(PeerWireWalk& walk, const WalkContext& context) {
    messages_.lose(walk, context.direction);
    read_held(walk, context);
}

// Goes on with what was held, as far as it now follows; all of it if the place is lost anyway.
void PeerWireWalker::read_held(PeerWireWalk& walk, const WalkContext& context) {
    WalkedStream& stream = walk.streams[index(context.direction)];
    while (!stream.held.empty()) {
        const SegmentBuffer& buffer = buffers_[stream.held.first];
        const int32_t ahead = sequence_distance(stream.next, buffer.sequence);
        const bool lost = stream.place == Place::lost;
        if (ahead > 0 && !lost && static_cast<uint32_t>(ahead) > stream.payload)
            return;
        const uint32_t known = ahead < 0 ? 0u - static_cast<uint32_t>(ahead) : 0;
        if (ahead > 0) {
            stream.next = buffer.sequence;
            stream.payload -= lost ? 0 : static_cast<uint32_t>(ahead);
        }
        if (known < buffer.length)
            messages_.read(walk, context, Bytes{buffer.bytes}.first(buffer.length).subspan(known),
                           buffer.length - known);
        stream.held.drop_first(buffers_);
    }
}

PeerRole PeerWireWalker::role(uint32_t walk, Direction end) {
    return role_of(walks_[walk], end);
}

PeerDescription PeerWireWalker::describe(uint32_t walk) {
    PeerDescription description;
    for (const Direction end : {Direction::up, Direction::down}) {
        const size_t d = index(end);
        const WalkedPeer& peer = walks_[walk].peers[d];
        description.role[d] = role_of(walks_[walk], end);
        for (size_t kind = 0; kind < kPeerKindCount; ++kind)
            description.messages[d][kFirstPeerKind + kind] = walks_[walk].messages[d].counts[kind];
        description.requests[d] = peer.requests;
        description.pieces[d] = peer.pieces;
    }
    return description;
}

}  // namespace sluice
