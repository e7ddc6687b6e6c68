// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_yaml.h"

#include <set>
#include <string>
#include <vector>

#include "policy/schedules.h"
#include "policy/yaml/known_names.h"
#include "policy/yaml/read_congestion.h"
#include "policy/yaml/read_limits.h"
#include "policy/yaml/read_rules.h"
#include "policy/yaml/read_shaping.h"
#include "policy/yaml/read_sites.h"
#include "policy/yaml/read_subscribers.h"
#include "policy/yaml/read_tiers.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

constexpr size_t kMostTiers = 1000;
constexpr size_t kMostGroups = 60'000;

constexpr std::string_view kPolicyKeys[] = {"shadow",      "shaping",      "congestion", "limits",
                                            "tiers",       "default_tier", "sites",      "nats",
                                            "subscribers", "never_touch",  "rules"};

std::optional<YamlFields> top_level(const YamlValue& root, PolicyFileKind kind,
                                    std::span<const std::string_view> box_keys) {
    std::vector<std::string_view> known(std::begin(kPolicyKeys), std::end(kPolicyKeys));
    if (kind == PolicyFileKind::box_config) {
        known.insert(known.end(), box_keys.begin(), box_keys.end());
        return root.fields(known);
    }
    std::vector<RefusedKey> refused;
    std::vector<std::string> reasons;
    reasons.reserve(box_keys.size());
    for (const std::string_view key : box_keys) {
        reasons.push_back("'" + std::string(key) +
                          "' belongs to the box's configuration file, not to a policy");
        refused.push_back({key, reasons.back()});
    }
    return root.fields(known, refused);
}

void limit(const YamlValue& value, size_t count, size_t most, std::string_view noun) {
    if (count > most)
        value.complain("has " + std::to_string(count) + " " + std::string(noun) +
                       ", more than the " + std::to_string(most) + " that there may be");
}

size_t count_groups(const Policy& policy) {
    std::set<std::string_view> groups;
    const auto add = [&](const Match& match) {
        groups.insert(match.groups.begin(), match.groups.end());
    };
    for (const Subscriber& subscriber : policy.subscribers)
        groups.insert(subscriber.group);
    for (const Match& match : policy.never_touch)
        add(match);
    for (const Rule& rule : policy.rules)
        add(rule.match);
    return groups.size();
}

// Each is a bit of what workers keep, or a place in what a flow passes packet by packet.
void limit_what_rules_ask(const YamlValue& whole, const Policy& policy) {
    std::set<Schedule> schedules;
    std::set<uint64_t> volumes;
    for (const Rule& rule : policy.rules) {
        if (!rule.match.schedule.windows.empty())
            schedules.insert(rule.match.schedule);
        if (rule.match.over.bytes)
            volumes.insert(*rule.match.over.bytes);
    }
    limit(whole, schedules.size(), Schedules::kMost, "different hours");
    limit(whole, volumes.size(), kMostVolumes, "different volumes in 'over'");
}

// Gives the names of the tiers.
KnownNames read_tiers_and_subscribers(const YamlFields& fields, Policy& policy) {
    KnownNames known_tiers;
    if (const auto value = fields.find("tiers")) {
        policy.tiers = read_tiers(*value, policy.congestion, policy.limits);
        limit(*value, policy.tiers.size(), kMostTiers, "tiers");
    }
    for (const Tier& tier : policy.tiers)
        known_tiers.insert(tier.name);
    if (const auto value = fields.find("default_tier"))
        policy.default_tier = read_known_name(*value, known_tiers, "tier").value_or("");
    if (const auto value = fields.find("sites"))
        policy.sites = read_sites(*value, policy.congestion);
    KnownNames known_sites;
    for (const Site& site : policy.sites)
        known_sites.insert(site.name);
    std::vector<ReadNat> nats;
    if (const auto value = fields.find("nats"))
        nats = read_nats(*value);
    for (const ReadNat& nat : nats)
        policy.nats.push_back(nat.mapping);
    if (const auto value = fields.find("subscribers"))
        policy.subscribers = read_subscribers(*value, known_tiers, known_sites, nats);
    return known_tiers;
}

Policy read_policy(const YamlFields& fields, const TimeZoneFiles& time_zone_files) {
    Policy policy;
    if (const auto value = fields.find("shadow"))
        policy.shadow = value->boolean().value_or(false);
    if (const auto value = fields.find("shaping"))
        policy.shaping = read_shaping(*value);
    if (const auto value = fields.find("congestion"))
        policy.congestion = read_congestion(*value);
    if (const auto value = fields.find("limits"))
        policy.limits = read_limits(*value, {});
    const KnownNames tiers = read_tiers_and_subscribers(fields, policy);

    NamedTimeZones time_zones(time_zone_files);
    const MatchContext context{tiers, time_zones, policy.congestion.has_value()};
    if (const auto value = fields.find("never_touch")) {
        policy.never_touch = read_never_touch(*value, context);
        limit(*value, policy.never_touch.size(), kMostRules, "matches");
    }
    if (const auto value = fields.find("rules")) {
        policy.rules = read_rules(*value, context);
        limit(*value, policy.rules.size(), kMostRules, "rules");
    }
    policy.time_zones = time_zones.take();
    limit(fields.value(), count_groups(policy), kMostGroups, "groups");
    limit_what_rules_ask(fields.value(), policy);
    return policy;
}

}  // namespace

ParsedPolicy parse_policy(std::string_view text, std::string_view file_name, PolicyFileKind kind,
                          std::span<const std::string_view> box_keys,
                          const TimeZoneFiles& time_zones) {
    Complaints complaints;
    const auto root = read_yaml(text, file_name, complaints);
    if (!root)
        return {std::nullopt, std::move(complaints)};
    if (root->kind == YamlNode::Kind::null)  // an empty policy: everything is forwarded
        return {Policy{}, {}};

    YamlReport report(file_name);
    const auto fields = top_level(YamlValue(*root, "", report), kind, box_keys);
    std::optional<Policy> policy;
    if (fields)
        policy = read_policy(*fields, time_zones);
    if (report.count() > 0)
        policy.reset();
    return {std::move(policy), report.take()};
}

}  // namespace sluice
