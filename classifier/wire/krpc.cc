// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/krpc.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

constexpr size_t kIdBytes = 20;
constexpr size_t kLongestTransaction = 32;  // two bytes in practice; BEP 5 sets no bound
constexpr size_t kNodeBytes = kIdBytes + 6;
constexpr size_t kNode6Bytes = kIdBytes + 18;  // BEP 32

bool is_id(BencodeValue value) {
    const auto text = value.string();
    return text && text->size() == kIdBytes;
}

bool equals(Bytes bytes, std::string_view text) {
    return std::equal(bytes.begin(), bytes.end(), text.begin(), text.end());
}

bool is_port(BencodeValue value) {
    const auto port = value.integer();
    return port && *port >= 0 && *port <= 65'535;
}

bool verify_query(BencodeValue message) {
    const auto method = message["q"].string();
    const BencodeValue arguments = message["a"];
    if (!method || !is_id(arguments["id"]))
        return false;
    if (equals(*method, "ping"))
        return true;
    if (equals(*method, "find_node") || equals(*method, "get") ||
        equals(*method, "sample_infohashes"))
        return is_id(arguments["target"]);
    if (equals(*method, "get_peers"))
        return is_id(arguments["info_hash"]);
    if (equals(*method, "announce_peer"))
        return is_id(arguments["info_hash"]) && is_port(arguments["port"]) &&
               arguments["token"].string();
    if (equals(*method, "put"))
        return arguments["token"].string() && arguments["v"];
    return false;
}

bool absent_or_multiple(BencodeValue value, size_t unit) {
    if (!value)
        return true;
    const auto text = value.string();
    return text && text->size() % unit == 0;
}

// Compact peers: an address and a port each, of IPv4 or IPv6.
bool are_peers(BencodeValue values) {
    bool all = values.is_list();
    values.for_each([&](BencodeValue value) {
        const auto peer = value.string();
        all = peer && (peer->size() == 6 || peer->size() == 18);
        return all;
    });
    return all;
}

bool verify_reply(BencodeValue message) {
    const BencodeValue reply = message["r"];
    if (!is_id(reply["id"]))
        return false;
    const BencodeValue values = reply["values"];
    return absent_or_multiple(reply["nodes"], kNodeBytes) &&
           absent_or_multiple(reply["nodes6"], kNode6Bytes) && (!values || are_peers(values));
}

// A list of a code and a text.
bool verify_error(BencodeValue message) {
    size_t at = 0;
    bool fits = true;
    message["e"].for_each([&](BencodeValue value) {
        fits = (at == 0 && value.integer()) || (at == 1 && value.string());
        ++at;
        return fits;
    });
    return fits && at == 2;
}

}  // namespace

std::optional<KrpcKind> parse_krpc(Bytes datagram) {
    if (scan_bencode(datagram) != datagram.size() || datagram.empty())
        return std::nullopt;
    const BencodeValue message{datagram};
    const auto transaction = message["t"].string();
    const auto kind = message["y"].string();
    if (!transaction || transaction->empty() || transaction->size() > kLongestTransaction ||
        !kind || kind->size() != 1)
        return std::nullopt;
    switch (kind->front()) {
        case 'q':
            return verify_query(message) ? std::optional(KrpcKind::query) : std::nullopt;
        case 'r':
            return verify_reply(message) ? std::optional(KrpcKind::reply) : std::nullopt;
        case 'e':
            return verify_error(message) ? std::optional(KrpcKind::error) : std::nullopt;
        default:
            return std::nullopt;
    }
}

}  // namespace sluice
