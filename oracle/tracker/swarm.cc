// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/swarm.h"

namespace sluice {

uint32_t PeerGroup::peer(uint32_t at) const {
    uint32_t number;
    std::memcpy(&number, entries_.data() + at * entry_bytes() + compact_bytes(ipv6_),
                sizeof number);
    return number;
}

void PeerGroup::add(const PeerEndpoint& endpoint, uint32_t peer) {
    const size_t at = entries_.size();
    entries_.resize(at + entry_bytes());
    uint8_t* out = entries_.data() + at;
    const size_t address_bytes = ipv6_ ? 16 : 4;
    std::memcpy(out, endpoint.address.bytes.data() + 16 - address_bytes, address_bytes);
    out += address_bytes;
    *out++ = static_cast<uint8_t>(endpoint.port >> 8);
    *out++ = static_cast<uint8_t>(endpoint.port);
    std::memcpy(out, &peer, sizeof peer);
    ++size_;
}

void PeerGroup::remove(uint32_t at) {
    --size_;
    if (at != size_)
        std::memcpy(entries_.data() + at * entry_bytes(), entries_.data() + size_ * entry_bytes(),
                    entry_bytes());
    entries_.resize(size_ * entry_bytes());
    // A swarm that was large once is not to keep its memory.
    if (entries_.capacity() > 4 * entries_.size())
        entries_.shrink_to_fit();
}

}  // namespace sluice
