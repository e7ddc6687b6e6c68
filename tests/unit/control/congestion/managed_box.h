// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "control/congestion/congestion_rounds.h"
#include "control/subscribers/registry.h"

namespace sluice {

inline constexpr uint64_t kSecondNs = 1'000'000'000;
inline constexpr uint64_t kMegabit = 1'000'000;
// 2026-11-29 12:00, UTC.
inline const std::chrono::system_clock::time_point kBegan{std::chrono::seconds(1'795'953'600)};

inline Subscriber home(const std::string& id, const std::string& address,
                       const std::string& tier = "gold", const std::string& site = "olt-1") {
    return {.id = id,
            .tier = tier,
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}},
            .site = site};
}

// Windows of 3 s, a tier of 8 Mbit/s, and a site of 10 Mbit/s on a link of 100: who sends 900 kB a
// second is at 90 % of its rate, and its site at 72 %.
inline Policy managed_policy() {
    Policy policy;
    policy.tiers = {{.name = "gold", .up_bps = 8 * kMegabit, .down_bps = 8 * kMegabit},
                    {.name = "free"}};
    policy.subscribers = {home("s-1", "192.0.2.1"), home("s-2", "192.0.2.2")};
    policy.sites = {{.name = "olt-1",
                     .parent = {},
                     .link = {},
                     .capacity_bps = {10 * kMegabit, 10 * kMegabit}}};
    CongestionSettings settings;
    settings.near_congested.window_ns = 3 * kSecondNs;
    settings.heavy.window_ns = 3 * kSecondNs;
    settings.heavy.release_window_ns = 3 * kSecondNs;
    policy.congestion = settings;
    return policy;
}

inline UsageRow used_up(uint32_t record, uint64_t bytes) {
    UsageRow row;
    row.record = record;
    row.direction = Direction::up;
    row.packets = 1;
    row.bytes = bytes;
    return row;
}

// Subscribers, a policy and congestion management by rounds of a second.
struct ManagedBox {
    Subscribers live;
    SubscriberRegistry registry{live};
    std::shared_ptr<const Snapshot> active;
    uint32_t adopted = 0;
    std::vector<LoggedTransition> told;
    CongestionRounds rounds{registry,
                            {[this] { return active; },
                             {{"pop1", {100 * kMegabit, 100 * kMegabit}}},
                             true,
                             [this](std::span<const LoggedTransition> transitions) {
                                 told.insert(told.end(), transitions.begin(), transitions.end());
                             }}};
    uint64_t now_ns = 77 * kSecondNs;
    std::chrono::system_clock::time_point now = kBegan;

    explicit ManagedBox(Policy policy = managed_policy()) {
        adopt(std::move(policy));
        round({});
    }

    void adopt(Policy policy) {
        ++adopted;
        active = registry.adopt(std::move(policy), adopted, adopted);
    }
    void round(const std::vector<UsageRow>& rows) {
        now_ns += kSecondNs;
        now += std::chrono::seconds(1);
        rounds.used(rows);
        rounds.finish_round(now_ns, now);
    }
    // Each second the same bytes, up.
    void use(const std::string& id, uint64_t bytes, int seconds) {
        for (int i = 0; i < seconds; ++i)
            round({used_up(registry.record_of(id), bytes)});
    }
    void idle(int seconds) {
        for (int i = 0; i < seconds; ++i)
            round({});
    }
    Conditions conditions(const std::string& id) const {
        return live.conditions(registry.record_of(id));
    }
    bool is(const std::string& id, Condition condition, Direction direction = Direction::up) const {
        return conditions(id).has(condition, direction);
    }
    std::vector<LoggedTransition> told_of(TransitionKind kind) const {
        std::vector<LoggedTransition> found;
        for (const LoggedTransition& transition : told)
            if (transition.what.kind == kind)
                found.push_back(transition);
        return found;
    }
};

}  // namespace sluice
