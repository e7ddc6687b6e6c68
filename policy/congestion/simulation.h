// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/congestion/congestion_engine.h"
#include "policy/congestion/report.h"
#include "policy/congestion/usage_lines.h"

namespace sluice {

// Somebody who would have been on best effort, from when until when.
struct Touched {
    std::string id;
    Transition moved;
    std::optional<Transition> released;  // nothing: was not by the end

    friend bool operator==(const Touched&, const Touched&) = default;
};

struct SimulationResult {
    uint32_t subscribers = 0;  // that used anything, or were put
    uint32_t touched_subscribers = 0;
    uint64_t from_ns = 0;
    uint64_t until_ns = 0;
    std::vector<Touched> touched;         // in the order in which they were moved
    std::vector<Transition> transitions;  // all; a record is the number of an id in `ids`
    std::vector<std::string> ids;
    std::vector<BestEffortUse> use;

    ReportSource report_source() const {
        return {transitions, use, from_ns, until_ns, subscribers};
    }
};

// Runs usage, recorded or generated, through tiers, sites and thresholds that may be others than
// those in force, and tells who would have been touched, when and for how long. What a subscriber
// used is taken as it was: that it would have used less or later on best effort is not simulated.
class Simulation {
 public:
    Simulation(const Policy& policy, std::span<const CongestionLink> links);

    // As use() does, of who used nothing yet. Throws NamesExhausted.
    uint32_t put(std::string_view id, std::string_view tier, std::string_view site);
    // Times never go back. Use lasted from the time before until this one; of the first time, as
    // long as of the second. Throws NamesExhausted.
    void use(const RecordedUse& use);
    void use(uint64_t time_ns, uint32_t subscriber, Direction direction, uint64_t bytes);

    SimulationResult finish();  // once, in the end

 private:
    struct Use {
        uint32_t subscriber;
        Direction direction;
        uint64_t bytes;
    };
    struct Place {
        std::string tier;
        std::string site;
    };
    using Side = std::pair<uint32_t, Direction>;
    using BestEffortKey = std::tuple<std::string, bool, std::string, Direction>;

    void reach(uint64_t time_ns);
    void count(const Use& use);
    void end_round();
    void take(CongestionRound round);

    CongestionEngine engine_;
    std::unordered_map<std::string, uint32_t> numbers_;
    std::vector<Place> places_;  // by number
    uint32_t times_ = 0;
    uint64_t time_ns_ = 0;
    std::vector<Use> first_uses_;            // of the first time, until there is a second
    std::map<Side, size_t> on_best_effort_;  // where in result_.touched
    std::map<BestEffortKey, uint64_t> best_effort_bytes_;
    SimulationResult result_;
};

}  // namespace sluice
