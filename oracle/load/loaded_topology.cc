// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/loaded_topology.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

void raise(CostMap& costs, Pid from, Pid to, double by) {
    const float cost = costs.cost(from, to);
    if (by > 0 && cost < CostMap::kUnknown)
        costs.set(from, to, cost + static_cast<float>(by));
}

// A cost from somebody who asks to a candidate: most bytes go the other way, to who asks. Bytes
// for `from` come down, bytes for `towards` go up.
void raise(CostMap& costs, const MeasuredLink& link, const LinkUse& added) {
    const double for_from = added.down + link.back * added.up;
    const double for_towards = added.up + link.back * added.down;
    for (const Pid from : link.from)
        for (const Pid towards : link.towards) {
            raise(costs, from, towards, for_from);
            raise(costs, towards, from, for_towards);
        }
}

}  // namespace

LoadedTopology::Measured LoadedTopology::unmeasured(const MeasuredLink& link) {
    return {link, LinkLoad(link.load), LinkLoad(link.load), std::nullopt};
}

void LoadedTopology::use(std::shared_ptr<const Topology> base,
                         const std::vector<MeasuredLink>& links) {
    std::vector<Measured> next;
    for (const MeasuredLink& link : links) {
        const auto known = std::ranges::find_if(
            links_, [&](const Measured& one) { return one.what.is_measured_as(link); });
        if (known == links_.end()) {
            next.push_back(unmeasured(link));
            continue;
        }
        next.push_back(*known);
        next.back().what = link;
    }
    base_ = std::move(base);
    links_ = std::move(next);
    changed_ = true;
}

void LoadedTopology::measured(size_t link, uint64_t now_ns, const LinkUse& use) {
    Measured& measured = links_[link];
    measured.measured_ns = now_ns;
    changed_ |= measured.up.sample(now_ns, use.up);
    changed_ |= measured.down.sample(now_ns, use.down);
}

void LoadedTopology::forget(uint64_t now_ns) {
    for (Measured& link : links_) {
        if (!link.measured_ns || now_ns < *link.measured_ns + link.what.forget_after_ns)
            continue;
        changed_ |= link.up.added_cost() > 0 || link.down.added_cost() > 0;
        link = unmeasured(link.what);
    }
}

const std::shared_ptr<const Topology>& LoadedTopology::topology() {
    if (!changed_)
        return loaded_;
    changed_ = false;
    loaded_ = base_;
    if (base_ == nullptr)
        return loaded_;
    std::optional<Topology::Parts> parts;
    for (const Measured& link : links_) {
        const LinkUse added{link.up.added_cost(), link.down.added_cost()};
        if (added.up == 0 && added.down == 0)
            continue;
        if (!parts)
            parts = base_->parts();
        raise(parts->ranking_cost, link.what, added);
    }
    if (parts)
        loaded_ = std::make_shared<const Topology>(std::move(*parts));
    return loaded_;
}

std::optional<LoadedTopology::Load> LoadedTopology::load(size_t link) const {
    const Measured& measured = links_[link];
    if (!measured.measured_ns)
        return std::nullopt;
    return Load{{measured.up.average(), measured.down.average()},
                {measured.up.added_cost(), measured.down.added_cost()},
                *measured.measured_ns};
}

}  // namespace sluice
