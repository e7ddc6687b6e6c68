// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/congestion_metrics.h"

#include <map>
#include <string>
#include <utility>

namespace sluice {
namespace {

constexpr Direction kDirections[] = {Direction::up, Direction::down};

std::string_view word(Direction direction) {
    return direction == Direction::up ? "up" : "down";
}

using SideValue = double (*)(const SegmentView::Side&);

void add_segments(const CongestionStanding& standing, SideValue value, Families& out) {
    for (const SegmentView& segment : standing.segments)
        for (const Direction direction : kDirections)
            out.add({{"segment", segment.name},
                     {"kind", segment.is_link ? "link" : "site"},
                     {"direction", word(direction)}},
                    value(segment.sides[static_cast<size_t>(direction)]));
}

void add_near_congested_seconds(const CongestionStanding& standing, Families& out) {
    for (size_t i = 0; i < standing.segments.size(); ++i)
        for (const Direction direction : kDirections)
            out.add(
                {{"segment", standing.segments[i].name},
                 {"kind", standing.segments[i].is_link ? "link" : "site"},
                 {"direction", word(direction)}},
                static_cast<double>(standing.near_congested_ns[i][static_cast<size_t>(direction)]) *
                    1e-9);
}

// Every tier of the policy, so that a value of 0 is told as such.
void add_tiers(const CongestionStanding& standing, Condition condition, Families& out) {
    std::map<std::pair<std::string, Direction>, uint32_t> counts;
    for (const std::string& tier : standing.tiers)
        for (const Direction direction : kDirections)
            counts[{tier, direction}] = 0;
    for (const SubscriberStanding& managed : standing.managed)
        for (const Direction direction : kDirections)
            counts[{managed.what.tier, direction}] +=
                managed.what.conditions.has(condition, direction) ? 1 : 0;
    for (const auto& [key, count] : counts)
        out.add({{"tier", key.first}, {"direction", word(key.second)}}, count);
}

}  // namespace

void add_congestion_metrics(const CongestionRounds& rounds, Families& out) {
    const CongestionStanding standing = rounds.standing();
    out.gauge("sluice_congestion_managed",
              "1 if the policy has congestion management and it is done.")
        .add({}, standing.on && standing.unavailable.empty() ? 1 : 0);
    out.gauge("sluice_segment_capacity_bits_per_second",
              "Of a site or link, as configured; 0: not known.");
    add_segments(
        standing, [](const auto& side) { return static_cast<double>(side.capacity_bps); }, out);
    out.gauge("sluice_segment_utilisation_ratio",
              "Average use of a segment's capacity over its window.");
    add_segments(
        standing, [](const auto& side) { return side.permille / 1000.0; }, out);
    out.gauge("sluice_segment_near_congested",
              "1 while a segment is in the Near Congestion State of RFC 6057.");
    add_segments(
        standing, [](const auto& side) { return side.near_congested ? 1.0 : 0.0; }, out);
    out.counter("sluice_segment_near_congested_seconds_total",
                "Time that a segment was near congestion.");
    add_near_congested_seconds(standing, out);
    out.gauge("sluice_segment_heavy_subscribers",
              "Subscribers of a segment in the Extended High Consumption State of RFC 6057.");
    add_segments(
        standing, [](const auto& side) { return static_cast<double>(side.heavy); }, out);
    out.gauge("sluice_segment_best_effort_subscribers",
              "Subscribers of a segment that were moved to best effort.");
    add_segments(
        standing, [](const auto& side) { return static_cast<double>(side.best_effort); }, out);
    out.gauge("sluice_tier_heavy_subscribers", "The same by tier.");
    add_tiers(standing, Condition::heavy, out);
    out.gauge("sluice_tier_best_effort_subscribers", "The same by tier.");
    add_tiers(standing, Condition::best_effort, out);
    out.counter("sluice_congestion_transitions_total", "Changes of states, by what came to be.");
    const CongestionRounds::Counts counts = rounds.counts();
    for (size_t kind = 0; kind < counts.size(); ++kind)
        for (const Direction direction : kDirections)
            out.add(
                {{"kind", name(static_cast<TransitionKind>(kind))}, {"direction", word(direction)}},
                static_cast<double>(counts[kind][static_cast<size_t>(direction)]));
}

}  // namespace sluice
