// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k.h"

#include <algorithm>

#include "classifier/wire/ed2k_messages.h"

namespace sluice {
namespace {

// Enough to be certain: a header and a length that fits fix about 40 bits.
constexpr int kChain = 2;
constexpr size_t kLengthBytes = 4;

bool is_protocol(uint8_t byte) {
    return byte == kEd2kProtocol || byte == kEmuleProtocol || byte == kEd2kPackedProtocol;
}

// Less than a header: whether one can become of it.
bool begins_header(Bytes bytes) {
    if (!is_protocol(bytes[0]))
        return false;
    if (bytes.size() < 1 + kLengthBytes)
        return true;
    EmuleFields fields{bytes.subspan(1), kLengthBytes};
    const uint32_t length = fields.le32();
    return length > 0 && length <= 1 + kLongestEd2kMessage;
}

}  // namespace

std::optional<Ed2kHeader> parse_ed2k_header(Bytes header) {
    EmuleFields fields{header, kEd2kHeaderBytes};
    const uint8_t protocol = fields.u8();
    const uint32_t length = fields.le32();
    const Ed2kShape& shape = ed2k_shape(protocol, fields.u8());
    if (!fields.sound() || shape.verify == nullptr || length == 0)
        return std::nullopt;
    const uint32_t body_bytes = length - 1;
    if (body_bytes < shape.shortest || body_bytes > shape.longest)
        return std::nullopt;
    return Ed2kHeader{shape.kind, body_bytes};
}

Ed2kStream parse_ed2k_stream(Bytes stream) {
    for (int verified = 0; !stream.empty();) {
        if (stream.size() < kEd2kHeaderBytes)
            return begins_header(stream) ? Ed2kStream::partial : Ed2kStream::absent;
        const auto header = parse_ed2k_header(stream);
        if (!header)
            return Ed2kStream::absent;

        const Ed2kShape& shape = ed2k_shape(stream[0], stream[kEd2kHeaderBytes - 1]);
        stream = stream.subspan(kEd2kHeaderBytes);
        EmuleFields body{stream, header->body_bytes};
        shape.verify(body);
        if (body.cut())
            return Ed2kStream::partial;
        if (body.broken())
            return Ed2kStream::absent;
        if (shape.proves || ++verified == kChain)
            return Ed2kStream::complete;
        stream = stream.subspan(std::min<size_t>(header->body_bytes, stream.size()));
    }
    return Ed2kStream::partial;
}

std::optional<MessageKind> ed2k_message_kind(uint8_t protocol, uint8_t opcode) {
    return ed2k_shape(protocol, opcode).kind;
}

}  // namespace sluice
