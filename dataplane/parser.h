// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/bytes.h"
#include "dataplane/first_header.h"
#include "dataplane/packet.h"

namespace sluice {

// Whose addresses make the flow where IP is carried in IP: the link says which of the two is the
// subscriber's (design decision 2).
enum class TunnelView : uint8_t {
    inner,  // of the innermost IP header that is sound
    outer,  // of the outermost one; what it carries is not looked into
    // The flow is of the innermost one, but its subscriber's end is where the tunnel ends: a
    // softwire, whose homes may all have the same addresses inside (DS-Lite, RFC 6333).
    softwire,
};

// Any thread; no state; every field of out is written. The bytes are untrusted: whatever they are,
// nothing beyond them is read, and out.oddity tells what stopped the parser. wire_length is the
// frame's own length, more than frame.size() where a capture was cut short: that alone is no
// oddity as long as the headers are in hand. Fragments keep what the packet itself tells; the
// fragment table adds the rest.
void parse_packet(Bytes frame, uint32_t wire_length, TunnelView view, ParsedPacket& out);

// The same for bytes that do not begin with a MAC header.
void parse_packet(Bytes frame, uint32_t wire_length, FirstHeader first, TunnelView view,
                  ParsedPacket& out);

}  // namespace sluice
