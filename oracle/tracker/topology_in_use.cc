// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/topology_in_use.h"

#include <chrono>
#include <exception>

#include "oracle/feeds/network/open_network_feed.h"

namespace sluice {
namespace {

uint64_t now_ns() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

// Of the time of day, which may be set.
int64_t unix_s() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
        .time_since_epoch()
        .count();
}

}  // namespace

TopologyInUse::TopologyInUse(std::string path, SharedTracker& tracker, Tell tell)
    : source_(std::move(path), open_network_feed), tracker_(tracker), tell_(std::move(tell)) {}

bool TopologyInUse::load() {
    std::shared_ptr<const Topology> topology;
    try {
        topology = source_.load(now_ns());
        for (const Complaint& complaint : source_.complaints())
            tell_(complaint.to_string());
    } catch (const std::exception& error) {
        tell_(error.what());
    }
    if (!topology) {
        show(0, 1);
        return false;
    }
    use(load_.use(present_.use(std::move(topology), unix_s()), source_.links()));
    for (const FeedState& feed : source_.feeds(now_ns()))
        if (!feed.objection.empty())
            tell_("feed " + feed.name + ": " + feed.objection);
    return true;
}

void TopologyInUse::look() {
    try {
        auto topology = source_.refresh(now_ns());
        topology =
            topology ? present_.use(std::move(topology), unix_s()) : present_.refresh(unix_s());
        if (topology)
            topology = load_.use(std::move(topology), source_.links());
        if (auto loaded = load_.refresh(now_ns()))
            topology = std::move(loaded);
        if (topology)
            use(std::move(topology));
        else
            show(0, 0);
    } catch (const std::exception& error) {  // memory, as a rule
        tell_(std::string("the last good topology stays: ") + error.what());
        show(0, 1);
    }
    for (const std::string& line : source_.take_news())
        tell_(line);
    for (const std::string& line : load_.take_news())
        tell_(line);
}

// What was before is freed after the tracker has been let go.
void TopologyInUse::use(std::shared_ptr<const Topology> topology) {
    {
        const std::lock_guard lock(tracker_.mutex);
        tracker_.tracker.use(topology);
    }
    used_ = std::move(topology);
    show(1, 0);
}

// For the metrics; so many more of both.
void TopologyInUse::show(uint64_t loads, uint64_t refusals) {
    auto feeds = source_.feeds(now_ns());
    auto links = load_.states(now_ns());
    const std::lock_guard lock(mutex_);
    state_.loads += loads;
    state_.refusals += refusals;
    if (used_) {
        state_.locations = used_->map().names().size();
        state_.prefixes = used_->map().prefix_count();
    }
    state_.feeds = std::move(feeds);
    state_.links = std::move(links);
}

TopologyState TopologyInUse::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

std::string TopologyInUse::size_text() const {
    const TopologyState now = state();
    return std::to_string(now.locations) + " locations, " + std::to_string(now.prefixes) +
           " prefixes";
}

}  // namespace sluice
