// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/binary_services.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "classifier/wire/ber_length.h"

namespace sluice {
namespace {

bool is(Bytes bytes, std::string_view wanted) {
    return std::ranges::equal(bytes, wanted,
                              [](uint8_t byte, char c) { return byte == static_cast<uint8_t>(c); });
}

bool are_all(Bytes bytes, uint8_t value) {
    return std::ranges::all_of(bytes, [value](uint8_t byte) { return byte == value; });
}

uint32_t le32(Reader& in) {
    return __builtin_bswap32(in.be32());
}

}  // namespace

bool is_tpkt(Bytes segment) {
    Reader in{segment};
    const uint8_t version = in.u8();
    const uint8_t reserved = in.u8();
    const size_t bytes = in.be16();
    const size_t header_bytes = in.u8();
    const uint8_t code = in.u8();
    // Connection request or confirm, whose header fills the packet (X.224, 13.3 and 13.4) but for
    // RDP's cookie and negotiation, which its length counts.
    return in.ok() && version == 3 && reserved == 0 && bytes == segment.size() &&
           header_bytes + 5 == bytes && (code == 0xe0 || code == 0xd0);
}

bool is_rtmp(Bytes segment) {
    constexpr size_t kVersionAndC1Bytes = 1537;
    constexpr size_t kLeastBytes = 1000;  // a segment that the handshake fills
    Reader in{segment};
    const uint8_t version = in.u8();
    in.skip(4);  // time
    return segment.size() >= kLeastBytes && segment.size() <= kVersionAndC1Bytes && version == 3 &&
           in.be32() == 0;
}

bool is_smb(Bytes segment) {
    Reader in{segment};
    const uint32_t bytes = in.be32();  // the first byte is zero: a session message
    const uint8_t dialect = in.u8();
    const Bytes name = in.take(3);
    return in.ok() && bytes == segment.size() - 4 && dialect >= 0xfc && is(name, "SMB");
}

bool is_netbios_session(Bytes segment) {
    Reader in{segment};
    const uint32_t type_and_bytes = in.be32();
    const uint8_t name_bytes = in.u8();
    const Bytes name = in.take(32);
    return in.ok() && type_and_bytes >> 16 == 0x8100 &&
           (type_and_bytes & 0xffff) == segment.size() - 4 && name_bytes == 32 &&
           std::ranges::all_of(name, [](uint8_t byte) { return byte >= 'A' && byte <= 'P'; });
}

bool is_postgresql(Bytes segment) {
    constexpr uint32_t kVersion3 = 0x00030000;
    constexpr uint32_t kTls = 80877103;
    constexpr uint32_t kEncryption = 80877104;
    Reader in{segment};
    const uint32_t bytes = in.be32();
    const uint32_t code = in.be32();
    if (!in.ok() || bytes != segment.size())
        return false;
    if (code == kTls || code == kEncryption)
        return bytes == 8;
    // Pairs of a parameter's name and its value; a second zero ends them.
    return code >= kVersion3 && code <= kVersion3 + 2 && in.remaining() > 2 &&
           segment.back() == 0 && segment[segment.size() - 2] == 0 && in.u8() >= '_';
}

bool is_mqtt(Bytes segment) {
    Reader in{segment};
    const uint8_t type = in.u8();
    size_t bytes = 0;
    uint8_t part = 0x80;
    for (int i = 0; i < 4 && (part & 0x80) != 0; ++i) {
        part = in.u8();
        bytes |= static_cast<size_t>(part & 0x7f) << (7 * i);
    }
    if (!in.ok() || type != 0x10 || bytes != in.remaining())
        return false;
    const Bytes name = in.take(in.be16());
    const uint8_t level = in.u8();
    return in.ok() &&
           ((is(name, "MQTT") && (level == 4 || level == 5)) || (is(name, "MQIsdp") && level == 3));
}

bool is_tds(Bytes segment) {
    Reader in{segment};
    const uint8_t type = in.u8();
    const uint8_t status = in.u8();
    const size_t bytes = in.be16();
    const uint16_t process = in.be16();
    in.skip(1);  // packet number
    const uint8_t window = in.u8();
    const uint8_t option = in.u8();  // the first is always the version, at its offset
    const uint16_t offset = in.be16();
    const uint16_t option_bytes = in.be16();
    return in.ok() && type == 0x12 && status == 1 && bytes == segment.size() && process == 0 &&
           window == 0 && option == 0 && offset < bytes && option_bytes == 6;
}

bool is_ldap(Bytes segment) {
    Reader in{segment};
    const uint8_t sequence = in.u8();
    const auto bytes = read_ber_length(in);
    if (!bytes || sequence != 0x30 || *bytes != in.remaining())
        return false;
    const uint8_t integer = in.u8();
    const size_t id_bytes = in.u8();
    in.skip(id_bytes);
    const uint8_t operation = in.u8();  // application tags: bind, unbind, search, extended
    const auto operation_bytes = read_ber_length(in);
    return operation_bytes && integer == 0x02 && id_bytes >= 1 && id_bytes <= 4 &&
           (operation == 0x60 || operation == 0x42 || operation == 0x63 || operation == 0x77) &&
           *operation_bytes <= in.remaining();
}

bool is_bgp(Bytes segment) {
    constexpr size_t kShortestOpen = 29;
    Reader in{segment};
    const Bytes marker = in.take(16);
    const size_t bytes = in.be16();
    const uint8_t type = in.u8();
    const uint8_t version = in.u8();
    return in.ok() && are_all(marker, 0xff) && bytes >= kShortestOpen && bytes <= segment.size() &&
           type == 1 && version == 4;
}

bool is_zeromq(Bytes segment) {
    Reader in{segment};
    const uint8_t first = in.u8();
    const uint64_t bytes = in.be64();
    const uint8_t last = in.u8();
    return in.ok() && first == 0xff && bytes <= 1 && last == 0x7f;
}

bool is_memcached(Bytes segment) {
    Reader in{segment};
    const uint8_t magic = in.u8();
    const uint8_t operation = in.u8();
    const size_t key_bytes = in.be16();
    const size_t extra_bytes = in.u8();
    const uint8_t data_type = in.u8();
    in.skip(2);  // partition
    const uint32_t body_bytes = in.be32();
    in.skip(12);  // opaque, check and set
    return in.ok() && magic == 0x80 && operation <= 0x37 && data_type == 0 &&
           body_bytes == in.remaining() && key_bytes + extra_bytes <= body_bytes;
}

bool is_redis(Bytes segment) {
    Reader in{segment};
    const auto number_follows = [&](uint8_t mark) {
        int digits = 0;
        uint8_t byte = in.u8();
        bool fits = byte == mark;
        for (byte = in.u8(); byte >= '0' && byte <= '9'; byte = in.u8())
            ++digits;
        fits = fits && digits > 0 && digits < 10 && byte == '\r' && in.u8() == '\n';
        return fits && in.ok();
    };
    return number_follows('*') && number_follows('$') && in.remaining() > 0;
}

bool is_amqp(Bytes segment) {
    Reader in{segment};
    in.skip(4);
    const uint8_t protocol = in.u8();
    const uint8_t major = in.u8();
    const uint8_t minor = in.u8();
    return segment.size() == 8 && protocol <= 3 && major <= 1 && minor <= 9;
}

bool is_mysql(Bytes segment) {
    constexpr size_t kShortest = 40;
    Reader in{segment};
    const uint32_t bytes = le32(in);  // 24 bits of length; the sequence number is zero
    const uint8_t protocol = in.u8();
    const uint8_t major = in.u8();
    if (segment.size() < kShortest || bytes != in.remaining() + 2 || protocol != 10 ||
        major < '1' || major > '9')
        return false;
    const Bytes version = in.rest().first(std::min<size_t>(in.remaining(), 64));
    const auto end = std::ranges::find(version, uint8_t{0});
    return end != version.end() && std::all_of(version.begin(), end, [](uint8_t byte) {
               return byte > ' ' && byte < 0x7f;
           });
}

bool is_mongodb(Bytes segment) {
    constexpr uint32_t kQuery = 2004;
    constexpr uint32_t kCompressed = 2012;
    constexpr uint32_t kMessage = 2013;
    Reader in{segment};
    const uint32_t bytes = le32(in);
    in.skip(4);  // request id
    const uint32_t answered = le32(in);
    const uint32_t operation = le32(in);
    return in.ok() && bytes == segment.size() && answered == 0 &&
           (operation == kQuery || operation == kCompressed || operation == kMessage);
}

bool is_oracle(Bytes segment) {
    Reader in{segment};
    const size_t bytes = in.be16();
    const uint16_t checksum = in.be16();
    const uint8_t type = in.u8();
    const uint8_t reserved = in.u8();
    const uint16_t header_checksum = in.be16();
    const uint16_t version = in.be16();
    return in.ok() && bytes == segment.size() && checksum == 0 && type == 1 && reserved == 0 &&
           header_checksum == 0 && version >= 300 && version < 330;
}

bool is_rlpx(Bytes segment) {
    // ECIES: an uncompressed point, 16 bytes of vector, 32 of authenticator; inside at least a key,
    // a nonce and a version.
    constexpr size_t kShortest = 65 + 16 + 32 + 100;
    constexpr size_t kLongest = 2048;
    constexpr uint8_t kUncompressed = 0x04;
    Reader in{segment};
    const size_t bytes = in.be16();
    return in.u8() == kUncompressed && bytes == segment.size() - 2 && bytes >= kShortest &&
           bytes <= kLongest;
}

}  // namespace sluice
