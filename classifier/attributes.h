// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// As the subscriber sees it: up leaves the subscriber, down arrives there.
enum class Direction : uint8_t { up, down };
inline constexpr size_t kDirectionCount = 2;

constexpr Direction opposite(Direction direction) {
    return direction == Direction::up ? Direction::down : Direction::up;
}
std::string_view name(Direction direction);

enum class Transport : uint8_t { tcp, udp };

// What peers, trackers and nodes say to each other, whatever the protocol: the vocabulary of the
// survey of P2P protocols (draft-wu-ppsp-survey, section 5), and below each part what BitTorrent
// adds to it. docs/classifier.md maps each to its wire forms.
enum class MessageKind : uint8_t {
    // 5.1 tracker and peer
    connect_request,
    connect_response,
    announce_request,
    announce_response,
    get_peer_request,
    get_peer_response,
    retry_response,
    error_response,
    scrape_request,  // BEP 15, 48
    scrape_response,
    // 5.2.1, 5.2.2 peer and peer
    interested,
    not_interested,
    choke,
    unchoke,
    have_piece,
    bitfield,
    piece_request,
    piece,
    piece_cancel,
    have_all,
    have_none,
    suggest_piece,
    piece_reject,
    handshake,  // BEP 3
    keep_alive,
    allowed_fast,  // BEP 6
    dht_port,      // BEP 5
    hash_request,  // BEP 52
    hashes,
    hash_reject,
    extension_handshake,  // BEP 10
    metadata,             // BEP 9
    peer_exchange,        // BEP 11
    upload_only,          // BEP 21
    dont_have,            // BEP 54
    tracker_exchange,     // BEP 28
    holepunch,            // BEP 55
    other_extension,      // one that was not agreed on in sight, or that no BEP names
    // 5.2.3 DHT
    ping_request,
    ping_response,
    find_node_request,
    find_node_response,
    get_peer_list_request,
    get_peer_list_response,
    announce_peer_request,
    announce_peer_response,
    other_dht,  // BEP 44, 51
    // 5.3 peer and CDN
    cdn_request,
    cdn_response,
};
inline constexpr size_t kMessageKindCount = 49;
std::string_view name(MessageKind kind);

// What one end of a peer connection does with the other, as far as its messages say.
enum class PeerRole : uint8_t {
    unknown,
    leech,         // takes pieces
    seed,          // has all of them
    both,          // takes pieces and gives some
    partial_seed,  // has not all of them, and wants no more (BEP 21)
    superseeder,   // has all of them, and shows one at a time (BEP 16)
};
inline constexpr size_t kPeerRoleCount = 6;
std::string_view name(PeerRole role);

}  // namespace sluice
