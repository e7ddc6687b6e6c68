// SPDX-License-Identifier: Apache-2.0
#include "classifier/held_segments.h"

#include <algorithm>
#include <cstring>

namespace sluice {

bool HeldSegments::hold(SegmentBuffers& buffers, uint32_t sequence, Bytes bytes) {
    uint32_t* link = &first;
    while (!bytes.empty()) {
        // Past those that end before it; then off with what the next one already has.
        size_t room = bytes.size();
        while (*link != SegmentBuffers::kNone) {
            SegmentBuffer& held = buffers[*link];
            const int32_t to_end = sequence_distance(sequence, held.sequence + held.length);
            const int32_t to_start = sequence_distance(sequence, held.sequence);
            if (to_start > 0) {
                room = std::min(room, static_cast<size_t>(to_start));
                break;
            }
            if (to_end > 0) {
                const size_t known = std::min(bytes.size(), static_cast<size_t>(to_end));
                bytes = bytes.subspan(known);
                sequence += static_cast<uint32_t>(known);
                room = bytes.size();
            }
            link = &held.next;
        }
        if (bytes.empty())
            return true;

        if (count == kLimit)
            return false;
        const uint32_t handle = buffers.take();
        if (handle == SegmentBuffers::kNone)
            return false;
        SegmentBuffer& buffer = buffers[handle];
        const size_t taken = std::min(room, SegmentBuffer::kBytes);
        std::memcpy(buffer.bytes.data(), bytes.data(), taken);
        buffer.sequence = sequence;
        buffer.length = static_cast<uint32_t>(taken);
        buffer.next = *link;
        *link = handle;
        ++count;
        link = &buffer.next;
        bytes = bytes.subspan(taken);
        sequence += static_cast<uint32_t>(taken);
    }
    return true;
}

void HeldSegments::drop_first(SegmentBuffers& buffers) {
    const uint32_t handle = first;
    first = buffers[handle].next;
    buffers.give_back(handle);
    --count;
}

void HeldSegments::clear(SegmentBuffers& buffers) {
    while (!empty())
        drop_first(buffers);
}

}  // namespace sluice
