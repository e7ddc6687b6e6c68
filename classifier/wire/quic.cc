// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/quic.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice {
namespace {

constexpr uint32_t kVersion1 = 0x00000001;
constexpr uint32_t kVersion2 = 0x6b3343cf;  // RFC 9369
constexpr uint8_t kLongForm = 0x80;
constexpr uint8_t kFixedBit = 0x40;
constexpr size_t kLongestId = 20;
constexpr size_t kShortestFirstId = 8;
constexpr size_t kClientDatagramBytes = 1200;
constexpr size_t kShortestProtected = 20;  // what header protection samples (RFC 9001, 5.4.2)
constexpr size_t kIntegrityTagBytes = 16;
constexpr size_t kGoogleIdBytes = 8;

// Since draft 22 a header has its final layout; draft 34 became the RFC. Google's and Facebook's
// own versions of that time follow the drafts.
bool is_known(uint32_t version) {
    return version == kVersion1 || version == kVersion2 ||
           (version >= 0xff000016 && version <= 0xff000022) || version == 0x51303530 ||  // Q050
           version == 0x54303530 || version == 0x54303531 ||  // T050, T051
           version == 0xfaceb001 || version == 0xfaceb002;    // mvfst
}

QuicPacket packet_type(uint8_t first, uint32_t version) {
    constexpr std::array kTypes{QuicPacket::initial, QuicPacket::zero_rtt, QuicPacket::handshake,
                                QuicPacket::retry};
    // Version 2 counts from Retry (RFC 9369, 3.2).
    const unsigned bits = (first >> 4) + (version == kVersion2 ? 3u : 0u);
    return kTypes[bits & 3];
}

// RFC 9000, section 16.
uint64_t read_varint(Reader& in) {
    const uint8_t first = in.u8();
    uint64_t value = first & 0x3f;
    for (int more = (1 << (first >> 6)) - 1; more > 0; --more)
        value = value << 8 | in.u8();
    return value;
}

Bytes read_id(Reader& in) {
    const size_t bytes = in.u8();
    return bytes <= kLongestId ? in.take(bytes) : in.take(in.remaining() + 1);
}

bool has_versions(Reader& in) {
    return in.remaining() > 0 && in.remaining() % 4 == 0;
}

// What follows the connection ids, up to the end of the packet; others may follow in the datagram.
bool has_body(QuicPacket packet, Reader& in) {
    if (packet == QuicPacket::retry)  // a token, which is not empty
        return in.remaining() > kIntegrityTagBytes;
    if (packet == QuicPacket::initial) {
        const uint64_t token_bytes = read_varint(in);
        if (token_bytes > in.remaining())
            return false;
        in.skip(static_cast<size_t>(token_bytes));
    }
    const uint64_t bytes = read_varint(in);
    return in.ok() && bytes >= kShortestProtected && bytes <= in.remaining();
}

// Flags with version and connection id, id, version, packet number, hash, and a frame of the
// crypto stream 1 that begins with the tag CHLO.
std::optional<QuicHeader> parse_google(Bytes datagram) {
    constexpr uint8_t kFlags = 0x09;
    constexpr uint8_t kOtherFlags = 0x34;  // nonce, packet number's size
    constexpr size_t kHashBytes = 12;
    constexpr uint8_t kStreamFrame = 0x80;
    constexpr std::string_view kTag = "CHLO";
    constexpr std::array<size_t, 4> kNumberBytes{1, 2, 4, 6};

    Reader in{datagram};
    const uint8_t flags = in.u8();
    const Bytes id = in.take(kGoogleIdBytes);
    const uint32_t version = in.be32();
    // Q020 to Q043
    const bool known = version >> 16 == 0x5130 && (version >> 8 & 0xff) >= '2' &&
                       (version >> 8 & 0xff) <= '4' && (version & 0xff) >= '0' &&
                       (version & 0xff) <= '9';
    if ((flags & ~kOtherFlags) != kFlags || !known)
        return std::nullopt;
    in.skip(kNumberBytes[flags >> 4 & 3] + kHashBytes);
    const uint8_t frame = in.u8();
    const uint8_t stream = in.u8();
    const bool has_length = (frame & 0x20) != 0;
    in.skip(has_length ? 2 : 0);
    const Bytes tag = in.take(kTag.size());
    if (!in.ok() || (frame & kStreamFrame) == 0 || stream != 1 ||
        !std::equal(tag.begin(), tag.end(), kTag.begin()))
        return std::nullopt;
    return QuicHeader{QuicPacket::google, version, id, {}};
}

}  // namespace

std::optional<QuicHeader> parse_quic_long_header(Bytes datagram) {
    Reader in{datagram};
    const uint8_t first = in.u8();
    QuicHeader header;
    header.version = in.be32();
    const bool negotiates = header.version == 0;
    if ((first & kLongForm) == 0 || (!negotiates && (first & kFixedBit) == 0) ||
        (!negotiates && !is_known(header.version)))
        return std::nullopt;

    header.destination_id = read_id(in);
    header.source_id = read_id(in);
    header.packet =
        negotiates ? QuicPacket::version_negotiation : packet_type(first, header.version);
    const bool fits = in.ok() && (negotiates ? has_versions(in) : has_body(header.packet, in));
    return fits ? std::optional(header) : std::nullopt;
}

std::optional<QuicHeader> parse_quic_client_initial(Bytes datagram) {
    if (datagram.empty())
        return std::nullopt;
    if ((datagram[0] & kLongForm) == 0)
        return parse_google(datagram);
    if (datagram.size() < kClientDatagramBytes)
        return std::nullopt;
    const auto header = parse_quic_long_header(datagram);
    if (!header || header->packet != QuicPacket::initial ||
        header->destination_id.size() < kShortestFirstId)
        return std::nullopt;
    return header;
}

bool answers(const QuicHeader& reply, const QuicHeader& client) {
    if (!std::ranges::equal(reply.destination_id, client.source_id))
        return false;
    return reply.packet != QuicPacket::version_negotiation ||
           std::ranges::equal(reply.source_id, client.destination_id);
}

}  // namespace sluice
