// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "control/congestion/best_effort_traffic.h"
#include "control/congestion/followed_subscribers.h"
#include "control/congestion/standing.h"
#include "control/congestion/transition_log.h"
#include "control/congestion/usage_recordings.h"
#include "control/subscribers/registry.h"
#include "dataplane/publish.h"
#include "policy/congestion/congestion_engine.h"
#include "policy/snapshot.h"

namespace sluice {

// Congestion management on the rounds of usage: what each took goes through the engine, and what
// that finds to the packet path, by the subscribers' conditions, and to whoever is told. It follows
// the active policy and the subscribers. Nothing of it survives the process.
class CongestionRounds {
 public:
    using Time = std::chrono::system_clock::time_point;
    struct Sources {
        std::function<std::shared_ptr<const Snapshot>()> active_policy;
        std::vector<CongestionLink> links;
        bool accounts_usage = true;  // without, there is nothing to manage by
        // Of each round that found any, after the packet path has them.
        std::function<void(std::span<const LoggedTransition>)> tell;
    };
    // By TransitionKind and Direction.
    using Counts = std::array<std::array<uint64_t, kDirectionCount>, kTransitionKindCount>;

    // The registry outlives it.
    CongestionRounds(SubscriberRegistry& registry, Sources sources);

    // One thread, the usage rounds': what was taken, then that it was all of a round. now_ns: by a
    // clock that does not step.
    void used(std::span<const UsageRow> rows);
    void finish_round(uint64_t now_ns, Time now);

    // Any thread.
    CongestionStanding standing() const;
    // Nothing: not managed, or nobody of that id.
    std::optional<SubscriberStanding> standing_of(const std::string& id) const;
    RoundTime last_round() const;
    Counts counts() const;
    bool accounts_usage() const { return sources_.accounts_usage; }
    std::vector<BestEffortUse> traffic(Time from, Time until) const;
    const TransitionLog& log() const { return log_; }
    UsageRecordings& recordings() { return recordings_; }

 private:
    // Bytes of one round. By Direction and Measure. A volume is below 0 until what a queue dropped
    // is told to have come to it.
    using Used = std::array<std::array<int64_t, kMeasureCount>, kDirectionCount>;
    // As long as the policy has `congestion`.
    struct Managed {
        explicit Managed(const SubscriberRegistry& registry) : followed(registry, engine) {}

        CongestionEngine engine;
        FollowedSubscribers followed;
        uint32_t configured_by = 0;  // the snapshot's number
        // By is_link and name.
        std::map<std::pair<bool, std::string>, std::array<uint64_t, kDirectionCount>> near_ns;
    };

    std::vector<LoggedTransition> advance(uint64_t now_ns, Time now);
    void add_use(Time now);
    void forget_used();
    void count_near_congestion(uint64_t passed_ns);
    void set_conditions(const std::vector<ConditionChange>& changes);
    LoggedTransition logged(const Transition& transition) const;
    SubscriberStanding standing_of(ManagedSubscriber what,
                                   const std::vector<SegmentView>& segments) const;

    SubscriberRegistry& registry_;
    const Sources sources_;
    std::unordered_map<uint32_t, Used> used_;  // by record; the rounds' thread alone
    UsageRecordings recordings_;
    TransitionLog log_;
    mutable std::mutex mutex_;  // of all below; before the registry's
    std::shared_ptr<const Snapshot> policy_;
    std::unique_ptr<Managed> managed_;
    RoundTime last_round_;
    Counts counts_{};
    BestEffortTraffic traffic_;
};

}  // namespace sluice
