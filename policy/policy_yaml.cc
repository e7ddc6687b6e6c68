// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_yaml.h"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/yaml/known_names.h"
#include "policy/yaml/read_action.h"
#include "policy/yaml/read_congestion.h"
#include "policy/yaml/read_match.h"
#include "policy/yaml/read_shaping.h"
#include "policy/yaml/read_sites.h"
#include "policy/yaml/read_subscribers.h"
#include "policy/yaml/read_tiers.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

constexpr size_t kMostTiers = 1000;
constexpr size_t kMostGroups = 60'000;

constexpr std::string_view kPolicyKeys[] = {"shaping",      "congestion",  "tiers",
                                            "default_tier", "sites",       "nats",
                                            "subscribers",  "never_touch", "rules"};
constexpr RefusedKey kLater[] = {
    {"locality", "'locality' is not built in this version; leave it out"},
};

std::optional<YamlFields> top_level(const YamlValue& root, PolicyFileKind kind,
                                    std::span<const std::string_view> box_keys) {
    std::vector<std::string_view> known(std::begin(kPolicyKeys), std::end(kPolicyKeys));
    std::vector<RefusedKey> refused(std::begin(kLater), std::end(kLater));
    std::vector<std::string> reasons;
    if (kind == PolicyFileKind::box_config) {
        known.insert(known.end(), box_keys.begin(), box_keys.end());
        return root.fields(known, refused);
    }
    reasons.reserve(box_keys.size());
    for (const std::string_view key : box_keys) {
        reasons.push_back("'" + std::string(key) +
                          "' belongs to the box's configuration file, not to a policy");
        refused.push_back({key, reasons.back()});
    }
    return root.fields(known, refused);
}

// What never_touch and rules may refer to.
struct Known {
    KnownNames tiers;
    KnownNames sites;
    bool has_congestion = false;
};

std::vector<Match> read_never_touch(const YamlValue& value, const Known& known) {
    std::vector<Match> matches;
    for (const YamlValue& item : value.items()) {
        if (auto match = read_match(item, known.tiers,
                                    "never means at no time; write a rule with the action "
                                    "'forward' for some times"))
            matches.push_back(std::move(*match));
    }
    return matches;
}

Rule read_rule(const YamlFields& fields, const Known& known) {
    Rule rule;
    if (const auto match = fields.require("match"))
        rule.match = read_match(*match, known.tiers, known.has_congestion ? "" : kNoCongestion)
                         .value_or(Match{});
    if (const auto action = fields.require("action"))
        rule.action = read_action(*action);
    return rule;
}

std::vector<Rule> read_rules(const YamlValue& value, const Known& known) {
    std::vector<Rule> rules;
    std::unordered_map<std::string, int> lines;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields({"name", "match", "action"});
        if (!fields)
            continue;
        Rule rule = read_rule(*fields, known);
        if (const auto name = fields->require("name")) {
            rule.name = name->name().value_or("");
            const auto [first, is_new] = lines.emplace(rule.name, name->line());
            if (!is_new && !rule.name.empty())
                name->complain("rule '" + rule.name + "' is already on line " +
                               std::to_string(first->second) + "; names tell rules apart");
        }
        rules.push_back(std::move(rule));
    }
    return rules;
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

Policy read_policy(const YamlFields& fields) {
    Policy policy;
    Known known;
    if (const auto value = fields.find("shaping"))
        policy.shaping = read_shaping(*value);
    if (const auto value = fields.find("congestion"))
        policy.congestion = read_congestion(*value);
    known.has_congestion = policy.congestion.has_value();
    if (const auto value = fields.find("tiers")) {
        policy.tiers = read_tiers(*value, policy.congestion);
        limit(*value, policy.tiers.size(), kMostTiers, "tiers");
    }
    for (const Tier& tier : policy.tiers)
        known.tiers.insert(tier.name);
    if (const auto value = fields.find("default_tier"))
        policy.default_tier = read_known_name(*value, known.tiers, "tier").value_or("");
    if (const auto value = fields.find("sites"))
        policy.sites = read_sites(*value, policy.congestion);
    for (const Site& site : policy.sites)
        known.sites.insert(site.name);
    std::vector<ReadNat> nats;
    if (const auto value = fields.find("nats"))
        nats = read_nats(*value);
    for (const ReadNat& nat : nats)
        policy.nats.push_back(nat.mapping);
    if (const auto value = fields.find("subscribers"))
        policy.subscribers = read_subscribers(*value, known.tiers, known.sites, nats);
    if (const auto value = fields.find("never_touch")) {
        policy.never_touch = read_never_touch(*value, known);
        limit(*value, policy.never_touch.size(), kMostRules, "matches");
    }
    if (const auto value = fields.find("rules")) {
        policy.rules = read_rules(*value, known);
        limit(*value, policy.rules.size(), kMostRules, "rules");
    }
    limit(fields.value(), count_groups(policy), kMostGroups, "groups");
    return policy;
}

}  // namespace

ParsedPolicy parse_policy(std::string_view text, std::string_view file_name, PolicyFileKind kind,
                          std::span<const std::string_view> box_keys) {
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
        policy = read_policy(*fields);
    if (report.count() > 0)
        policy.reset();
    return {std::move(policy), report.take()};
}

}  // namespace sluice
