// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/alto/alto_table.h"

#include <algorithm>
#include <vector>

namespace sluice {
namespace {

bool is_within(const Prefix& inner, const Prefix& outer) {
    return outer.length <= inner.length && outer.contains(inner.address) &&
           outer.address.is_ipv4() == inner.address.is_ipv4();
}

// The longest that holds all of it; a default is none.
const std::pair<Prefix, uint32_t>* longest_around(const AltoNetworkMap& map, const Prefix& sought) {
    const std::pair<Prefix, uint32_t>* longest = nullptr;
    for (const auto& entry : map.prefixes)
        if (entry.first.length > 0 && is_within(sought, entry.first) &&
            (longest == nullptr || entry.first.length > longest->first.length))
            longest = &entry;
    return longest;
}

// At most as many as a FeedEntry can name: of more, neighbours are taken together as the dearest.
std::vector<float> distinct_costs(const AltoCosts& costs) {
    std::vector<float> all;
    for (const auto& [pid, cost] : costs.to)
        all.push_back(cost);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    constexpr size_t kMost = FeedEntry::kNoCost;
    if (all.size() <= kMost)
        return all;
    std::vector<float> some(kMost);
    for (size_t i = 0; i < all.size(); ++i)
        some[i * kMost / all.size()] = all[i];
    return some;
}

}  // namespace

std::string_view pid_at(const AltoNetworkMap& map, const IpAddress& address) {
    const std::pair<Prefix, uint32_t>* longest = nullptr;
    for (const auto& entry : map.prefixes)
        if (entry.first.contains(address) && entry.first.address.is_ipv4() == address.is_ipv4() &&
            (longest == nullptr || entry.first.length > longest->first.length))
            longest = &entry;
    return longest != nullptr ? std::string_view(map.pids[longest->second]) : std::string_view();
}

FeedTable alto_table(const AltoFeedSource& source, const AltoNetworkMap& map,
                     const AltoCosts& costs) {
    const std::vector<float> known = distinct_costs(costs);
    std::vector<uint8_t> cost_of(map.pids.size(), FeedEntry::kNoCost);
    for (size_t pid = 0; pid < map.pids.size(); ++pid)
        if (const auto cost = costs.to.find(map.pids[pid]); cost != costs.to.end())
            cost_of[pid] = static_cast<uint8_t>(
                std::lower_bound(known.begin(), known.end(), cost->second) - known.begin());

    FeedTableBuilder builder;
    builder.counts().wrong = map.wrong + costs.wrong;
    const auto add = [&](const Prefix& prefix, uint32_t pid) {
        FeedEntry entry;
        entry.prefix = prefix;
        entry.alto_cost = cost_of[pid];
        builder.add(entry);
    };
    const auto& only = source.for_prefixes;
    for (const auto& [prefix, pid] : map.prefixes) {
        const Prefix& theirs = prefix;
        if (prefix.length > 0 && source.for_origins.empty() &&
            std::ranges::none_of(only, [&](const Prefix& of) { return is_within(theirs, of); }))
            ++builder.counts().passed_over;
        else
            add(prefix, pid);
    }
    for (const Prefix& of : only)
        if (const auto* const around = longest_around(map, of);
            around != nullptr && around->first != of)
            add(of, around->second);
    FeedTable table = builder.finish();
    table.alto_costs = known;
    return table;
}

}  // namespace sluice
