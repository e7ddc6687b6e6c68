// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc.h"

#include "classifier/wire/bencode_cursor.h"
#include "classifier/wire/krpc_fields.h"

namespace sluice {
namespace {

using Cursor = BencodeCursor;
using Parts = KrpcParts;

constexpr size_t kLongestTransaction = 32;  // two bytes in practice; BEP 5 sets no bound

template <bool (*kTakeEntry)(Cursor&, std::string_view, Parts&)>
bool take_dictionary(Cursor& in, Parts& parts) {
    if (!in.take('d'))
        return false;
    BencodeKeys keys{in};
    while (keys.next()) {
        if (!kTakeEntry(in, keys.key(), parts))
            return false;
    }
    return keys.closed();
}

// A list of a code and a text.
bool take_error(Cursor& in) {
    int64_t code = 0;
    std::string_view text;
    return in.take('l') && in.take_integer(code) && in.take_string(text) && in.take('e');
}

// BEP 42: the asker's address and port. Versions before it had the address alone.
bool take_asker(Cursor& in) {
    std::string_view asker;
    if (!in.take_string(asker))
        return false;
    return asker.size() == 6 || asker.size() == 18 || asker.size() == 4 || asker.size() == 16;
}

bool take_part(Cursor& in, std::string_view key, Parts& parts) {
    if (is_key(key, "ip"))
        return take_asker(in);
    if (is_key(key, "ro"))
        return take_krpc_flag(in, parts.message.read_only);
    switch (key.size() == 1 ? key.front() : '\0') {
        case 'a':
            parts.any_arguments = true;
            return take_dictionary<take_krpc_argument>(in, parts);
        case 'e':
            parts.any_error = true;
            return take_error(in);
        case 'q':
            return in.take_string(parts.method);
        case 'r':
            parts.any_results = true;
            return take_dictionary<take_krpc_result>(in, parts);
        case 't':
            return in.take_string(parts.message.transaction);
        case 'y':
            return in.take_string(parts.kind);
        default:
            return in.take_value();  // v, the client's version
    }
}

bool has(uint32_t fields, uint32_t wanted) {
    return (fields & wanted) == wanted;
}

std::optional<MessageKind> query_kind(const Parts& parts) {
    const uint32_t fields = parts.arguments;
    const std::string_view method = parts.method;
    const auto if_it_has = [fields](uint32_t wanted, MessageKind kind) {
        return has(fields, wanted) ? std::optional(kind) : std::nullopt;
    };
    if (!parts.any_arguments || !has(fields, Parts::kId))
        return std::nullopt;
    if (is_key(method, "get_peers"))
        return if_it_has(Parts::kInfoHash, MessageKind::get_peer_list_request);
    if (is_key(method, "find_node"))
        return if_it_has(Parts::kTarget, MessageKind::find_node_request);
    if (is_key(method, "ping"))
        return MessageKind::ping_request;
    if (is_key(method, "announce_peer"))
        return if_it_has(
            Parts::kInfoHash | Parts::kToken | (parts.message.implied_port ? 0u : Parts::kPort),
            MessageKind::announce_peer_request);
    if (is_key(method, "put")) {
        // BEP 44: with a public key the item is mutable, and signed.
        const bool is_mutable = (fields & (Parts::kPublicKey | Parts::kSignature)) != 0;
        return if_it_has(
            Parts::kToken | Parts::kStored |
                (is_mutable ? Parts::kPublicKey | Parts::kSequence | Parts::kSignature : 0u),
            MessageKind::other_dht);
    }
    if (is_key(method, "get") || is_key(method, "sample_infohashes"))
        return if_it_has(Parts::kTarget, MessageKind::other_dht);
    return std::nullopt;
}

std::optional<MessageKind> reply_kind(const Parts& parts) {
    const uint32_t fields = parts.results;
    if (!parts.any_results || !has(fields, Parts::kId))
        return std::nullopt;
    if ((fields & (Parts::kSamples | Parts::kStored | Parts::kPublicKey | Parts::kSequence |
                   Parts::kSignature)) != 0)
        return MessageKind::other_dht;
    if ((fields & (Parts::kPeers | Parts::kToken | Parts::kBloom)) != 0)
        return MessageKind::get_peer_list_response;
    return (fields & Parts::kNodes) != 0 ? MessageKind::find_node_response
                                         : MessageKind::ping_response;
}

}  // namespace

std::optional<KrpcMessage> parse_krpc(Bytes datagram) {
    Cursor in{datagram};
    Parts parts;
    KrpcMessage& message = parts.message;
    if (!take_dictionary<take_part>(in, parts) || !in.at_end() || message.transaction.empty() ||
        message.transaction.size() > kLongestTransaction)
        return std::nullopt;

    std::optional<MessageKind> kind;
    if (is_key(parts.kind, "q")) {
        message.kind = KrpcKind::query;
        kind = query_kind(parts);
    } else if (is_key(parts.kind, "r")) {
        message.kind = KrpcKind::reply;
        kind = reply_kind(parts);
    } else if (is_key(parts.kind, "e") && parts.any_error) {
        message.kind = KrpcKind::error;
        kind = MessageKind::error_response;
    }
    if (!kind)
        return std::nullopt;
    message.message = *kind;
    // What another kind's fields said means nothing.
    if (message.kind != KrpcKind::reply)
        message.peers = message.nodes = {};
    if (*kind != MessageKind::announce_peer_request) {
        message.announced_port = 0;
        message.implied_port = false;
    }
    return message;
}

}  // namespace sluice
