// SPDX-License-Identifier: Apache-2.0
#include "control/congestion_management.h"

#include <string>
#include <vector>

#include "control/congestion/transition_words.h"

namespace sluice {
namespace {

AuditEvent event_of(const LoggedTransition& transition) {
    const Transition& what = transition.what;
    const std::string direction = what.direction == Direction::up ? "up: " : "down: ";
    return {0, transition.time, audit_kind(what.kind),
            transition.subscriber.empty() ? segment_in_words(what) : transition.subscriber,
            direction + reason(what)};
}

}  // namespace

CongestionRounds::Sources congestion_sources(const ConfigFile& config,
                                             const PolicyRevisions& revisions, AuditLog& audit) {
    std::vector<CongestionLink> links;
    for (const LinkConfiguration& link : config.dataplane.links)
        links.push_back({link.name, {link.up_bps, link.down_bps}});
    return {
        [&revisions] { return revisions.active(); },
        std::move(links),
        config.usage.enabled,
        [&audit](std::span<const LoggedTransition> transitions) {
            std::vector<AuditEvent> events;
            for (const LoggedTransition& transition : transitions)
                events.push_back(event_of(transition));
            audit.record_all(events);
        },
    };
}

}  // namespace sluice
