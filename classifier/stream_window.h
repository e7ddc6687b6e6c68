// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "classifier/bytes.h"
#include "classifier/segment_buffer.h"

namespace sluice {

// The first bytes of one direction's stream, put together from segments in any order. Where they
// overlap, the copy that came first is kept, as a receiver would that had already delivered it.
class StreamWindow {
 public:
    explicit StreamWindow(SegmentBuffer& buffer) : buffer_(buffer) {}

    void clear() { buffer_.present.fill(0); }

    // Bytes at a distance from the stream's start; what lies past the window is dropped. True if
    // any of them was new.
    bool put(size_t offset, Bytes bytes);

    // The bytes without a hole from the start; from is known to be below the first hole.
    Bytes contiguous(size_t from) const;

    // The first run of bytes that begins at or after from; empty if there is none.
    struct Run {
        size_t offset = 0;
        Bytes bytes;
    };
    Run run_after(size_t from) const;

 private:
    // The first byte at or after from that was seen, or was not; kBytes if there is none.
    size_t find(size_t from, bool seen) const;
    void mark(size_t from, size_t to);

    SegmentBuffer& buffer_;
};

}  // namespace sluice
