// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/source_limit.h"

namespace sluice {

bool SourceLimit::take(const IpAddress& source, uint32_t now_s) {
    // The second half of an IPv6 address is whatever its host likes.
    const std::span<const uint8_t> bytes(source.bytes);
    const uint64_t hash = sip_hash(key_, source.is_ipv4() ? bytes : bytes.first(8));
    const auto tag = static_cast<uint32_t>(hash >> 32);
    Entry* free = nullptr;
    for (Entry& entry : sets_[hash % kSets].entries) {
        if (entry.second != now_s || entry.requests == 0) {
            free = &entry;
            continue;
        }
        if (entry.source != tag)
            continue;
        if (entry.requests >= per_second_)
            return false;
        ++entry.requests;
        return true;
    }
    if (free != nullptr)
        *free = {tag, now_s, 1};
    return true;
}

}  // namespace sluice
