// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/named_peers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

using Container = BencodeItems::Container;
using Address = std::array<uint8_t, 16>;

constexpr size_t kCompact4 = 6;
constexpr size_t kCompact6 = 18;
constexpr size_t kIdBytes = 20;

Address mapped(Bytes ipv4) {
    Address address{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::copy(ipv4.begin(), ipv4.end(), address.begin() + 12);
    return address;
}

bool is_mapped(const Address& address) {
    static constexpr Address kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(address.begin(), address.begin() + 12, kPrefix.begin());
}

// RFC 1122, 3.2.1.3 and RFC 4291, 2.4: not this host, loopback, a group or the broadcast.
bool could_be_a_peer(const PeerAddress& peer) {
    const Address& a = peer.address;
    if (peer.port == 0)
        return false;
    if (is_mapped(a))
        return a[12] != 0 && a[12] != 127 && a[12] < 224;
    const bool beginning_is_zero =
        std::all_of(a.begin(), a.begin() + 15, [](uint8_t byte) { return byte == 0; });
    return a[0] != 0xff && !(beginning_is_zero && a[15] <= 1);
}

std::optional<PeerAddress> compact_peer(Bytes entry) {
    PeerAddress peer;
    if (entry.size() == kCompact4)
        peer.address = mapped(entry.first(4));
    else if (entry.size() == kCompact6)
        std::copy_n(entry.begin(), 16, peer.address.begin());
    else
        return std::nullopt;
    peer.port = Reader{entry.last(2)}.be16();
    return peer;
}

std::optional<Address> address_of(std::string_view text) {
    // The longest IPv6 address is 45 characters; a name is not looked up.
    char terminated[46];
    if (text.size() >= sizeof terminated)
        return std::nullopt;
    *std::copy(text.begin(), text.end(), terminated) = '\0';
    Address address{};
    if (inet_pton(AF_INET6, terminated, address.data()) == 1)
        return address;
    uint8_t ipv4[4];
    if (inet_pton(AF_INET, terminated, ipv4) == 1)
        return mapped(ipv4);
    return std::nullopt;
}

std::optional<PeerAddress> dictionary_peer(Bytes dictionary) {
    std::optional<Address> address;
    int64_t port = 0;
    for (BencodeItems items{dictionary, Container::dictionary}; items.next();) {
        if (items.key() == "ip")
            address = address_of(bencode_string(items.value()).value_or(std::string_view{}));
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
        out.add(compact_peer(entries.subspan(id_bytes, compact_bytes)));
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
        out.add(compact_peer({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
    }
    for (BencodeItems items{peers.dictionaries, Container::list}; !out.full() && items.next();)
        out.add(dictionary_peer(items.value()));
    return out.count();
}

}  // namespace sluice
