// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "classifier/bytes.h"
#include "classifier/wire/stream_shape.h"

namespace sluice {

// From so many bytes on a partial ClientHello or ServerHello is TLS beyond doubt: record header,
// handshake header and version were read and agree (some 50 fixed bits).
inline constexpr size_t kTlsHelloCertainBytes = 11;

struct TlsClientHello {
    StreamShape shape = StreamShape::absent;
    // Views into the stream, also while it is partial once their extension was read. Empty: not
    // there, or cut in two by a record header.
    std::string_view server_name;  // RFC 6066, section 3: as it was sent, any bytes, any case
    Bytes protocols;               // RFC 7301: names, each behind its length byte; checked
};

// The first bytes of a stream from a client: one ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2),
// in as many records as it takes.
TlsClientHello parse_tls_client_hello(Bytes stream);

// The first bytes of a stream from a server: a ServerHello, whatever comes behind it, or an alert.
StreamShape parse_tls_server_start(Bytes stream);

// A segment from the middle of a stream that begins with a record. Weak: 20 fixed bits, more where
// the segment holds further headers.
bool looks_like_tls_records(Bytes segment);

}  // namespace sluice
