// SPDX-License-Identifier: Apache-2.0
#include "classifier/stream_window.h"

namespace sluice {

bool StreamWindow::put(size_t offset, Bytes bytes) {
    bool fresh = false;
    for (size_t i = 0; i < bytes.size() && offset + i < SegmentBuffer::kBytes; ++i) {
        if (buffer_.present.test(offset + i))
            continue;
        buffer_.present.set(offset + i);
        buffer_.bytes[offset + i] = bytes[i];
        fresh = true;
    }
    return fresh;
}

Bytes StreamWindow::contiguous(size_t from) const {
    size_t end = from;
    while (end < SegmentBuffer::kBytes && buffer_.present.test(end))
        ++end;
    return Bytes{buffer_.bytes}.first(end);
}

StreamWindow::Run StreamWindow::run_after(size_t from) const {
    while (from < SegmentBuffer::kBytes && !buffer_.present.test(from))
        ++from;
    return {from, contiguous(from).subspan(from)};
}

}  // namespace sluice
