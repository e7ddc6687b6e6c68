// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/dtls.h"

namespace sluice {
namespace {

enum ContentType : uint8_t { kChangeCipherSpec = 20, kAlert = 21, kHandshake = 22, kData = 23 };
enum HandshakeType : uint8_t { kClientHello = 1, kServerHello = 2, kHelloVerifyRequest = 3 };

constexpr size_t kLongestRecord = (1u << 14) + 2048;
constexpr uint32_t kLongestMessage = 1u << 17;  // ours; the standard's is 2^24
constexpr uint8_t kLastHandshakeType = 24;      // key_update; 254 and 255 are no messages
constexpr size_t kRandomBytes = 32;

bool is_version(uint16_t version) {
    return version == 0xfeff || version == 0xfefd;
}

uint32_t be24(Reader& in) {
    const uint32_t high = in.u8();
    return high << 16 | in.be16();
}

// The beginning of a hello's body, as far as all of them have it.
bool is_hello_body(uint8_t type, Bytes fragment) {
    Reader in{fragment};
    const uint16_t version = in.be16();
    if (type != kHelloVerifyRequest)
        in.skip(kRandomBytes);
    const size_t bytes = in.u8();  // session id, or cookie
    const size_t most = type == kHelloVerifyRequest ? 255 : 32;
    in.skip(bytes);
    return in.ok() && is_version(version) && bytes <= most &&
           (type != kHelloVerifyRequest || in.remaining() == 0);
}

// Handshake messages or fragments of them, in the clear, that fill a record (RFC 6347, 4.2.2).
DtlsDatagram parse_handshake_record(Bytes record) {
    Reader in{record};
    DtlsDatagram found = DtlsDatagram::records;
    for (bool first = true; first || in.remaining() > 0; first = false) {
        const uint8_t type = in.u8();
        const uint32_t bytes = be24(in);
        in.skip(2);  // message sequence
        const uint32_t offset = be24(in);
        const uint32_t fragment_bytes = be24(in);
        const Bytes fragment = in.take(fragment_bytes);
        if (!in.ok() || type > kLastHandshakeType || bytes > kLongestMessage ||
            offset + fragment_bytes > bytes || (fragment_bytes == 0 && bytes != 0))
            return DtlsDatagram::absent;
        if (first && type >= kClientHello && type <= kHelloVerifyRequest && offset == 0) {
            if (!is_hello_body(type, fragment))
                return DtlsDatagram::absent;
            found = DtlsDatagram::hello;
        }
    }
    return found;
}

// What a record's body must be before there are keys.
DtlsDatagram parse_clear_record(uint8_t type, Bytes record) {
    bool fits = false;
    switch (type) {
        case kHandshake:
            return parse_handshake_record(record);
        case kChangeCipherSpec:
            fits = record.size() == 1 && record[0] == 1;
            break;
        case kAlert:
            fits = record.size() == 2 && (record[0] == 1 || record[0] == 2);
            break;
        default:
            break;
    }
    return fits ? DtlsDatagram::records : DtlsDatagram::absent;
}

}  // namespace

DtlsDatagram parse_dtls(Bytes datagram) {
    Reader in{datagram};
    DtlsDatagram found = DtlsDatagram::absent;
    for (bool first = true; first || in.remaining() > 0; first = false) {
        const uint8_t type = in.u8();
        if (type < kChangeCipherSpec || type > kData)
            return DtlsDatagram::absent;
        const uint16_t version = in.be16();
        const uint16_t epoch = in.be16();
        in.skip(6);  // sequence number
        const size_t bytes = in.be16();
        const Bytes record = in.take(bytes);
        if (!in.ok() || !is_version(version) || bytes == 0 || bytes > kLongestRecord)
            return DtlsDatagram::absent;

        const DtlsDatagram read =
            epoch == 0 ? parse_clear_record(type, record) : DtlsDatagram::records;
        if (read == DtlsDatagram::absent)
            return DtlsDatagram::absent;
        if (first)
            found = read;
    }
    return found;
}

}  // namespace sluice
