// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/named_peers.h"

#include <array>
#include <optional>
#include <string_view>

#include "classifier/wire/bencode.h"
#include "classifier/wire/ip_literal.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;

constexpr size_t kIdBytes = 20;

std::optional<PeerAddress> dictionary_peer(Bytes dictionary) {
    std::optional<std::array<uint8_t, 16>> address;
    int64_t port = 0;
    for (BencodeItems items{dictionary, Container::dictionary}; items.next();) {
        if (items.key() == "ip")
            address = parse_ip_literal(bencode_string(items.value()).value_or(std::string_view{}));
        else if (items.key() == "port")
            port = bencode_integer(items.value()).value_or(0);
    }
    if (!address || port < 0 || port > 65'535)
        return std::nullopt;
    return PeerAddress{*address, static_cast<uint16_t>(port)};
}

class Output {
 public:
    explicit Output(std::span<PeerAddress> room) : room_(room) {}
    bool full() const { return count_ == room_.size(); }
    size_t count() const { return count_; }
    void add(const std::optional<PeerAddress>& peer) {
        if (peer && could_be_a_peer(*peer))
            room_[count_++] = *peer;
    }

 private:
    std::span<PeerAddress> room_;
    size_t count_ = 0;
};

// Entries that each begin with so many bytes that are no address.
void read_compact(Bytes entries, size_t id_bytes, size_t compact_bytes, Output& out) {
    const size_t entry_bytes = id_bytes + compact_bytes;
    for (; entries.size() >= entry_bytes && !out.full(); entries = entries.subspan(entry_bytes))
        out.add(read_compact_peer(entries.subspan(id_bytes, compact_bytes)));
}

}  // namespace

size_t read_peers(const NamedPeers& peers, std::span<PeerAddress> room) {
    Output out{room};
    read_compact(peers.compact4, 0, kCompact4, out);
    read_compact(peers.compact6, 0, kCompact6, out);
    read_compact(peers.nodes4, kIdBytes, kCompact4, out);
    read_compact(peers.nodes6, kIdBytes, kCompact6, out);
    for (BencodeItems items{peers.strings, Container::list}; !out.full() && items.next();) {
        const auto text = bencode_string(items.value()).value_or(std::string_view{});
        out.add(read_compact_peer({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
    }
    for (BencodeItems items{peers.dictionaries, Container::list}; !out.full() && items.next();)
        out.add(dictionary_peer(items.value()));
    return out.count();
}

}  // namespace sluice
