// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/segment_tree.h"

#include <algorithm>

#include "policy/congestion/directions.h"

namespace sluice {
namespace {

void set_thresholds(SegmentTree::Segment& segment, const NearCongested& near) {
    segment.slice_ns = std::max<uint64_t>(near.window_ns / UseWindow::kSlices, 1);
    segment.sides[at(Direction::up)].threshold_permille = near.up_permille;
    segment.sides[at(Direction::down)].threshold_permille = near.down_permille;
}

}  // namespace

uint32_t SegmentTree::Segment::permille(Direction direction, uint64_t now_ns) const {
    const Side& side = sides[at(direction)];
    return rate_permille(side.window.bytes(now_ns, slice_ns), side.capacity_bps, window_ns());
}

void SegmentTree::configure(const Policy& policy, std::span<const CongestionLink> links,
                            const TimeLine& time, std::vector<Transition>& ended) {
    const NearCongested usual =
        policy.congestion ? policy.congestion->near_congested : NearCongested{};
    std::vector<Segment> before = std::move(segments_);
    const auto numbers_before = std::move(numbers_);
    segments_.clear();
    numbers_.clear();
    segments_.reserve(policy.sites.size() + links.size());
    sites_ = static_cast<uint32_t>(policy.sites.size());

    const auto add_segment = [&](const std::string& name, bool is_link, const auto& capacity_bps,
                                 const NearCongested& near) -> Segment& {
        const auto number = static_cast<uint32_t>(segments_.size());
        Segment& segment = segments_.emplace_back();
        segment.name = name;
        segment.is_link = is_link;
        set_thresholds(segment, near);
        for (const Direction direction : kDirections)
            segment.sides[at(direction)].capacity_bps = capacity_bps[at(direction)];
        numbers_.emplace(std::pair(is_link, name), number);
        return segment;
    };
    for (const Site& site : policy.sites) {
        const uint32_t parent = number(site.parent, false);
        add_segment(site.name, false, site.capacity_bps, site.near_congested.value_or(usual))
            .parent = site.parent.empty() ? kNoSegment : parent;
    }
    for (const CongestionLink& link : links)
        add_segment(link.name, true, link.capacity_bps, usual);
    only_link_ = links.size() == 1 ? sites_ : kNoSegment;
    for (uint32_t site = 0; site < sites_; ++site)
        if (segments_[site].parent == kNoSegment)
            segments_[site].parent = policy.sites[site].link.empty()
                                         ? only_link_
                                         : number(policy.sites[site].link, true);

    for (const auto& [key, was] : numbers_before) {
        Segment& old = before[was];
        const uint32_t is = number(key.second, key.first);
        for (const Direction direction : kDirections) {
            Side& side = old.sides[at(direction)];
            if (is != kNoSegment) {
                Segment& segment = segments_[is];
                Side& kept = segment.sides[at(direction)];
                kept.pending_bytes = side.pending_bytes;
                kept.window = side.window;
                kept.window.resample(time.now_ns(), old.slice_ns, segment.slice_ns);
                kept.near_congested = side.near_congested;
                kept.since = side.since;
            } else if (side.near_congested) {
                Transition& gone = ended.emplace_back();
                gone.cause = TransitionCause::removed;
                gone.direction = direction;
                gone.segment_name = old.name;
                gone.segment_is_link = old.is_link;
                gone.measured_permille = old.permille(direction, time.now_ns());
                gone.threshold_permille = side.threshold_permille;
                gone.window_ns = old.window_ns();
                gone.lasted_ns = time.since(side.since);
            }
        }
    }
}

void SegmentTree::end_all(TransitionCause cause, const TimeLine& time,
                          std::vector<Transition>& ended) {
    for (uint32_t number = 0; number < count(); ++number) {
        segments_[number].near_mask = 0;
        for (const Direction direction : kDirections) {
            Side& side = segments_[number].sides[at(direction)];
            side.window.clear();
            side.pending_bytes = 0;
            if (!side.near_congested)
                continue;
            Transition& end = ended.emplace_back(transition(number, direction, time));
            end.cause = cause;
            end.lasted_ns = time.since(side.since);
            side.near_congested = false;
        }
    }
}

void SegmentTree::add(uint32_t segment, Direction direction, uint64_t bytes) {
    if (segment >= count())
        return;
    uint64_t& pending = segments_[segment].sides[at(direction)].pending_bytes;
    pending = saturating_add(pending, bytes);
}

std::vector<uint32_t> SegmentTree::advance(const TimeLine& time, std::vector<Transition>& found) {
    for (uint32_t site = sites_; site-- > 0;)
        pass_up(site);
    for (uint32_t number = 0; number < count(); ++number) {
        Segment& segment = segments_[number];
        for (const Direction direction : kDirections) {
            Side& side = segment.sides[at(direction)];
            side.window.add(side.pending_bytes, time.before_ns(), time.now_ns(), segment.slice_ns);
            side.pending_bytes = 0;
            decide(number, direction, time, found);
        }
    }

    std::vector<uint32_t> changed;
    const auto settle = [&](uint32_t number) {
        Segment& segment = segments_[number];
        uint8_t mask = near_mask(segment.parent);
        for (const Direction direction : kDirections)
            if (segment.sides[at(direction)].near_congested)
                mask = static_cast<uint8_t>(mask | 1u << at(direction));
        if (mask != segment.near_mask)
            changed.push_back(number);
        segment.near_mask = mask;
    };
    for (uint32_t link = sites_; link < count(); ++link)
        settle(link);
    for (uint32_t site = 0; site < sites_; ++site)
        settle(site);
    return changed;
}

uint32_t SegmentTree::number(const std::string& name, bool is_link) const {
    const auto found = numbers_.find(std::pair(is_link, name));
    return found == numbers_.end() ? kNoSegment : found->second;
}

uint32_t SegmentTree::near_congested(uint32_t segment, Direction direction) const {
    while (segment != kNoSegment && !segments_[segment].sides[at(direction)].near_congested)
        segment = segments_[segment].parent;
    return segment;
}

// What passes a site passes all above it.
void SegmentTree::pass_up(uint32_t number) {
    const Segment& segment = segments_[number];
    for (const Direction direction : kDirections)
        add(segment.parent, direction, segment.sides[at(direction)].pending_bytes);
}

void SegmentTree::decide(uint32_t number, Direction direction, const TimeLine& time,
                         std::vector<Transition>& found) {
    Segment& segment = segments_[number];
    Side& side = segment.sides[at(direction)];
    const bool near = side.capacity_bps != 0 &&
                      is_above(side.window.bytes(time.now_ns(), segment.slice_ns),
                               side.capacity_bps, segment.window_ns(), side.threshold_permille);
    if (near == side.near_congested)
        return;
    Transition& change = found.emplace_back(transition(number, direction, time));
    if (near) {
        change.kind = TransitionKind::segment_near;
        side.since = time.now();
    } else {
        change.lasted_ns = time.since(side.since);
        if (side.capacity_bps == 0)
            change.cause = TransitionCause::no_capacity;
    }
    side.near_congested = near;
}

Transition SegmentTree::transition(uint32_t number, Direction direction,
                                   const TimeLine& time) const {
    const Segment& segment = segments_[number];
    Transition transition;
    transition.direction = direction;
    transition.segment = number;
    transition.segment_name = segment.name;
    transition.segment_is_link = segment.is_link;
    transition.measured_permille = segment.permille(direction, time.now_ns());
    transition.threshold_permille = segment.sides[at(direction)].threshold_permille;
    transition.window_ns = segment.window_ns();
    return transition;
}

}  // namespace sluice
