// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace sluice {
namespace {

constexpr uint64_t kHourNs = 3'600'000'000'000;

using Group = std::tuple<std::string, bool, Direction>;  // of a segment or a tier
using Side = std::pair<uint32_t, Direction>;

// One group's, before it is known what of it may be told.
struct Gathered {
    std::set<uint32_t> subscribers;
    uint64_t times = 0;
    uint64_t measured_permille = 0;  // of all times together
    uint64_t segment_permille = 0;
    CongestionReport::Effect effect;
};
using Groups = std::map<Group, Gathered>;

Group by_segment(const Transition& transition) {
    return {transition.segment_name, transition.segment_is_link, transition.direction};
}
Group by_tier(const Transition& transition) {
    return {transition.tier, false, transition.direction};
}

SharedCount shared(uint64_t count) {
    if (count == 0 || count >= SharedCount::kFewest)
        return {SharedCount::Shown::exactly, count};
    return {SharedCount::Shown::fewer, 0};
}

// Into hours of the day, east of UTC.
void add_hours(uint64_t from_ns, uint64_t until_ns, std::chrono::minutes utc_offset,
               std::array<uint64_t, 24>& by_hour_ns) {
    constexpr uint64_t kDayNs = 24 * kHourNs;
    const uint64_t whole_days = (until_ns - from_ns) / kDayNs;
    for (uint64_t& hour : by_hour_ns)
        hour += whole_days * kHourNs;
    from_ns += whole_days * kDayNs;
    const auto offset_minutes = static_cast<uint64_t>((utc_offset.count() % 1440 + 1440) % 1440);
    const uint64_t offset_ns = offset_minutes * (kHourNs / 60);
    while (from_ns < until_ns) {
        const uint64_t local_ns = from_ns % kDayNs + offset_ns;
        const uint64_t in_hour = std::min(kHourNs - local_ns % kHourNs, until_ns - from_ns);
        by_hour_ns[local_ns / kHourNs % 24] += in_hour;
        from_ns += in_hour;
    }
}

// Where and when, of segments alone: nobody's business is in it.
class NearTimes {
 public:
    NearTimes(const ReportSource& source, std::chrono::minutes utc_offset)
        : source_(source), utc_offset_(utc_offset) {}

    void take(const Transition& transition) {
        const Group group = by_segment(transition);
        if (transition.kind == TransitionKind::segment_near) {
            began_[group] = transition.at_ns;
            CongestionReport::NearCongestion& row = found_[group];
            row.threshold_permille = transition.threshold_permille;
            row.highest_permille = std::max(row.highest_permille, transition.measured_permille);
        } else if (transition.kind == TransitionKind::segment_relieved) {
            const auto began = began_.find(group);
            // Who was near congested already when the report begins.
            end(group, began == began_.end() ? source_.from_ns : began->second, transition.at_ns);
            found_[group].threshold_permille = transition.threshold_permille;
            if (began != began_.end())
                began_.erase(began);
        } else if (transition.kind == TransitionKind::moved) {
            const auto row = found_.find(group);
            if (row != found_.end())
                row->second.highest_permille =
                    std::max(row->second.highest_permille, transition.segment_permille);
        }
    }

    std::vector<CongestionReport::NearCongestion> rows() {
        for (const auto& [group, began_ns] : began_)
            end(group, began_ns, source_.until_ns);
        std::vector<CongestionReport::NearCongestion> rows;
        for (auto& [group, row] : found_) {
            std::tie(row.segment, row.is_link, row.direction) = group;
            rows.push_back(row);
        }
        return rows;
    }

 private:
    void end(const Group& group, uint64_t from_ns, uint64_t until_ns) {
        until_ns = std::max(from_ns, until_ns);  // a clock went back
        CongestionReport::NearCongestion& row = found_[group];
        if (row.times++ == 0)
            row.first_ns = from_ns;
        row.last_ns = std::max(row.last_ns, until_ns);
        row.lasted_ns += until_ns - from_ns;
        row.longest_ns = std::max(row.longest_ns, until_ns - from_ns);
        add_hours(from_ns, until_ns, utc_offset_, row.by_hour_ns);
    }

    const ReportSource& source_;
    std::chrono::minutes utc_offset_;
    std::map<Group, CongestionReport::NearCongestion> found_;
    std::map<Group, uint64_t> began_;
};

// Who was moved, by whatever `group` groups them.
Groups gather(const ReportSource& source, Group (*group)(const Transition&)) {
    Groups groups;
    std::map<Side, const Transition*> moved;
    const auto end = [&](Side side, const Transition& move, uint64_t until_ns) {
        CongestionReport::Effect& effect = groups[group(move)].effect;
        const uint64_t lasted_ns = until_ns - std::min(move.at_ns, until_ns);
        effect.best_effort_ns += lasted_ns;
        effect.longest_ns = std::max(effect.longest_ns, lasted_ns);
        moved.erase(side);
    };
    for (const Transition& transition : source.transitions) {
        const Side side{transition.record, transition.direction};
        if (transition.kind == TransitionKind::moved) {
            Gathered& gathered = groups[group(transition)];
            gathered.subscribers.insert(transition.record);
            ++gathered.times;
            gathered.measured_permille += transition.measured_permille;
            gathered.segment_permille += transition.segment_permille;
            moved[side] = &transition;
        } else if (transition.kind == TransitionKind::released) {
            const auto found = moved.find(side);
            if (found != moved.end())
                end(side, *found->second, transition.at_ns);
        }
    }
    while (!moved.empty()) {
        const auto [side, move] = *moved.begin();
        end(side, *move, source.until_ns);
    }
    for (const BestEffortUse& use : source.use) {
        Transition move;
        move.segment_name = use.segment_name;
        move.segment_is_link = use.segment_is_link;
        move.tier = use.tier;
        move.direction = use.direction;
        const auto found = groups.find(group(move));
        if (found == groups.end())
            continue;
        found->second.effect.bytes += use.bytes;
        found->second.effect.dropped_bytes += use.dropped_bytes;
        found->second.effect.marked_bytes += use.marked_bytes;
    }
    return groups;
}

// Groups of few are not told, and as many of the smallest others as it takes until all that is not
// told is enough together: else the total would tell it.
std::set<Group> withheld(const Groups& groups) {
    std::vector<std::pair<uint64_t, Group>> by_size;
    for (const auto& [group, gathered] : groups)
        by_size.emplace_back(gathered.subscribers.size(), group);
    std::sort(by_size.begin(), by_size.end());
    std::set<Group> hidden;
    uint64_t sum = 0;
    for (const auto& [size, group] : by_size) {
        const bool enough = sum == 0 || (sum >= SharedCount::kFewest && hidden.size() > 1);
        if (size >= SharedCount::kFewest && enough)
            break;
        hidden.insert(group);
        sum += size;
    }
    return hidden;
}

std::vector<CongestionReport::Moved> rows(const Groups& groups, bool of_segments) {
    const std::set<Group> hidden = withheld(groups);
    std::vector<CongestionReport::Moved> rows;
    for (const auto& [group, gathered] : groups) {
        CongestionReport::Moved& row = rows.emplace_back();
        const auto& [name, is_link, direction] = group;
        (of_segments ? row.segment : row.tier) = name;
        row.is_link = is_link;
        row.direction = direction;
        if (hidden.count(group) != 0) {
            const bool few = gathered.subscribers.size() < SharedCount::kFewest;
            row.subscribers.shown = few ? SharedCount::Shown::fewer : SharedCount::Shown::withheld;
            row.times.shown = SharedCount::Shown::withheld;
            continue;
        }
        row.subscribers.count = gathered.subscribers.size();
        row.times.count = gathered.times;
        row.effect = gathered.effect;
        row.effect->measured_permille =
            static_cast<uint32_t>(gathered.measured_permille / gathered.times);
        row.effect->segment_permille =
            static_cast<uint32_t>(gathered.segment_permille / gathered.times);
    }
    return rows;
}

}  // namespace

std::string SharedCount::to_string() const {
    switch (shown) {
        case Shown::exactly:
            return std::to_string(count);
        case Shown::fewer:
            return "fewer than " + std::to_string(kFewest);
        case Shown::withheld:
            return "withheld";
    }
    return "";
}

CongestionReport report_congestion(const ReportSource& source, std::chrono::minutes utc_offset) {
    CongestionReport report;
    report.from_ns = source.from_ns;
    report.until_ns = source.until_ns;
    report.subscribers = source.subscribers;

    NearTimes near(source, utc_offset);
    std::set<uint32_t> heavy;
    std::set<uint32_t> moved;
    uint64_t times = 0;
    std::map<TransitionCause, uint64_t> released;
    for (const Transition& transition : source.transitions) {
        near.take(transition);
        if (transition.kind == TransitionKind::subscriber_heavy) {
            heavy.insert(transition.record);
        } else if (transition.kind == TransitionKind::moved) {
            moved.insert(transition.record);
            ++times;
        } else if (transition.kind == TransitionKind::released) {
            ++released[transition.cause];
        }
    }
    report.heavy = shared(heavy.size());
    report.moved = shared(moved.size());
    report.times = moved.size() < SharedCount::kFewest && !moved.empty()
                       ? SharedCount{SharedCount::Shown::withheld, 0}
                       : SharedCount{SharedCount::Shown::exactly, times};
    report.near_congestion = near.rows();
    report.by_segment = rows(gather(source, by_segment), true);
    report.by_tier = rows(gather(source, by_tier), false);
    for (const auto& [cause, count] : released)
        report.released.push_back({cause, shared(count)});
    return report;
}

}  // namespace sluice
