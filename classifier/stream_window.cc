// SPDX-License-Identifier: Apache-2.0
#include "classifier/stream_window.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sluice {
namespace {

constexpr size_t kWordBits = 64;

}  // namespace

size_t StreamWindow::find(size_t from, bool seen) const {
    while (from < SegmentBuffer::kBytes) {
        const uint64_t bits = buffer_.present[from / kWordBits];
        const uint64_t left = (seen ? bits : ~bits) >> (from % kWordBits);
        if (left != 0)
            return from + static_cast<size_t>(std::countr_zero(left));
        from = (from / kWordBits + 1) * kWordBits;
    }
    return SegmentBuffer::kBytes;
}

void StreamWindow::mark(size_t from, size_t to) {
    while (from < to) {
        const size_t bit = from % kWordBits;
        const size_t count = std::min(to - from, kWordBits - bit);
        const uint64_t ones = count == kWordBits ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
        buffer_.present[from / kWordBits] |= ones << bit;
        from += count;
    }
}

bool StreamWindow::put(size_t offset, Bytes bytes) {
    if (offset >= SegmentBuffer::kBytes)
        return false;
    const size_t end = offset + std::min(bytes.size(), SegmentBuffer::kBytes - offset);
    bool fresh = false;
    for (size_t hole = find(offset, false); hole < end;) {
        const size_t hole_end = std::min(find(hole, true), end);
        std::memcpy(buffer_.bytes.data() + hole, bytes.data() + (hole - offset), hole_end - hole);
        mark(hole, hole_end);
        fresh = true;
        hole = find(hole_end, false);
    }
    return fresh;
}

Bytes StreamWindow::contiguous(size_t from) const {
    return Bytes{buffer_.bytes}.first(find(from, false));
}

StreamWindow::Run StreamWindow::run_after(size_t from) const {
    const size_t start = find(from, true);
    return {start, Bytes{buffer_.bytes}.first(find(start, false)).subspan(start)};
}

}  // namespace sluice
