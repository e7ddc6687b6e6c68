// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "oracle/feeds/alto/alto_table.h"
#include "tests/fuzz/oracle/feeds/feed_invariants.h"

// Three documents with a line of "---" between them, as another network's oracle might send them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto take = [&] {
        constexpr std::string_view kBetween = "\n---\n";
        const size_t end = std::min(rest.find(kBetween), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + kBetween.size(), rest.size()));
        return one;
    };
    std::string why;
    sluice::AltoMaps::directory(take(), why);
    why.clear();
    const auto map = sluice::AltoMaps::network_map(take(), why);
    if (!why.empty())
        return 0;
    const std::string from(sluice::pid_at(map, *sluice::IpAddress::parse("198.18.0.1")));
    const auto costs = sluice::AltoMaps::costs(take(), from, why);
    if (!why.empty())
        return 0;
    const sluice::AltoFeedSource source{.for_prefixes = {*sluice::Prefix::parse("192.0.2.0/24")},
                                        .for_origins = {64499}};
    const sluice::FeedTable table = sluice::alto_table(source, map, costs);
    sluice::check_table(table);
    for (const sluice::FeedEntry& entry : table.entries)
        if (entry.alto_cost != sluice::FeedEntry::kNoCost &&
            entry.alto_cost >= table.alto_costs.size())
            std::abort();
    return 0;
}
