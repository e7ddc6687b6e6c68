// SPDX-License-Identifier: Apache-2.0
// A byte that says which answer and which way, then a frame. Whatever the frame is, what is sent in
// answer to it is sound: it reads as such a packet between the same two addresses, with checksums
// that are right, and is known as the box's own.
#include <cstdlib>
#include <vector>

#include "dataplane/answers/envelope.h"
#include "dataplane/answers/ip_checksums.h"
#include "dataplane/answers/own_answers.h"
#include "dataplane/answers/refusal.h"
#include "dataplane/answers/tcp_reset.h"
#include "dataplane/answers/utp_reset.h"
#include "dataplane/parser.h"

using namespace sluice;

namespace {

constexpr uint64_t kKey = 0x5eed;

void require(bool holds) {
    if (!holds)
        std::abort();
}

size_t write_answer(std::span<uint8_t> room, const Packet& packet, uint8_t what, Way way) {
    const AnsweredPacket answered(packet);
    const bool whole = packet.parsed.payload_offset != 0 && !packet.parsed.is_fragment;
    if (what % 4 < 2)
        return may_be_refused(packet) ? write_refusal(room, answered, kKey) : 0;
    if (packet.parsed.protocol == 6 && whole)
        return write_tcp_reset(room, answered, way, {.sequence = what}, 64, kKey);
    if (packet.parsed.protocol == 17 && whole)
        return write_utp_reset(room, answered, way, {.connection_id = what}, what, 64, kKey);
    return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 1)
        return 0;
    std::vector<uint8_t> frame(data + 1, data + size);
    Packet packet;
    packet.data = frame.data();
    packet.length = packet.wire_length = static_cast<uint32_t>(frame.size());
    parse_packet(frame, packet.wire_length, TunnelView::inner, packet.parsed);
    is_own_answer(packet, kKey);
    Envelope envelope;
    if (!packet.parsed.has_flow || !envelope.open(frame, packet.parsed.ip_offset))
        return 0;
    const Way way = data[0] % 2 == 0 || data[0] % 4 < 2 ? Way::back : Way::onward;
    std::vector<uint8_t> answer(1'408);
    if (envelope.size() >= answer.size())
        return 0;
    const size_t bytes =
        write_answer(std::span<uint8_t>(answer).subspan(envelope.size()), packet, data[0], way);
    const size_t length = bytes == 0 ? 0 : envelope.close(answer, bytes, way);
    if (length == 0)
        return 0;

    Packet sent;
    sent.data = answer.data();
    sent.length = sent.wire_length = static_cast<uint32_t>(length);
    parse_packet(Bytes(answer).first(length), sent.wire_length, TunnelView::inner, sent.parsed);
    const ParsedPacket& parsed = sent.parsed;
    // What the frame told before was not always a tunnel's beginning, but still is what it was.
    require(parsed.has_flow && parsed.ip_offset == packet.parsed.ip_offset);
    require(parsed.source == (way == Way::back ? packet.parsed.destination : packet.parsed.source));
    const uint8_t* const ip = answer.data() + parsed.ip_offset;
    const bool ipv4 = ip[0] >> 4 == 4;
    if (ipv4)
        require(internet_checksum(Bytes(ip, 20)) == 0);
    const Bytes carried(answer.data() + parsed.transport_offset, bytes - (ipv4 ? 20 : 40));
    require(parsed.protocol == 1 ? internet_checksum(carried) == 0
                                 : transport_checksum(ip, parsed.protocol, carried) == 0);
    require(is_own_answer(sent, kKey));
    return 0;
}
