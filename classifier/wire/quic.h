// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

enum class QuicPacket : uint8_t {
    initial,
    zero_rtt,
    handshake,
    retry,
    version_negotiation,
    google,  // gQUIC up to Q043, which has a header of its own
};

// The long header of a datagram's first packet (RFC 8999, 5.1), and views of its connection ids.
struct QuicHeader {
    QuicPacket packet = QuicPacket::initial;
    uint32_t version = 0;
    Bytes destination_id;
    Bytes source_id;
};

// The first datagram that a client sends: it holds an Initial, is padded to 1,200 bytes and names
// the server by 8 random bytes or more (RFC 9000, 7.2 and 14.1; RFC 9369); or a CHLO of gQUIC.
// Sure by itself.
std::optional<QuicHeader> parse_quic_client_initial(Bytes datagram);

// Any long header of a known version, or a version negotiation. Sure only together with the other
// direction: see answers().
std::optional<QuicHeader> parse_quic_long_header(Bytes datagram);

// The reply is addressed by the id that the client chose for itself (RFC 9000, 7.2), and by
// version negotiation moreover comes from the id that the client addressed (RFC 8999, section 6).
bool answers(const QuicHeader& reply, const QuicHeader& client);

}  // namespace sluice
