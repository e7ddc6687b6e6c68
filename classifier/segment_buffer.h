// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/aged_slot_pool.h"
#include "classifier/slot_pool.h"

namespace sluice {

struct FlowInspection;  // classifier/classifier.h

// Room for bytes of a stream that cannot be read yet: the beginning of one until it is recognised
// (StreamWindow), or one segment that came too early (HeldSegments).
struct SegmentBuffer {
    static constexpr size_t kBytes = 2'048;

    uint32_t next = 0;                          // held: the following segment's handle
    uint32_t sequence = 0;                      // held: of the first byte
    uint32_t length = 0;                        // held: bytes in use
    std::array<uint64_t, kBytes / 64> present;  // window: a bit per byte that was seen
    std::array<uint8_t, kBytes> bytes;
};

using SegmentBuffers = SlotPool<SegmentBuffer>;
// For beginnings: by whose they are.
using Beginnings = AgedSlotPool<SegmentBuffer, FlowInspection*>;

}  // namespace sluice
