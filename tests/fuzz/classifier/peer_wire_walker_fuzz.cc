// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>

#include "classifier/learnt_endpoints.h"
#include "classifier/peer_wire_walker.h"

using namespace sluice;

namespace {

constexpr uint32_t kBuffers = 5;  // fewer than one gap may ask for

Segment take_segment(Reader& in, std::array<uint32_t, kDirectionCount>& next) {
    Segment segment;
    const uint8_t flags = in.u8();
    segment.direction = Direction(flags & 1);
    uint32_t& sequence = next[flags & 1];
    // In sequence as a rule, a little off now and then.
    segment.sequence = (flags & 2) != 0 ? sequence + in.u8() - 100 : sequence;
    segment.payload =
        in.take(std::min<size_t>((flags & 4) != 0 ? in.be16() : in.u8(), in.remaining()));
    segment.wire_bytes = static_cast<uint32_t>(segment.payload.size());
    if ((flags & 8) != 0)
        segment.wire_bytes += in.be16();  // a capture cut it short
    segment.time_us = (flags & 16) != 0 ? uint32_t{in.u8()} << 15 : 0;
    segment.time_s = 1'000;
    sequence = segment.sequence + segment.wire_bytes;
    return segment;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static Classifier::Counts counts;
    static SegmentBuffers buffers{kBuffers};
    static LearntEndpoints endpoints{64, 1};
    static PeerWireWalker walker{2, buffers, endpoints, counts};

    Reader in{{data, size}};
    const uint32_t walk = walker.start();
    const uint8_t beginning = in.u8();
    for (const Direction direction : {Direction::up, Direction::down})
        if ((beginning >> static_cast<int>(direction) & 1) == 0)
            walker.begin(walk, direction, 0);
        else
            walker.join(walk, direction);
    std::array<uint32_t, kDirectionCount> next{};
    const std::array<uint8_t, 16> address{0x20, 0x01, 0x0d, 0xb8};
    while (in.remaining() > 0) {
        Segment segment = take_segment(in, next);
        segment.ends = {address.data(), address.data(), 1, 2};
        walker.observe(walk, segment);
        if ((beginning & 4) != 0 && in.remaining() % 64 == 0)
            walker.miss(walk, segment.direction);
    }
    walker.describe(walk);
    walker.end(walk);
    if (buffers.in_use() != 0 || walker.in_use() != 0)
        std::abort();  // a buffer was lost
    return 0;
}
