// SPDX-License-Identifier: Apache-2.0
#include "policy/dependencies.h"

#include <set>

namespace sluice {
namespace {

void look(const Match& match, Dependencies& found, std::set<uint64_t>& ip_bytes) {
    found.conditions |= match.when != 0;
    found.role |= match.roles != 0 || match.messages != 0;
    found.time |= match.over.age_ns || match.over.connections;
    found.schedules |= !match.schedule.windows.empty();
    found.flow_counts |= match.over.connections.has_value();
    if (match.over.bytes)
        ip_bytes.insert(*match.over.bytes);
}

bool resets(const Action& action) {
    return action.reset != ResetEnds::none || action.refuse ||
           (action.connections && action.connections->beyond != BeyondCap::drop);
}

}  // namespace

Dependencies dependencies_of(const Policy& policy) {
    Dependencies found;
    std::set<uint64_t> ip_bytes;
    for (const Match& match : policy.never_touch)
        look(match, found, ip_bytes);
    for (const Rule& rule : policy.rules) {
        look(rule.match, found, ip_bytes);
        found.caps |= rule.action.connections.has_value();
        found.resets |= !policy.in_shadow(rule) && resets(rule.action);
    }
    found.flow_counts |= policy.limits.has_value();
    for (const Tier& tier : policy.tiers)
        found.flow_counts |= tier.limits.has_value();
    found.ip_bytes.assign(ip_bytes.begin(), ip_bytes.end());
    return found;
}

}  // namespace sluice
