// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "classifier/learnt_endpoints.h"
#include "classifier/utp_stream.h"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static Classifier::Counts counts;
    static SegmentBuffers buffers{20};
    static LearntEndpoints endpoints{64, 1};
    static PeerWireWalker walker{2, buffers, endpoints, counts};
    static UtpStreams streams{walker, buffers, counts};

    Reader in{{data, size}};
    const uint32_t walk = walker.start();
    UtpStream stream;
    const uint8_t beginning = in.u8();
    if (beginning < 100)
        streams.begin(stream, walk, Direction::up, in.be16());
    else if (beginning < 200)
        streams.join(stream, walk, Direction::up);
    // Numbers are near each other as a rule.
    uint16_t number = stream.expected;
    while (in.remaining() > 0) {
        const uint8_t flags = in.u8();
        number = static_cast<uint16_t>((flags & 1) != 0   ? in.be16()
                                       : (flags & 2) != 0 ? number + in.u8() % 32 - 16
                                                          : number + 1);
        UtpHeader header;
        header.sequence = number;
        header.payload =
            in.take(std::min<size_t>((flags & 4) != 0 ? in.be16() : in.u8(), in.remaining()));
        const uint32_t cut_off = (flags & 8) != 0 ? in.u8() : 0;
        streams.observe(stream, walk,
                        {.payload = header.payload,
                         .wire_bytes = static_cast<uint32_t>(header.payload.size()) + cut_off,
                         .transport = Transport::udp,
                         .time_us = (flags & 16) != 0 ? uint32_t{in.u8()} << 15 : 0},
                        header);
        if (stream.held.count > HeldSegments::kLimit)
            std::abort();
    }
    streams.end(stream, walk, Direction::up);
    walker.end(walk);
    if (buffers.in_use() != 0)
        std::abort();  // a buffer was lost
    return 0;
}
