// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc.h"

#include <string_view>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;

constexpr size_t kIdBytes = 20;
constexpr size_t kLongestTransaction = 32;  // two bytes in practice; BEP 5 sets no bound
constexpr size_t kNodeBytes = kIdBytes + 6;
constexpr size_t kNode6Bytes = kIdBytes + 18;  // BEP 32

bool is_id(Bytes value) {
    const auto text = bencode_string(value);
    return text && text->size() == kIdBytes;
}

bool is_port(Bytes value) {
    const auto port = bencode_integer(value);
    return port && *port >= 0 && *port <= 65'535;
}

bool verify_query(std::string_view method, Bytes arguments) {
    bool id = false;
    bool target = false;
    bool info_hash = false;
    bool port = false;
    bool token = false;
    bool v = false;
    for (BencodeItems items{arguments, Container::dictionary}; items.next();) {
        if (items.key() == "id")
            id = is_id(items.value());
        else if (items.key() == "target")
            target = is_id(items.value());
        else if (items.key() == "info_hash")
            info_hash = is_id(items.value());
        else if (items.key() == "port")
            port = is_port(items.value());
        else if (items.key() == "token")
            token = bencode_string(items.value()).has_value();
        else if (items.key() == "v")
            v = true;
    }
    if (!id)
        return false;
    if (method == "find_node" || method == "get" || method == "sample_infohashes")
        return target;
    if (method == "get_peers")
        return info_hash;
    if (method == "announce_peer")
        return info_hash && port && token;
    if (method == "put")
        return token && v;
    return method == "ping";
}

bool is_multiple_of(Bytes value, size_t unit) {
    const auto text = bencode_string(value);
    return text && text->size() % unit == 0;
}

// Compact peers: an address and a port each, of IPv4 or IPv6.
bool are_peers(Bytes values) {
    BencodeItems items{values, Container::list};
    while (items.next()) {
        const auto peer = bencode_string(items.value());
        if (!peer || (peer->size() != 6 && peer->size() != 18))
            return false;
    }
    return items.length().has_value();
}

bool verify_reply(Bytes reply) {
    bool id = false;
    for (BencodeItems items{reply, Container::dictionary}; items.next();) {
        bool fits = true;
        if (items.key() == "id")
            id = fits = is_id(items.value());
        else if (items.key() == "nodes")
            fits = is_multiple_of(items.value(), kNodeBytes);
        else if (items.key() == "nodes6")
            fits = is_multiple_of(items.value(), kNode6Bytes);
        else if (items.key() == "values")
            fits = are_peers(items.value());
        if (!fits)
            return false;
    }
    return id;
}

// A list of a code and a text.
bool verify_error(Bytes error) {
    BencodeItems items{error, Container::list};
    return items.next() && bencode_integer(items.value()) && items.next() &&
           bencode_string(items.value()) && !items.next() && items.length();
}

struct Message {
    std::string_view transaction;  // t
    std::string_view kind;         // y
    std::string_view method;       // q
    Bytes arguments;               // a
    Bytes reply;                   // r
    Bytes error;                   // e
};

std::optional<Message> read_message(Bytes datagram) {
    Message message;
    BencodeItems items{datagram, Container::dictionary};
    while (items.next()) {
        if (items.key().size() != 1)
            continue;  // ip, ro
        const auto text = bencode_string(items.value()).value_or(std::string_view{});
        switch (items.key().front()) {
            case 'a':
                message.arguments = items.value();
                break;
            case 'e':
                message.error = items.value();
                break;
            case 'q':
                message.method = text;
                break;
            case 'r':
                message.reply = items.value();
                break;
            case 't':
                message.transaction = text;
                break;
            case 'y':
                message.kind = text;
                break;
            default:
                break;  // v, the client's version
        }
    }
    return items.length() == datagram.size() ? std::optional(message) : std::nullopt;
}

}  // namespace

std::optional<KrpcKind> parse_krpc(Bytes datagram) {
    const auto message = read_message(datagram);
    if (!message || message->transaction.empty() ||
        message->transaction.size() > kLongestTransaction)
        return std::nullopt;
    if (message->kind == "q" && verify_query(message->method, message->arguments))
        return KrpcKind::query;
    if (message->kind == "r" && verify_reply(message->reply))
        return KrpcKind::reply;
    if (message->kind == "e" && verify_error(message->error))
        return KrpcKind::error;
    return std::nullopt;
}

}  // namespace sluice
