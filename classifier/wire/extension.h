// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/endpoint.h"
#include "classifier/wire/named_peers.h"

namespace sluice {

// The extensions whose messages are told apart: each end says by its handshake which ids the other
// has to use for them.
enum class Extension : uint8_t {
    metadata,          // ut_metadata, BEP 9
    peer_exchange,     // ut_pex, BEP 11
    upload_only,       // BEP 21
    tracker_exchange,  // lt_tex, BEP 28
    hash_piece,        // Tr_hashpiece, BEP 30
    dont_have,         // lt_donthave, BEP 54
    holepunch,         // ut_holepunch, BEP 55
};
inline constexpr size_t kExtensionCount = 7;
MessageKind kind_of(Extension extension);

// BEP 10: what follows the extended id 0. Whatever it does not say is empty, or zero for a number.
struct ExtensionHandshake {
    // 0 turns an extension off; one that is not named stays as it was.
    std::array<std::optional<uint8_t>, kExtensionCount> ids;
    std::string_view client;                          // v
    uint16_t listen_port = 0;                         // p
    std::optional<std::array<uint8_t, 16>> receiver;  // yourip: as the sender sees the other end
    std::optional<std::array<uint8_t, 16>> ipv4;      // the sender's own
    std::optional<std::array<uint8_t, 16>> ipv6;
    uint32_t request_queue = 0;       // reqq
    uint32_t metadata_bytes = 0;      // metadata_size, BEP 9
    std::optional<bool> upload_only;  // BEP 21
};
std::optional<ExtensionHandshake> parse_extension_handshake(Bytes dictionary);

// BEP 9. payload is what was seen of the payload_bytes behind the extended id: the dictionary at
// least. How much data follows it must be what piece and total size say.
struct MetadataMessage {
    enum class Type : uint8_t { request, data, reject };
    Type type = Type::request;
    uint32_t piece = 0;
    uint32_t total_bytes = 0;  // of the metadata; zero unless this is data
};
std::optional<MetadataMessage> parse_metadata_message(Bytes payload, size_t payload_bytes);

// BEP 11. A flag for each peer, or none at all.
struct PeerExchange {
    NamedPeers added;
    NamedPeers dropped;
    Bytes flags4;
    Bytes flags6;
};
std::optional<PeerExchange> parse_peer_exchange(Bytes payload);

// BEP 28: a bencoded list of strings.
std::optional<Bytes> parse_tracker_exchange(Bytes payload);
// Of the trackers in such a list, as many as fit of those whose URL has an address and not a name.
// Returns how many.
size_t read_trackers(Bytes urls, std::span<Endpoint> out);

std::optional<bool> parse_upload_only(Bytes payload);    // BEP 21
std::optional<uint32_t> parse_dont_have(Bytes payload);  // BEP 54: the piece's index

// BEP 55.
struct Holepunch {
    enum class Type : uint8_t { rendezvous, connect, error };
    Type type = Type::rendezvous;
    PeerAddress peer;
};
std::optional<Holepunch> parse_holepunch(Bytes payload);

}  // namespace sluice
