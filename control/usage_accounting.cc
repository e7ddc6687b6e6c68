// SPDX-License-Identifier: Apache-2.0
#include "control/usage_accounting.h"

#include <chrono>

#include "control/metrics/usage_metrics.h"

namespace sluice {
namespace {

// Flows decide anew with their next packet, and idle ones have nothing to tell.
std::string rule_name(const PolicyRevisions& revisions, uint32_t number, uint32_t rule) {
    const auto snapshot = revisions.find_snapshot(number);
    if (snapshot == nullptr || rule >= snapshot->policy().rules.size())
        return "(of an earlier policy)";
    return snapshot->policy().rules[rule].name;
}

uint64_t steady_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

UsageRounds::Sources sources_of(Dataplane& dataplane, const SubscriberRegistry& registry,
                                const PolicyRevisions& revisions, AuditLog& audit,
                                CongestionRounds& congestion) {
    return {
        [&](const auto& take) { dataplane.take_usage(take); },
        [&](uint32_t record) { return registry.id_of(record); },
        [&](const std::string& id) { return registry.record_of(id) != SubscriberRef::kNobody; },
        [&](uint32_t number, uint32_t rule) { return rule_name(revisions, number, rule); },
        [&](std::string_view kind, std::string_view file, std::string_view detail) {
            audit.record(kind, file, detail);
        },
        [&](std::span<const UsageRow> rows) { congestion.used(rows); },
        [&] { congestion.finish_round(steady_ns(), std::chrono::system_clock::now()); },
    };
}

}  // namespace

UsageAccounting::UsageAccounting(const UsageSettings& settings, std::unique_ptr<UsageStore> store,
                                 Dataplane& dataplane, const SubscriberRegistry& registry,
                                 const PolicyRevisions& revisions, AuditLog& audit,
                                 CongestionRounds& congestion)
    : dataplane_(dataplane),
      rounds_(settings, std::move(store),
              sources_of(dataplane, registry, revisions, audit, congestion)),
      answers_(rounds_, registry, revisions, &congestion),
      recorder_(rounds_, [&dataplane] { return dataplane.usage_is_pressing(); }) {}

void UsageAccounting::add_metrics(Families& out) const {
    add_usage_metrics(rounds_.counts(), dataplane_.workers(), out);
}

}  // namespace sluice
