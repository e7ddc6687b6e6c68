// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_address.h"

#include <algorithm>

namespace sluice {
namespace {

using Address = std::array<uint8_t, 16>;

constexpr Address kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr ptrdiff_t kMappedPrefix = 12;

}  // namespace

std::optional<Address> read_address(Bytes bytes) {
    Address address = kMapped;
    if (bytes.size() == 4)
        std::copy(bytes.begin(), bytes.end(), address.begin() + kMappedPrefix);
    else if (bytes.size() == address.size())
        std::copy(bytes.begin(), bytes.end(), address.begin());
    else
        return std::nullopt;
    return address;
}

bool holds_ipv4(Bytes address) {
    return std::equal(kMapped.begin(), kMapped.begin() + kMappedPrefix, address.begin());
}

std::optional<PeerAddress> read_compact_peer(Bytes entry) {
    if (entry.size() != kCompact4 && entry.size() != kCompact6)
        return std::nullopt;
    const auto address = read_address(entry.first(entry.size() - 2));
    return PeerAddress{*address, Reader{entry.last(2)}.be16()};
}

bool could_be_a_peer(const PeerAddress& peer) {
    const Address& a = peer.address;
    if (peer.port == 0)
        return false;
    if (holds_ipv4(a))
        return a[12] != 0 && a[12] != 127 && a[12] < 224;
    const bool beginning_is_zero =
        std::all_of(a.begin(), a.begin() + 15, [](uint8_t byte) { return byte == 0; });
    return a[0] != 0xff && !(beginning_is_zero && a[15] <= 1);
}

}  // namespace sluice
