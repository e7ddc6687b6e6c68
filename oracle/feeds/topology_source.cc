// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_source.h"

#include <algorithm>
#include <utility>

#include "oracle/feeds/feed_file.h"
#include "oracle/feeds/topology_parts.h"
#include "oracle/feeds/topology_yaml.h"
#include "policy/yaml/text_file.h"

namespace sluice {
std::shared_ptr<const Topology> TopologySource::load(uint64_t now_ns) {
    ParsedTopology parsed = parse_topology(read_text_file(path_), path_);
    complaints_ = std::move(parsed.complaints);
    if (!parsed.definition)
        return nullptr;
    links_ = parsed.definition->links;
    read_feeds(*parsed.definition, now_ns);
    static const FeedTable kNothing;
    std::vector<const FeedTable*> tables;
    for (const auto& feed : feeds_)
        tables.push_back(feed->believed.table() ? feed->believed.table().get() : &kNothing);
    return std::make_shared<const Topology>(merge_topology(*parsed.definition, tables).parts);
}

// A feed that is still the same keeps what was believed of it.
void TopologySource::read_feeds(const TopologyDefinition& definition, uint64_t now_ns) {
    std::vector<std::unique_ptr<Feed>> feeds;
    for (const FeedSource& source : definition.feeds) {
        const auto known = std::ranges::find_if(
            feeds_, [&](const auto& feed) { return feed && feed->source == source; });
        feeds.push_back(known != feeds_.end() ? std::move(*known)
                                              : std::make_unique<Feed>(Feed{source, {}}));
        feeds.back()->believed.offer(read_feed_file(source, definition.neighbours), now_ns);
    }
    feeds_ = std::move(feeds);
}

std::vector<FeedState> TopologySource::feeds(uint64_t now_ns) const {
    std::vector<FeedState> states;
    for (const auto& feed : feeds_) {
        const auto age_ns = feed->believed.age_ns(now_ns);
        FeedState state;
        state.name = feed->source.name;
        if (age_ns)
            state.age_s = static_cast<double>(*age_ns) / 1e9;
        if (feed->believed.table())
            state.prefixes = feed->believed.table()->counts.prefixes();
        state.is_stale =
            !age_ns || (feed->source.stale_after_ns && *age_ns > *feed->source.stale_after_ns);
        state.objection = feed->believed.objection();
        states.push_back(std::move(state));
    }
    return states;
}

}  // namespace sluice
