// SPDX-License-Identifier: Apache-2.0
#include "control/radius/duplicates.h"

#include <algorithm>

#include "policy/hash.h"

namespace sluice {

size_t DuplicateCache::KeyHash::operator()(const Key& key) const {
    const uint64_t end = uint64_t{key.source.port} << 8 | key.identifier;
    return mix(mix(key.source.address.half(0), key.source.address.half(1)), end);
}

const std::vector<uint8_t>* DuplicateCache::find(const SocketAddress& source,
                                                 const RadiusPacket& request,
                                                 uint64_t now_ns) const {
    const auto found = answers_.find({source, request.identifier()});
    if (found == answers_.end() || found->second.at_ns + kLifetimeNs <= now_ns)
        return nullptr;
    const auto authenticator = request.authenticator();
    const bool same =
        std::equal(authenticator.begin(), authenticator.end(), found->second.authenticator.begin());
    return same ? &found->second.answer : nullptr;
}

void DuplicateCache::remember(const SocketAddress& source, const RadiusPacket& request,
                              std::vector<uint8_t> answer, uint64_t now_ns) {
    forget_old(now_ns);
    const Key key{source, request.identifier()};
    Answer kept{{}, std::move(answer), now_ns};
    const auto authenticator = request.authenticator();
    std::copy(authenticator.begin(), authenticator.end(), kept.authenticator.begin());
    answers_.insert_or_assign(key, std::move(kept));
    order_.push_back({key, now_ns});
}

void DuplicateCache::forget_old(uint64_t now_ns) {
    while (!order_.empty() &&
           (order_.front().at_ns + kLifetimeNs <= now_ns || order_.size() >= kMost)) {
        const auto found = answers_.find(order_.front().key);
        if (found != answers_.end() && found->second.at_ns == order_.front().at_ns)
            answers_.erase(found);
        order_.pop_front();
    }
}

}  // namespace sluice
