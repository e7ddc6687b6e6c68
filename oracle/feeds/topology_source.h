// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oracle/feeds/believed_feed.h"
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
    explicit TopologySource(std::string path) : path_(std::move(path)) {}

    // Reads the file and all its feeds anew. Nothing if the file is wrong: then complaints() says
    // how. Throws std::runtime_error, one line, if it cannot be read. now_ns: of a clock that does
    // not go back.
    std::shared_ptr<const Topology> load(uint64_t now_ns);

    // Of the last good file.
    const std::vector<MeasuredLink>& links() const { return links_; }
    const Complaints& complaints() const { return complaints_; }
    std::vector<FeedState> feeds(uint64_t now_ns) const;

 private:
    struct Feed {
        FeedSource source;
        BelievedFeed believed;
    };

    void read_feeds(const TopologyDefinition& definition, uint64_t now_ns);

    const std::string path_;
    Complaints complaints_;
    std::vector<MeasuredLink> links_;
    std::vector<std::unique_ptr<Feed>> feeds_;  // in the file's order
};

}  // namespace sluice
