// SPDX-License-Identifier: Apache-2.0
#include "dataplane/parser.h"

#include <algorithm>

#include "dataplane/layers.h"

namespace sluice {
namespace {

// Offsets in ParsedPacket have 16 bits; no header is looked for beyond.
constexpr uint32_t kFarthest = 0xffff;

layers::Cursor cursor(Bytes frame, uint32_t wire_length) {
    const auto size = static_cast<uint32_t>(frame.size());
    return {frame.data(), std::min(size, kFarthest), std::max(wire_length, size)};
}

}  // namespace

void parse_packet(Bytes frame, uint32_t wire_length, TunnelView view, ParsedPacket& out) {
    out = ParsedPacket{};
    layers::Cursor in = cursor(frame, wire_length);
    out.oddity = layers::parse_ethernet(in, {.frame = frame.data(), .view = view}, out);
}

void parse_packet(Bytes frame, uint32_t wire_length, FirstHeader first, TunnelView view,
                  ParsedPacket& out) {
    out = ParsedPacket{};
    layers::Cursor in = cursor(frame, wire_length);
    if (!in.holds(first.offset)) {
        out.oddity = Oddity::truncated;
        return;
    }
    in.skip(first.offset);
    const layers::Nesting nesting{.frame = frame.data(), .view = view};
    switch (first.layer) {
        case FirstLayer::ethernet:
            out.oddity = layers::parse_ethernet(in, nesting, out);
            return;
        case FirstLayer::ethertype:
            out.oddity = layers::parse_ethertype(first.ethertype, in, nesting, out);
            return;
        case FirstLayer::ip:
            out.oddity = layers::parse_ip(in, nesting, out);
            return;
        case FirstLayer::ppp:
            out.oddity = layers::parse_ppp(in, nesting, out);
            return;
    }
}

}  // namespace sluice
