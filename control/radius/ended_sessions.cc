// SPDX-License-Identifier: Apache-2.0
#include "control/radius/ended_sessions.h"

#include "policy/hash.h"

namespace sluice {

void EndedSessions::add(const std::string& key, int64_t told_at_s, uint64_t now_ns) {
    while (!order_.empty() &&
           (order_.front().at_ns + remember_ns_ <= now_ns || order_.size() >= kMost)) {
        const auto found = ended_.find(order_.front().key);
        if (found != ended_.end() && found->second.at_ns == order_.front().at_ns)
            ended_.erase(found);
        order_.pop_front();
    }
    ended_[hash_text(key)] = {told_at_s, now_ns};
    order_.push_back({hash_text(key), now_ns});
}

std::optional<int64_t> EndedSessions::find(const std::string& key, uint64_t now_ns) const {
    const auto found = ended_.find(hash_text(key));
    if (found == ended_.end() || found->second.at_ns + remember_ns_ <= now_ns)
        return std::nullopt;
    return found->second.told_at_s;
}

void EndedSessions::forget(const std::string& key) {
    ended_.erase(hash_text(key));
}

}  // namespace sluice
