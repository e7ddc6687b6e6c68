// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oracle/feeds/believed_feed.h"
#include "oracle/feeds/feed_reading.h"
#include "oracle/feeds/network_feed.h"
#include "oracle/feeds/topology_definition.h"
#include "oracle/rank/topology.h"
#include "policy/complaint.h"

namespace sluice {

// How a feed is at one moment.
struct FeedState {
    std::string name;
    std::optional<double> age_s;  // since it was last believed; nothing: it never was
    uint64_t prefixes = 0;
    bool is_stale = false;
    std::string objection;  // to the last one; empty: it is believed
};

// The topology file and the feeds that it names. What is wrong with either leaves what was before:
// a file as a whole, a feed for itself. One thread, which it takes as long as it takes.
class TopologySource {
 public:
    // open: makes the feeds that are of the network; without it they are broken.
    explicit TopologySource(std::string path, OpenNetworkFeed open = nullptr)
        : path_(std::move(path)), open_(std::move(open)) {}

    // Reads the file and all its feeds anew. Nothing if the file is wrong: then complaints() says
    // how. Throws std::runtime_error, one line, if it cannot be read. Network feeds that never said
    // anything are waited for, as long as they wait themselves; what the others say comes with
    // refresh(). now_ns: of a clock that does not go back.
    std::shared_ptr<const Topology> load(uint64_t now_ns);

    // Of the last good file.
    const std::vector<MeasuredLink>& links() const { return definition_.links; }
    const std::vector<Locality>& localities() const { return definition_.localities; }
    // Reads those network feeds again whose time it is, each for itself and beside this thread; to
    // be called every few seconds. A topology if what one of them says is something else now;
    // otherwise nothing, and the last one holds.
    std::shared_ptr<const Topology> refresh(uint64_t now_ns);
    // Whether one that is asked has not answered yet.
    bool is_waiting() const;
    // What is to be told since the last call: network feeds that are believed no more, or again.
    std::vector<std::string> take_news() { return std::exchange(news_, {}); }

    const Complaints& complaints() const { return complaints_; }
    std::vector<FeedState> feeds(uint64_t now_ns) const;

 private:
    struct Feed {
        FeedSource source;
        BelievedFeed believed;
        std::unique_ptr<NetworkFeed> network = nullptr;  // not of files
        std::unique_ptr<FeedReading> reading = nullptr;  // under way
        uint64_t next_read_ns = 0;
    };

    void keep_feeds(const TopologyDefinition& definition);
    void read_feeds(uint64_t now_ns);
    void begin(Feed& feed, uint64_t now_ns);
    bool finish(Feed& feed, uint64_t now_ns);
    std::shared_ptr<const Topology> merged() const;

    const std::string path_;
    const OpenNetworkFeed open_;
    Complaints complaints_;
    TopologyDefinition definition_;  // the last good one; before that, no feeds
    std::vector<std::string> news_;
    std::vector<std::unique_ptr<Feed>> feeds_;  // in the file's order
};

}  // namespace sluice
