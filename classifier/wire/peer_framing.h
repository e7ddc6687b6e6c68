// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// Where in a segment's bytes the messages of a known peer-wire stream can be read from again after
// a gap: at its start if messages fill it to the byte, else where three come in a row or a piece
// with a usual block has its header. Nothing if that is not certain.
std::optional<size_t> find_message_boundary(Bytes bytes);

// How much one segment says for being peer wire, of a flow that was not seen from its start.
enum class FramingEvidence : uint8_t {
    none,
    // Either messages fill the segment from its start, the last one maybe going on behind it, and
    // two different ones have plausible fields (judge_fields): at least 96 bits are as they have
    // to be, but of a kind that any protocol with a 32-bit length and an 8-bit type could show.
    // Or a block of 2^14 bytes with plausible fields begins within the segment: 66 bits, at any of
    // 1,400 places, and numbers in a file may do that.
    weak,
    // A request, cancel or reject of a usual block anywhere: 96 bits. Or messages from the
    // segment's start, among them such a block: 66 bits at a place that the packet gave.
    strong,
};

struct Framing {
    FramingEvidence evidence = FramingEvidence::none;
    // With evidence: how far from the segment's start the next message begins, if the stream is
    // what it looks like. continues_framing() there makes weak evidence strong.
    uint32_t next = 0;
};

// For the great majority of segments, one comparison and one memchr.
Framing judge_framing(Bytes segment);

// Whether a message with plausible fields begins here; none if too little of it is in sight.
bool continues_framing(Bytes bytes);

}  // namespace sluice
