// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "control/enforcement/rule_effects.h"
#include "control/store/store.h"
#include "dataplane/publish.h"
#include "policy/snapshot.h"

namespace sluice {

// What rules reset, refuse and cap, as events for the audit log: by rule, with how many packets
// that were and a few flows as examples, never with what was in them. A rule is told of when it
// begins, and then at most once a minute; what finds no room in a round is told with a later one,
// so no count is lost however many rules there are.
class EnforcementAudit {
 public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kRound{5};
    static constexpr std::chrono::seconds kEach{60};  // of a rule and deed at most one within that
    static constexpr size_t kEventsPerRound = 3;
    static constexpr size_t kExamples = 3;

    struct Sources {
        std::function<DeedCounts(uint16_t rule_number)> did;  // since the start
        std::function<std::string(uint32_t record)> subscriber_id;
    };

    explicit EnforcementAudit(Sources sources, SteadyTime now) : sources_(sources), last_(now) {}

    // Every kRound. samples: those since the last time. The rules of a policy that was replaced are
    // still told of.
    std::vector<AuditEvent> round(const Snapshot& active,
                                  std::span<const EnforcementSample> samples, SteadyTime now,
                                  WallTime wall, size_t most = kEventsPerRound);

 private:
    struct Told {
        RuleDeed deed = RuleDeed::reset;
        uint64_t packets = 0;  // that events have told of
        SteadyTime quiet;      // when there was nothing to tell of
        SteadyTime next;       // not before
        std::vector<std::string> examples;
    };
    struct Rule {
        std::string name;
        uint64_t revision = 0;
        std::array<Told, 3> deeds;
    };

    void know(const Snapshot& active);
    void keep(const EnforcementSample& sample);
    AuditEvent event_of(const Rule& rule, Told& told, uint64_t packets, SteadyTime now,
                        WallTime wall) const;

    const Sources sources_;
    SteadyTime last_;
    uint32_t known_snapshot_ = 0;
    std::map<uint16_t, Rule> rules_;  // that can, by number; as many as there are names
};

}  // namespace sluice
