// SPDX-License-Identifier: Apache-2.0
#include "control/services/congestion_message.h"

#include <string>

#include "control/congestion/transition_words.h"
#include "control/services/timestamps.h"

namespace sluice {
namespace {

constexpr Direction kDirections[] = {Direction::up, Direction::down};

double share(uint32_t permille) {
    return permille / 1000.0;
}

double seconds(uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

std::string word(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

std::string word(Measure measure) {
    switch (measure) {
        case Measure::volume:
            return "volume";
        case Measure::dropped:
            return "dropped";
        case Measure::marked:
            return "marked";
    }
    return "";
}

void fill(const Transition& moved, const HeavyUse& heavy, const RoundTime& time,
          v1::BestEffort* out) {
    set_time(time.wall(moved.at_ns), out->mutable_since());
    out->set_segment(moved.segment_name);
    out->set_reason(reason(moved));
    out->set_use(share(moved.measured_permille));
    out->set_threshold(share(moved.threshold_permille));
    out->set_segment_utilisation(share(moved.segment_permille));
    out->set_segment_threshold(share(moved.segment_threshold_permille));
    if (moved.earliest_release_ns != 0)
        set_time(time.wall(moved.earliest_release_ns), out->mutable_earliest_end());
    out->set_release_below(share(heavy.release_below_permille));
    out->set_release_window_seconds(seconds(heavy.release_window_ns));
}

}  // namespace

void fill(const CongestionStanding& standing, const SegmentView& segment,
          v1::CongestionSegment* out) {
    out->set_name(segment.name);
    out->set_is_link(segment.is_link);
    if (segment.parent < standing.segments.size())
        out->set_parent(standing.segments[segment.parent].name);
    out->set_subscribers(segment.subscribers);
    out->set_window_seconds(seconds(segment.window_ns));
    for (const Direction direction : kDirections) {
        const SegmentView::Side& side = segment.sides[static_cast<size_t>(direction)];
        v1::SegmentSide* const told = out->add_sides();
        told->set_direction(word(direction));
        told->set_capacity_bps(side.capacity_bps);
        told->set_utilisation(share(side.permille));
        told->set_threshold(share(side.threshold_permille));
        told->set_near_congested(side.near_congested);
        if (side.near_congested)
            set_time(standing.time.wall(side.since_ns), told->mutable_since());
        told->set_heavy(side.heavy);
        told->set_best_effort(side.best_effort);
    }
}

void fill(const SubscriberStanding& standing, const RoundTime& time,
          v1::SubscriberCongestion* out) {
    out->set_id(standing.id);
    out->set_tier(standing.what.tier);
    out->set_segment(standing.segment_name);
    out->set_measure(word(standing.what.measure));
    out->set_window_seconds(seconds(standing.what.window_ns));
    for (const Direction direction : kDirections) {
        const auto d = static_cast<size_t>(direction);
        const ManagedSubscriber::Side& side = standing.what.sides[d];
        const Conditions conditions = standing.what.conditions;
        v1::SubscriberSide* const told = out->add_sides();
        told->set_direction(word(direction));
        told->set_use(share(side.permille));
        told->set_threshold(share(side.threshold_permille));
        told->set_rate_bps(standing.rate_bps[d]);
        told->set_near_congested(conditions.has(Condition::near_congested, direction));
        told->set_heavy(conditions.has(Condition::heavy, direction));
        if (told->heavy())
            set_time(time.wall(side.heavy_since_ns), told->mutable_heavy_since());
        if (side.moved)
            fill(*side.moved, standing.heavy, time, told->mutable_best_effort());
    }
}

void fill(const LoggedTransition& transition, v1::CongestionTransition* out) {
    const Transition& what = transition.what;
    out->set_number(transition.number);
    set_time(transition.time, out->mutable_time());
    out->set_kind(std::string(name(what.kind)));
    out->set_cause(std::string(name(what.cause)));
    out->set_direction(word(what.direction));
    out->set_subscriber(transition.subscriber);
    out->set_tier(what.tier);
    out->set_segment(what.segment_name);
    out->set_segment_is_link(what.segment_is_link);
    out->set_reason(reason(what));
    out->set_measured(share(what.measured_permille));
    out->set_threshold(share(what.threshold_permille));
    out->set_window_seconds(seconds(what.window_ns));
    out->set_segment_utilisation(share(what.segment_permille));
    out->set_segment_threshold(share(what.segment_threshold_permille));
    if (what.earliest_release_ns != 0)
        set_time(transition.earliest_end, out->mutable_earliest_end());
    out->set_lasted_seconds(seconds(what.lasted_ns));
}

void fill(const BestEffortUse& use, v1::BestEffortTraffic* out) {
    out->set_segment(use.segment_name);
    out->set_segment_is_link(use.segment_is_link);
    out->set_tier(use.tier);
    out->set_direction(word(use.direction));
    out->set_bytes(use.bytes);
    out->set_dropped_bytes(use.dropped_bytes);
    out->set_marked_bytes(use.marked_bytes);
}

void fill(const RecordedUse& use, v1::RecordedUse* out) {
    out->set_time_s(use.time_s);
    out->set_subscriber(use.subscriber);
    out->set_tier(use.tier);
    out->set_site(use.site);
    out->set_up_bytes(use.bytes[static_cast<size_t>(Direction::up)]);
    out->set_down_bytes(use.bytes[static_cast<size_t>(Direction::down)]);
}

}  // namespace sluice
