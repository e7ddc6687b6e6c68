// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_source.h"

#include <algorithm>
#include <utility>

#include "oracle/feeds/feed_file.h"
#include "oracle/feeds/topology_parts.h"
#include "oracle/feeds/topology_yaml.h"
#include "policy/yaml/text_file.h"

namespace sluice {
namespace {

FeedTable not_asked() {
    FeedTable table;
    table.counts.broken = "this program asks nothing over the network";
    return table;
}

}  // namespace

std::shared_ptr<const Topology> TopologySource::load(uint64_t now_ns) {
    ParsedTopology parsed = parse_topology(read_text_file(path_), path_);
    complaints_ = std::move(parsed.complaints);
    if (!parsed.definition)
        return nullptr;
    keep_feeds(*parsed.definition);
    definition_ = std::move(*parsed.definition);
    read_feeds(now_ns);
    return merged();
}

// A feed that is still the same keeps what was believed of it.
void TopologySource::keep_feeds(const TopologyDefinition& definition) {
    std::vector<std::unique_ptr<Feed>> feeds;
    for (const FeedSource& source : definition.feeds) {
        const auto known = std::ranges::find_if(
            feeds_, [&](const auto& feed) { return feed && feed->source == source; });
        feeds.push_back(known != feeds_.end() ? std::move(*known)
                                              : std::make_unique<Feed>(Feed{source, {}}));
        Feed& feed = *feeds.back();
        if (!is_of_network(source.format) || !open_)
            continue;
        // What a route's way is depends on which ASes are ours.
        if (!feed.network || definition.neighbours != definition_.neighbours) {
            feed.reading.reset();
            feed.network = open_(source, definition.neighbours);
        }
    }
    feeds_ = std::move(feeds);
}

void TopologySource::read_feeds(uint64_t now_ns) {
    for (const auto& feed : feeds_)
        if (feed->network)
            begin(*feed, now_ns);
    for (const auto& feed : feeds_) {
        if (!is_of_network(feed->source.format))
            feed->believed.offer(read_feed_file(feed->source, definition_.neighbours), now_ns);
        else if (!feed->network)
            feed->believed.offer(not_asked(), now_ns);
        else if (!feed->believed.table())
            finish(*feed, now_ns);
    }
    news_.clear();  // whoever loads asks each feed
}

std::shared_ptr<const Topology> TopologySource::refresh(uint64_t now_ns) {
    bool is_other = false;
    for (const auto& feed : feeds_) {
        if (feed->reading && feed->reading->is_done() && finish(*feed, now_ns))
            is_other = true;
        if (feed->network && now_ns >= feed->next_read_ns)
            begin(*feed, now_ns);
    }
    return is_other ? merged() : nullptr;
}

bool TopologySource::is_waiting() const {
    return std::ranges::any_of(
        feeds_, [](const auto& feed) { return feed->reading && !feed->reading->is_done(); });
}

void TopologySource::begin(Feed& feed, uint64_t now_ns) {
    if (feed.reading)
        return;
    feed.next_read_ns = now_ns + feed.source.every_ns;
    feed.reading = std::make_unique<FeedReading>(*feed.network);
}

// Whether it says something else now.
bool TopologySource::finish(Feed& feed, uint64_t now_ns) {
    if (!feed.reading)
        return false;
    const auto before = feed.believed.table();
    const std::string objected = feed.believed.objection();
    const bool is_believed = feed.believed.offer(feed.reading->take(), now_ns);
    feed.reading.reset();
    if (const std::string& objection = feed.believed.objection(); objection != objected)
        news_.push_back("feed " + feed.source.name + ": " +
                        (objection.empty() ? "is believed again" : objection));
    return is_believed && (!before || !before->says_the_same_as(*feed.believed.table()));
}

std::shared_ptr<const Topology> TopologySource::merged() const {
    static const FeedTable kNothing;
    std::vector<const FeedTable*> tables;
    for (const auto& feed : feeds_)
        tables.push_back(feed->believed.table() ? feed->believed.table().get() : &kNothing);
    return std::make_shared<const Topology>(merge_topology(definition_, tables).parts);
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
