// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "control/radius/accounting_request.h"
#include "control/radius/ended_sessions.h"
#include "control/subscribers/shared_session_table.h"

namespace sluice {

struct RadiusTime {
    uint64_t steady_ns = 0;  // the sessions' clock
    int64_t unix_s = 0;      // that of Event-Timestamp
};

// By which names NASes go, and when they began anew. Bounded: of too many, the new ones are not
// remembered.
class KnownNases {
 public:
    static constexpr size_t kMost = 65'536;

    void learn(const NasName& nas) {
        if (nas.address.empty() || nas.name == nas.address)
            return;
        if (names_.size() < kMost || names_.contains(nas.address))
            names_[nas.address] = nas.name;
    }
    // What its sessions are kept under, if it names itself by its address alone.
    const std::string& name_of(const std::string& name) const {
        const auto found = names_.find(name);
        return found == names_.end() ? name : found->second;
    }
    void restarted(const std::string& name, int64_t told_at_s) {
        if (restarted_.size() < kMost || restarted_.contains(name))
            restarted_[name] = told_at_s;
    }
    // By its own clock; 0: not known.
    int64_t restarted_at_s(const std::string& name) const {
        const auto found = restarted_.find(name);
        return found == restarted_.end() ? 0 : found->second;
    }

 private:
    std::unordered_map<std::string, std::string> names_;  // by address
    std::unordered_map<std::string, int64_t> restarted_;
};

// What accounting and dynamic authorisation both know. Hold shared.mutex.
struct RadiusSessions {
    RadiusSessions(SharedSessionTable& sessions, uint64_t remember_stopped_ns, size_t most_sessions)
        : shared(sessions), ended(remember_stopped_ns), most(most_sessions) {}

    SharedSessionTable& shared;
    EndedSessions ended;
    KnownNases nases;
    const size_t most;  // sessions, of all sources
};

}  // namespace sluice
