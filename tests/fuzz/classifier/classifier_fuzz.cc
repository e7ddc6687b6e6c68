// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>

#include "classifier/classifier.h"
#include "classifier/signatures.h"

using namespace sluice;

namespace {

constexpr size_t kFlows = 6;  // more than the pools have room for

Segment take_segment(Reader& in) {
    Segment segment;
    const uint8_t flags = in.u8();
    segment.direction = Direction(flags & 1);
    segment.syn = (flags & 2) != 0;
    // Near the start as a rule, across the wrap, and now and then anywhere.
    segment.sequence = (flags & 4) != 0 ? in.be32() : 0xffffffd0u + in.u8();
    segment.time_us = uint32_t{in.u8()} << 16;
    segment.payload =
        in.take(std::min<size_t>((flags & 8) != 0 ? in.be16() : in.u8(), in.remaining()));
    segment.wire_bytes = static_cast<uint32_t>(segment.payload.size());
    if ((flags & 16) != 0)
        segment.wire_bytes += in.u8();  // a capture cut it short
    return segment;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto kSignatures = Signatures::built_in();
    static Classifier classifier{
        kSignatures,
        {.undecided_flows = 3, .walked_flows = 3, .held_segments = 5, .learnt_endpoints = 16}};
    std::array<FlowInspection, kFlows> flows;
    Reader in{{data, size}};
    while (in.remaining() > 0) {
        const uint8_t choice = in.u8();
        FlowInspection& flow = flows[choice % kFlows];
        if (choice >= 250) {
            classifier.forget(flow);
            continue;
        }
        Segment segment = take_segment(in);
        segment.transport = Transport(choice % kFlows % 2);
        if (flow.needs_payload())
            classifier.observe(flow, segment);
    }
    for (FlowInspection& flow : flows)
        classifier.forget(flow);
    if (classifier.undecided_in_use() != 0 || classifier.walkers_in_use() != 0)
        std::abort();  // a slot was lost
    return 0;
}
