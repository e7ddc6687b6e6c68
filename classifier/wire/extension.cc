// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/extension.h"

#include <algorithm>

#include "classifier/wire/bencode.h"
#include "classifier/wire/peer_address.h"
#include "classifier/wire/tracker_url.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;

constexpr uint32_t kMetadataBlock = 1u << 14;  // BEP 9
// No client takes more metadata.
constexpr int64_t kMostMetadata = int64_t{1} << 30;

bool fits(const MetadataMessage& message, size_t data_bytes) {
    if (message.type != MetadataMessage::Type::data)
        return data_bytes == 0;
    const uint64_t before = uint64_t{message.piece} * kMetadataBlock;
    return before < message.total_bytes &&
           data_bytes == std::min<uint64_t>(kMetadataBlock, message.total_bytes - before);
}

// Entries of one size, without a part of another.
bool read_entries(Bytes value, size_t entry_bytes, Bytes& entries) {
    const auto text = bencode_string(value);
    if (!text || text->size() % entry_bytes != 0)
        return false;
    entries = {reinterpret_cast<const uint8_t*>(text->data()), text->size()};
    return true;
}

bool flags_fit(Bytes flags, Bytes peers, size_t entry_bytes) {
    return flags.empty() || flags.size() == peers.size() / entry_bytes;
}

}  // namespace

MessageKind kind_of(Extension extension) {
    // In the order of Extension.
    static constexpr std::array<MessageKind, kExtensionCount> kKinds{
        MessageKind::metadata,         MessageKind::peer_exchange, MessageKind::upload_only,
        MessageKind::tracker_exchange, MessageKind::piece,         MessageKind::dont_have,
        MessageKind::holepunch};
    return kKinds.at(static_cast<size_t>(extension));
}

std::optional<MetadataMessage> parse_metadata_message(Bytes payload, size_t payload_bytes) {
    std::optional<int64_t> type;
    std::optional<int64_t> piece;
    int64_t total = 0;
    BencodeItems items{payload, Container::dictionary, KeyOrder::any};
    while (items.next()) {
        if (items.key() == "msg_type")
            type = bencode_integer(items.value());
        else if (items.key() == "piece")
            piece = bencode_integer(items.value());
        else if (items.key() == "total_size")
            total = bencode_integer(items.value()).value_or(-1);
    }
    if (!items.length() || *items.length() > payload_bytes || !type || *type < 0 || *type > 2 ||
        !piece || *piece < 0 || *piece > kMostMetadata / kMetadataBlock || total < 0 ||
        total > kMostMetadata)
        return std::nullopt;
    const MetadataMessage message{MetadataMessage::Type(*type), static_cast<uint32_t>(*piece),
                                  static_cast<uint32_t>(total)};
    return fits(message, payload_bytes - *items.length()) ? std::optional(message) : std::nullopt;
}

std::optional<PeerExchange> parse_peer_exchange(Bytes payload) {
    PeerExchange exchange;
    const struct {
        std::string_view key;
        size_t entry_bytes;
        Bytes& entries;
    } fields[] = {{"added", kCompact4, exchange.added.compact4},
                  {"added6", kCompact6, exchange.added.compact6},
                  {"dropped", kCompact4, exchange.dropped.compact4},
                  {"dropped6", kCompact6, exchange.dropped.compact6},
                  {"added.f", 1, exchange.flags4},
                  {"added6.f", 1, exchange.flags6}};
    bool any_peers = false;
    BencodeItems items{payload, Container::dictionary, KeyOrder::any};
    while (items.next())
        for (const auto& field : fields) {
            if (items.key() != field.key)
                continue;
            if (!read_entries(items.value(), field.entry_bytes, field.entries))
                return std::nullopt;
            any_peers |= field.entry_bytes > 1;
        }
    // "Messages must contain at least one of" the four.
    const bool sound = items.length() == payload.size() && any_peers &&
                       flags_fit(exchange.flags4, exchange.added.compact4, kCompact4) &&
                       flags_fit(exchange.flags6, exchange.added.compact6, kCompact6);
    return sound ? std::optional(exchange) : std::nullopt;
}

std::optional<Bytes> parse_tracker_exchange(Bytes payload) {
    std::optional<Bytes> added;
    BencodeItems items{payload, Container::dictionary};
    while (items.next()) {
        if (items.key() != "added")
            return std::nullopt;  // "a single key"
        BencodeItems urls{items.value(), Container::list};
        while (urls.next())
            if (!bencode_string(urls.value()))
                return std::nullopt;
        if (urls.length() != items.value().size())
            return std::nullopt;
        added = items.value();
    }
    return items.length() == payload.size() ? added : std::nullopt;
}

size_t read_trackers(Bytes urls, std::span<Endpoint> out) {
    size_t count = 0;
    for (BencodeItems items{urls, Container::list}; count < out.size() && items.next();)
        if (const auto url = bencode_string(items.value()))
            if (const auto tracker = parse_tracker_url(*url))
                if (tracker->at.address && could_be_a_peer(*tracker->at.address))
                    out[count++] = {*tracker->at.address, tracker->scheme == TrackerUrl::Scheme::udp
                                                              ? Transport::udp
                                                              : Transport::tcp};
    return count;
}

std::optional<bool> parse_upload_only(Bytes payload) {
    return payload.size() == 1 && payload[0] <= 1 ? std::optional(payload[0] == 1) : std::nullopt;
}

std::optional<uint32_t> parse_dont_have(Bytes payload) {
    return payload.size() == 4 ? std::optional(Reader{payload}.be32()) : std::nullopt;
}

std::optional<Holepunch> parse_holepunch(Bytes payload) {
    Reader in{payload};
    const uint8_t type = in.u8();
    const uint8_t address_type = in.u8();
    if (type > static_cast<uint8_t>(Holepunch::Type::error) || address_type > 1)
        return std::nullopt;
    const auto peer = read_compact_peer(in.take(address_type == 0 ? kCompact4 : kCompact6));
    // "0 in non-error messages"; libtorrent leaves it out of those.
    const bool is_error = Holepunch::Type(type) == Holepunch::Type::error;
    const bool has_code = is_error || in.remaining() != 0;
    const uint32_t code = has_code ? in.be32() : 0;
    if (!in.ok() || in.remaining() != 0 || !peer || is_error != (code >= 1 && code <= 4) ||
        (!is_error && code != 0))
        return std::nullopt;
    return Holepunch{Holepunch::Type(type), *peer};
}

}  // namespace sluice
