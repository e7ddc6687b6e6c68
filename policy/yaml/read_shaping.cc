// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_shaping.h"

#include <bit>
#include <optional>
#include <string>

#include "policy/yaml/read_dscp.h"
#include "policy/yaml/read_overhead.h"

namespace sluice {
namespace {

// Below these a marked or dropped packet is the rule, above them the queue is what it should not
// be.
constexpr uint64_t kTargetLeastNs = 100'000;
constexpr uint64_t kTargetMostNs = 1'000'000'000;
constexpr uint64_t kIntervalMostNs = 10'000'000'000;
constexpr uint64_t kBurstLeastNs = 100'000;
constexpr uint64_t kBurstMostNs = 1'000'000'000;
// Neither may starve: RFC 6057's best effort yields, and is no block.
constexpr uint32_t kFloorLeastPermille = 1;
constexpr uint32_t kFloorMostPermille = 999;

void read_duration(const YamlFields& fields, std::string_view key, uint64_t least_ns,
                   uint64_t most_ns, std::string_view range, uint64_t& duration_ns) {
    const auto value = fields.find(key);
    const auto read = value ? value->duration_ns() : std::nullopt;
    if (!read)
        return;
    if (*read < least_ns || *read > most_ns)
        value->complain("is not from " + std::string(range));
    else
        duration_ns = *read;
}

void read_codel(const YamlValue& value, ShapingSettings& settings) {
    const auto fields = value.fields({"target", "interval"});
    if (!fields)
        return;
    read_duration(*fields, "target", kTargetLeastNs, kTargetMostNs, "100us to 1s",
                  settings.codel_target_ns);
    read_duration(*fields, "interval", kTargetLeastNs, kIntervalMostNs, "100us to 10s",
                  settings.codel_interval_ns);
    // RFC 8289, 4.2 and 4.3: the target is a part, ideally 5 to 10 %, of the interval.
    if (settings.codel_target_ns >= settings.codel_interval_ns)
        value.complain("the target is not below the interval; a tenth of it or less is usual");
}

// A list that names none is fine: then no DSCP asks for the class.
std::optional<uint64_t> read_dscps(const YamlFields& fields, std::string_view key) {
    const auto value = fields.find(key);
    if (!value)
        return std::nullopt;
    uint64_t dscps = 0;
    for (const YamlValue& item : value->is_list() ? value->items() : value->one_or_more())
        if (const auto dscp = read_dscp(item))
            dscps |= uint64_t{1} << *dscp;
    return dscps;
}

void read_classes(const YamlValue& value, ShapingSettings& settings) {
    const auto fields = value.fields({"interactive", "low_priority"});
    if (!fields)
        return;
    const auto interactive = read_dscps(*fields, "interactive");
    const auto low_priority = read_dscps(*fields, "low_priority");
    const uint64_t both = interactive.value_or(0) & low_priority.value_or(0);
    if (both != 0)
        value.complain("DSCP " + std::to_string(std::countr_zero(both)) +
                       " is in both; a DSCP asks for one class");
    // What one of them was given, the other's defaults no longer have.
    settings.interactive_dscps =
        interactive.value_or(settings.interactive_dscps & ~low_priority.value_or(0));
    settings.low_priority_dscps =
        low_priority.value_or(settings.low_priority_dscps & ~interactive.value_or(0));
}

}  // namespace

ShapingSettings read_shaping(const YamlValue& value) {
    ShapingSettings settings;
    const auto fields =
        value.fields({"overhead", "codel", "ecn", "burst", "best_effort_floor", "classes"});
    if (!fields)
        return settings;
    if (const auto overhead = fields->find("overhead"))
        settings.overhead = read_overhead(*overhead);
    if (const auto codel = fields->find("codel"))
        read_codel(*codel, settings);
    if (const auto ecn = fields->find("ecn"))
        settings.ecn = ecn->boolean().value_or(settings.ecn);
    read_duration(*fields, "burst", kBurstLeastNs, kBurstMostNs, "100us to 1s", settings.burst_ns);
    if (const auto floor = fields->find("best_effort_floor"))
        settings.best_effort_floor_permille =
            floor->permille(kFloorLeastPermille, kFloorMostPermille)
                .value_or(settings.best_effort_floor_permille);
    if (const auto classes = fields->find("classes"))
        read_classes(*classes, settings);
    return settings;
}

}  // namespace sluice
