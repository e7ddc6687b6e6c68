// SPDX-License-Identifier: Apache-2.0
#include "classifier/kad_ids.h"

#include <algorithm>
#include <bit>

#include "classifier/address_hash.h"

namespace sluice {

KadIds::KadIds(uint32_t capacity, uint64_t seed)
    : sets_(std::bit_ceil(std::max<size_t>(capacity / kWays, 1))), seed_(seed) {}

size_t KadIds::set_of(const PeerAddress& at) const {
    return (address_hash(at.address.data(), seed_) ^ at.port) & (sets_.size() - 1);
}

void KadIds::learn(const PeerAddress& at, const KadId& id, uint32_t now_s) {
    Set& set = sets_[set_of(at)];
    auto* entry = std::find_if(set.begin(), set.end(),
                               [&](const Entry& known) { return known.used && known.at == at; });
    if (entry == set.end())
        entry = std::max_element(set.begin(), set.end(), [&](const Entry& a, const Entry& b) {
            // An empty one is older than all.
            const auto age = [&](const Entry& e) {
                return e.used ? now_s - e.learnt_s : UINT32_MAX;
            };
            return age(a) < age(b);
        });
    *entry = {at, true, id, now_s};
}

const KadId* KadIds::find(const PeerAddress& at, uint32_t now_s) const {
    for (const Entry& entry : sets_[set_of(at)])
        if (entry.used && entry.at == at && now_s - entry.learnt_s < kLifetime_s)
            return &entry.id;
    return nullptr;
}

}  // namespace sluice
