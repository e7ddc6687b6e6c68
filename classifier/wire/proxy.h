// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "classifier/endpoint.h"

namespace sluice {

enum class ProxyCommand : uint8_t { connect, bind, udp_associate };

// What a client and its proxy agree on before the stream that the proxy passes on begins.
struct ProxyNegotiation {
    enum class Outcome : uint8_t {
        absent,       // not this protocol, or one of its methods that changes the stream
        partial,      // all bytes so far fit
        established,  // the negotiation is over
        refused,      // by the proxy
    };

    Outcome outcome = Outcome::absent;
    ProxyCommand command = ProxyCommand::connect;
    // If established: how many bytes of each direction were the negotiation.
    size_t client_bytes = 0;
    size_t server_bytes = 0;
    std::optional<PeerAddress> target = {};  // asked for, where it is an address
    std::optional<PeerAddress> bound = {};   // the proxy's end: for UDP, where datagrams are sent
};

// The contiguous beginnings of both directions. SOCKS 4 and 4a, 5 (RFC 1928) without a method or
// with user and password (RFC 1929). By a client's bytes alone it is never more than partial.
ProxyNegotiation parse_socks(Bytes client, Bytes server);

// CONNECT (RFC 9110, 9.3.6), asked again after up to three demands for authentication.
ProxyNegotiation parse_http_connect(Bytes client, Bytes server);

// The header before a datagram to or from a SOCKS 5 proxy (RFC 1928, section 7).
struct SocksUdpHeader {
    size_t bytes = 0;
    std::optional<PeerAddress> remote = {};  // where it is an address
};

// Nothing if it is none, or a fragment of a datagram. It proves little: the association has to be
// known.
std::optional<SocksUdpHeader> parse_socks_udp(Bytes datagram);

}  // namespace sluice
