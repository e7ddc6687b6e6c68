// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "policy/congestion/congestion_engine.h"
#include "policy/congestion/simulation.h"
#include "policy/policy.h"

namespace sluice {

// A day of a generated neighbourhood, a minute at a time: the same on every machine for the same
// seed.
class DayScenario {
 public:
    static constexpr uint32_t kMinutes = 1440;
    static constexpr uint64_t kMinuteNs = 60'000'000'000;
    // As many as the largest market of the published trial (RFC 6057, section 7.2).
    static constexpr uint32_t kTrialSubscribers = 6016;

    struct Home {
        std::string id;
        std::string tier;
        std::string site;
    };
    // What a home used in one minute. By Direction.
    using Minute = std::array<uint64_t, kDirectionCount>;

    explicit DayScenario(uint64_t seed = 1, uint32_t subscribers = kTrialSubscribers);
    ~DayScenario();
    DayScenario(DayScenario&&) noexcept;

    // Tiers, sites and congestion management with the RFC's thresholds; no subscribers.
    const Policy& policy() const;
    const std::vector<CongestionLink>& links() const;
    const std::vector<Home>& homes() const;
    // The next minute of every home, in their order; kMinutes times, from midnight.
    const std::vector<Minute>& next();

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// The whole day from `midnight_ns` through the thresholds of a policy, which may be others than the
// scenario's own but must know its tiers and sites.
SimulationResult simulate_day(DayScenario scenario, const Policy& policy, uint64_t midnight_ns);

}  // namespace sluice
