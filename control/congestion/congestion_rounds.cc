// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/congestion_rounds.h"

#include <algorithm>

namespace sluice {
namespace {

const Tier* find_tier(const Policy& policy, const std::string& name) {
    const auto found = std::find_if(policy.tiers.begin(), policy.tiers.end(),
                                    [&](const Tier& tier) { return tier.name == name; });
    return found == policy.tiers.end() ? nullptr : &*found;
}

// What a row says of a direction's use, by Measure.
void add(const UsageRow& row, std::array<int64_t, kMeasureCount>& used) {
    const auto bytes = static_cast<int64_t>(row.bytes);
    const auto of = [&](Measure measure) -> int64_t& { return used[static_cast<size_t>(measure)]; };
    of(Measure::volume) += change_of_left(row).bytes;
    switch (row.kind) {
        case UsageKind::dropped:
        case UsageKind::over_rate:
        case UsageKind::queue_dropped:
            of(Measure::dropped) += bytes;
            break;
        case UsageKind::ce_marked:
            of(Measure::marked) += bytes;
            break;
        case UsageKind::left:
        case UsageKind::marked:
            break;
    }
}

// After so long without use nobody is in any state.
uint64_t remembered_ns(const Policy& policy) {
    if (!policy.congestion)
        return 0;
    const auto length = [](const HeavyUse& heavy) {
        return heavy.window_ns + heavy.release_window_ns;
    };
    uint64_t longest = length(policy.congestion->heavy);
    for (const Tier& tier : policy.tiers)
        if (tier.heavy)
            longest = std::max(longest, length(*tier.heavy));
    return longest;
}

}  // namespace

CongestionRounds::CongestionRounds(SubscriberRegistry& registry, Sources sources)
    : registry_(registry), sources_(std::move(sources)), recordings_(registry) {}

void CongestionRounds::used(std::span<const UsageRow> rows) {
    recordings_.used(rows);
    for (const UsageRow& row : rows)
        add(row, used_[row.record][static_cast<size_t>(row.direction)]);
}

void CongestionRounds::finish_round(uint64_t now_ns, Time now) {
    std::vector<LoggedTransition> transitions;
    {
        const std::lock_guard lock(mutex_);
        transitions = advance(now_ns, now);
    }
    forget_used();
    recordings_.finish_round(now);
    if (transitions.empty())
        return;
    log_.add(transitions);
    if (sources_.tell)
        sources_.tell(transitions);
}

// But what is still to be taken back.
void CongestionRounds::forget_used() {
    std::unordered_map<uint32_t, Used> owed;
    for (const auto& [record, used] : used_) {
        for (size_t d = 0; d < kDirectionCount; ++d)
            if (const int64_t volume = used[d][static_cast<size_t>(Measure::volume)]; volume < 0)
                owed[record][d][static_cast<size_t>(Measure::volume)] = volume;
    }
    used_ = std::move(owed);
}

std::vector<LoggedTransition> CongestionRounds::advance(uint64_t now_ns, Time now) {
    const uint64_t passed_ns = now_ns - std::min(last_round_.now_ns, now_ns);
    last_round_ = {now_ns, now};
    policy_ = sources_.active_policy();
    const Policy& policy = policy_->policy();
    if (!policy.congestion && managed_ == nullptr)
        return {};
    if (managed_ == nullptr)
        managed_ = std::make_unique<Managed>(registry_);
    CongestionEngine& engine = managed_->engine;
    FollowedSubscribers& followed = managed_->followed;
    count_near_congestion(passed_ns);
    if (std::exchange(managed_->configured_by, policy_->number()) != policy_->number())
        engine.configure(policy, sources_.links);
    followed.follow(now_ns);
    add_use(now);
    followed.let_go(now_ns, remembered_ns(policy));
    const CongestionRound round = engine.advance(now_ns);
    set_conditions(round.conditions);
    std::vector<LoggedTransition> transitions;
    for (const Transition& transition : round.transitions) {
        transitions.push_back(logged(transition));
        ++counts_[static_cast<size_t>(transition.kind)][static_cast<size_t>(transition.direction)];
    }
    followed.end_round();
    if (!policy.congestion)
        managed_.reset();  // everybody was released just now
    return transitions;
}

void CongestionRounds::add_use(Time now) {
    for (const auto& [record, used] : used_) {
        const uint32_t number = managed_->followed.number_of(record);
        if (number == FollowedSubscribers::kNone)
            continue;
        const Conditions conditions = managed_->engine.conditions(number);
        for (const Direction direction : {Direction::up, Direction::down}) {
            const auto d = static_cast<size_t>(direction);
            const auto managed = conditions.has(Condition::best_effort, direction)
                                     ? managed_->engine.subscriber(number)
                                     : std::nullopt;
            for (size_t m = 0; m < kMeasureCount; ++m) {
                if (used[d][m] <= 0)
                    continue;
                const auto measure = static_cast<Measure>(m);
                const auto bytes = static_cast<uint64_t>(used[d][m]);
                managed_->engine.add_use(number, direction, bytes, measure);
                if (managed && managed->sides[d].moved)
                    traffic_.add(now, *managed->sides[d].moved, measure, bytes);
            }
        }
    }
}

// Of the round that ends now; states are as they were when it began.
void CongestionRounds::count_near_congestion(uint64_t passed_ns) {
    for (const SegmentView& segment : managed_->engine.segments())
        for (size_t d = 0; d < kDirectionCount; ++d)
            if (segment.sides[d].near_congested)
                managed_->near_ns[{segment.is_link, segment.name}][d] += passed_ns;
}

void CongestionRounds::set_conditions(const std::vector<ConditionChange>& changes) {
    const FollowedSubscribers& followed = managed_->followed;
    const auto set = [&](uint32_t number, Conditions conditions) {
        if (followed.record_of(number) != SubscriberRef::kNobody)
            registry_.set_conditions(followed.record_of(number), followed.id_of(number),
                                     conditions);
    };
    for (const ConditionChange& change : changes)
        set(change.record, change.conditions);
    for (const uint32_t number : followed.come_back())
        set(number, managed_->engine.conditions(number));
}

LoggedTransition CongestionRounds::logged(const Transition& transition) const {
    LoggedTransition logged{.time = last_round_.now, .what = transition};
    if (transition.record != SubscriberRef::kNobody)
        logged.subscriber = managed_->followed.id_of(transition.record);
    if (transition.earliest_release_ns != 0)
        logged.earliest_end = last_round_.wall(transition.earliest_release_ns);
    return logged;
}

SubscriberStanding CongestionRounds::standing_of(ManagedSubscriber what,
                                                 const std::vector<SegmentView>& segments) const {
    SubscriberStanding standing;
    const Policy& policy = policy_->policy();
    if (policy.congestion)
        standing.heavy = policy.congestion->heavy;
    if (const Tier* const tier = find_tier(policy, what.tier)) {
        standing.rate_bps = {tier->up_bps, tier->down_bps};
        standing.heavy = tier->heavy.value_or(standing.heavy);
    }
    if (what.segment < segments.size())
        standing.segment_name = segments[what.segment].name;
    standing.id = managed_->followed.id_of(what.record);
    standing.what = std::move(what);
    return standing;
}

CongestionStanding CongestionRounds::standing() const {
    const auto policy = sources_.active_policy();
    CongestionStanding standing;
    standing.on = policy->policy().congestion.has_value();
    const std::lock_guard lock(mutex_);
    standing.time = last_round_;
    if (standing.on && !sources_.accounts_usage)
        standing.unavailable = "this box does not account for usage, see usage.enabled";
    else if (standing.on && managed_ == nullptr)
        standing.unavailable = "it has only just begun";
    if (managed_ == nullptr)
        return standing;
    for (const Tier& tier : policy_->policy().tiers)
        standing.tiers.push_back(tier.name);
    standing.segments = managed_->engine.segments();
    for (const SegmentView& segment : standing.segments) {
        const auto near = managed_->near_ns.find({segment.is_link, segment.name});
        standing.near_congested_ns.push_back(near == managed_->near_ns.end()
                                                 ? std::array<uint64_t, kDirectionCount>{}
                                                 : near->second);
    }
    for (ManagedSubscriber& managed : managed_->engine.managed())
        standing.managed.push_back(standing_of(std::move(managed), standing.segments));
    return standing;
}

std::optional<SubscriberStanding> CongestionRounds::standing_of(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    if (managed_ == nullptr)
        return std::nullopt;
    const uint32_t number = managed_->followed.number_of(registry_.record_of(id));
    if (number == FollowedSubscribers::kNone || managed_->followed.id_of(number) != id)
        return std::nullopt;
    auto managed = managed_->engine.subscriber(number);
    if (!managed)
        return std::nullopt;
    return standing_of(std::move(*managed), managed_->engine.segments());
}

RoundTime CongestionRounds::last_round() const {
    const std::lock_guard lock(mutex_);
    return last_round_;
}

CongestionRounds::Counts CongestionRounds::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::vector<BestEffortUse> CongestionRounds::traffic(Time from, Time until) const {
    const std::lock_guard lock(mutex_);
    return traffic_.between(from, until);
}

}  // namespace sluice
