// SPDX-License-Identifier: Apache-2.0
// A byte of choices, two of ethertype, then a frame. Whatever it is, the result must lie inside it.
#include <cstdlib>
#include <cstring>

#include "dataplane/parser.h"
#include "ebpf/plain_flow.h"

using namespace sluice;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

void check(const ParsedPacket& out, size_t size) {
    require(out.payload_offset + size_t{out.payload_length} <= size);
    require(out.payload_length <= out.payload_wire_length);
    require(out.transport_offset <= size);
    require(out.outer_ip_offset <= out.ip_offset);
    require(out.payload_length == 0 || out.transport_offset < out.payload_offset);
    if (out.has_flow) {
        require(out.ip_offset + size_t{20} <= size);
        require(out.ip_bytes >= 20);
        require(out.oddity != Oddity::not_ip);
    } else {
        require(out.oddity != Oddity::none);
    }
    if (out.is_fragment && !out.is_first_fragment)
        require(out.source_port == 0 && out.payload_length == 0);
}

bool same(const uint64_t (&words)[2], const IpAddress& address) {
    return words[0] == address.half(0) && words[1] == address.half(1);
}

// What the kernel takes for a flow of a worker's is that flow, or the outer one of a tunnel.
void check_plain_flow(Bytes frame) {
    sluice_plain_packet plain{};
    if (!sluice_read_plain_packet(frame.data(), frame.data() + frame.size(), frame.size(), 0, 0,
                                  &plain))
        return;
    ParsedPacket out;
    parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::outer, out);
    require(out.oddity == Oddity::none || out.oddity == Oddity::no_subscriber ||
            out.oddity == Oddity::malformed);
    uint64_t source[2], destination[2];
    std::memcpy(source, plain.key.subscriber, sizeof source);
    std::memcpy(destination, plain.key.remote, sizeof destination);
    require(same(source, out.source) && same(destination, out.destination));
    require(plain.key.protocol == out.protocol && plain.ip_bytes == out.ip_bytes);
    if (out.oddity != Oddity::none)
        return;
    require(plain.key.subscriber_port == out.source_port);
    require(plain.key.remote_port == out.destination_port);
    require(plain.tcp_flags == out.tcp_flags);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 3)
        return 0;
    const FirstHeader first{
        .layer = static_cast<FirstLayer>(data[0] & 0x03),
        .ethertype = static_cast<uint16_t>(data[1] << 8 | data[2]),
        .offset = static_cast<uint16_t>((data[0] & 0x08) != 0 ? data[0] >> 4 : 0)};
    const TunnelView view = (data[0] & 0x04) != 0 ? TunnelView::outer : TunnelView::inner;
    const Bytes frame(data + 3, size - 3);
    const auto length = static_cast<uint32_t>(frame.size());

    check_plain_flow(frame);

    // A cut capture and a whole frame of the same bytes.
    for (const uint32_t wire_length : {length, length + 1000}) {
        ParsedPacket out;
        parse_packet(frame, wire_length, first, view, out);
        check(out, frame.size());
        require(!out.has_flow || out.ip_bytes <= wire_length);
        if (first.layer == FirstLayer::ethernet && first.offset == 0) {
            ParsedPacket same;
            parse_packet(frame, wire_length, view, same);
            require(same.oddity == out.oddity && same.source == out.source &&
                    same.payload_offset == out.payload_offset);
        }
    }
    return 0;
}
