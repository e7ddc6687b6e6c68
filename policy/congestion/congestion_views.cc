// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "policy/congestion/congestion_engine_impl.h"
#include "policy/congestion/directions.h"

namespace sluice {

std::vector<SegmentView> CongestionEngine::Impl::segment_views() const {
    std::vector<SegmentView> views(segments_.count());
    for (uint32_t number = 0; number < segments_.count(); ++number) {
        const SegmentTree::Segment& segment = segments_[number];
        SegmentView& view = views[number];
        view.name = segment.name;
        view.is_link = segment.is_link;
        view.parent = segment.parent;
        view.window_ns = segment.window_ns();
        for (const Direction direction : kDirections) {
            const SegmentTree::Side& side = segment.sides[at(direction)];
            SegmentView::Side& shown = view.sides[at(direction)];
            shown.capacity_bps = side.capacity_bps;
            shown.permille = segment.permille(direction, time_.now_ns());
            shown.threshold_permille = side.threshold_permille;
            shown.near_congested = side.near_congested;
            shown.since_ns = side.near_congested ? side.since.clock_ns : 0;
        }
        for (uint32_t above = number; above != kNoSegment; above = segments_[above].parent)
            views[above].subscribers += subscriber_count_[number];
    }
    const auto count = [&](Side side, uint32_t SegmentView::Side::*counter) {
        for (uint32_t above = subscribers_[side.first].segment; above != kNoSegment;
             above = segments_[above].parent)
            ++(views[above].sides[at(side.second)].*counter);
    };
    for (const auto& [side, since] : heavy_)
        count(side, &SegmentView::Side::heavy);
    for (const auto& [side, move] : moves_)
        count(side, &SegmentView::Side::best_effort);
    return views;
}

std::optional<ManagedSubscriber> CongestionEngine::Impl::subscriber(uint32_t record) const {
    if (!is_present(record))
        return std::nullopt;
    return view(record);
}

Conditions CongestionEngine::Impl::conditions(uint32_t record) const {
    return is_present(record) ? subscribers_[record].conditions : Conditions{};
}

std::vector<ManagedSubscriber> CongestionEngine::Impl::managed() const {
    std::vector<uint32_t> records;
    for (const auto& [side, since] : heavy_)
        records.push_back(side.first);
    for (const auto& [side, move] : moves_)
        records.push_back(side.first);
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    std::vector<ManagedSubscriber> managed;
    managed.reserve(records.size());
    for (const uint32_t record : records)
        managed.push_back(view(record));
    return managed;
}

CongestionEngine::Memory CongestionEngine::Impl::memory() const {
    return {sizeof(Subscriber), sizeof(ActiveUses::Use), uses_.count()};
}

ManagedSubscriber CongestionEngine::Impl::view(uint32_t record) const {
    const Subscriber& subscriber = subscribers_[record];
    const TierRates& tier = tier_of(record);
    ManagedSubscriber view;
    view.record = record;
    view.tier = tier.name;
    view.segment = subscriber.segment;
    view.conditions = subscriber.conditions;
    view.measure = tier.heavy.measure;
    view.window_ns = tier.window_ns();
    for (const Direction direction : kDirections) {
        const Side side{record, direction};
        ManagedSubscriber::Side& shown = view.sides[at(direction)];
        const uint64_t rate_bps = tier.rate_bps[at(direction)];
        shown.permille = rate_permille(used(side), rate_bps, tier.window_ns());
        shown.threshold_permille = rate_bps == 0 ? 0 : tier.heavy.above_permille;
        if (const auto heavy = heavy_.find(side); heavy != heavy_.end())
            shown.heavy_since_ns = heavy->second.clock_ns;
        if (const auto move = moves_.find(side); move != moves_.end()) {
            shown.moved = move->second.why;
            shown.moved->earliest_release_ns = earliest_release_ns(side, move->second);
        }
    }
    return view;
}

uint64_t CongestionEngine::Impl::earliest_release_ns(Side side, const Move& move) const {
    const auto [record, direction] = side;
    const TierRates& tier = tier_of(record);
    uint64_t end_ns = move.wait.earliest_end_ns(tier.release(direction));
    // Who is heavy is not released either.
    if (const uint32_t use = subscribers_[record].use; use != ActiveUses::kNone) {
        const uint64_t most =
            bytes_at(tier.rate_bps[at(direction)], tier.window_ns(), tier.heavy.above_permille);
        end_ns = std::max(end_ns, uses_[use].windows[at(direction)].falls_to(most, time_.now_ns(),
                                                                             uses_[use].slice_ns));
    }
    return time_.on_clock(end_ns);
}

}  // namespace sluice
