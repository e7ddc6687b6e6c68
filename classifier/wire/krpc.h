// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/wire/named_peers.h"

namespace sluice {

enum class KrpcKind : uint8_t { query, reply, error };

// A message of the DHT: BEP 5, and what BEP 32, 33, 42, 43, 44 and 51 added. The views are into
// the datagram.
struct KrpcMessage {
    KrpcKind kind = KrpcKind::query;
    // A reply does not name what it answers: it is told by what it carries, and one that carries
    // nothing but the id counts as ping_response. Its query has the same transaction.
    MessageKind message = MessageKind::ping_request;
    std::string_view transaction;
    NamedPeers peers;  // of a get_peers reply
    NamedPeers nodes;  // of any reply: sockets of nodes, not of peers
    // announce_peer: where its sender takes peers, TCP and uTP. With implied_port it is the port
    // that the datagram came from, and the one named means nothing.
    uint16_t announced_port = 0;
    bool implied_port = false;
    bool read_only = false;  // BEP 43: the sender answers no queries
};

// Nothing unless the datagram is one whole message, its keys sorted, with all that its kind must
// have, and each field as long as its BEP says.
std::optional<KrpcMessage> parse_krpc(Bytes datagram);

}  // namespace sluice
