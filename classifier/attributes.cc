// SPDX-License-Identifier: Apache-2.0
#include "classifier/attributes.h"

#include <array>

namespace sluice {

std::string_view name(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

std::string_view name(MessageKind kind) {
    // In the order of MessageKind.
    static constexpr std::array<std::string_view, kMessageKindCount> kNames{
        "connect_request",
        "connect_response",
        "announce_request",
        "announce_response",
        "get_peer_request",
        "get_peer_response",
        "retry_response",
        "error_response",
        "scrape_request",
        "scrape_response",
        "interested",
        "not_interested",
        "choke",
        "unchoke",
        "have_piece",
        "bitfield",
        "piece_request",
        "piece",
        "piece_cancel",
        "have_all",
        "have_none",
        "suggest_piece",
        "piece_reject",
        "handshake",
        "keep_alive",
        "allowed_fast",
        "dht_port",
        "hash_request",
        "hashes",
        "hash_reject",
        "extension_handshake",
        "metadata",
        "peer_exchange",
        "upload_only",
        "dont_have",
        "tracker_exchange",
        "holepunch",
        "other_extension",
        "ping_request",
        "ping_response",
        "find_node_request",
        "find_node_response",
        "get_peer_list_request",
        "get_peer_list_response",
        "announce_peer_request",
        "announce_peer_response",
        "other_dht",
        "cdn_request",
        "cdn_response"};
    return kNames.at(static_cast<size_t>(kind));
}

std::string_view name(PeerRole role) {
    // In the order of PeerRole.
    static constexpr std::array<std::string_view, kPeerRoleCount> kNames{
        "unknown", "leech", "seed", "both", "partial_seed", "superseeder"};
    return kNames.at(static_cast<size_t>(role));
}

}  // namespace sluice
