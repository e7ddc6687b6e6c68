// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"
#include "classifier/segment_buffer.h"

namespace sluice {

// Segments of one direction that came before the bytes they follow: a list, by handle, of buffers
// in sequence order without overlaps. The first copy of a byte is the one that is kept.
struct HeldSegments {
    // More of them outstanding than this is loss, not reordering.
    static constexpr uint8_t kLimit = 16;

    uint32_t first = SegmentBuffers::kNone;
    uint8_t count = 0;

    bool empty() const { return first == SegmentBuffers::kNone; }

    // False, with nothing or a part held, if the limit or the pool is spent.
    bool hold(SegmentBuffers& buffers, uint32_t sequence, Bytes bytes);

    void drop_first(SegmentBuffers& buffers);
    void clear(SegmentBuffers& buffers);
};

// How far sequence number b lies after a; negative before it (RFC 9293, 3.4: modulo 2^32).
constexpr int32_t sequence_distance(uint32_t a, uint32_t b) {
    return static_cast<int32_t>(b - a);
}

}  // namespace sluice
