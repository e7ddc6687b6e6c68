// SPDX-License-Identifier: Apache-2.0
#include "policy/shaping_plan.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "policy/hash.h"
#include "policy/policer.h"

namespace sluice {
namespace {

constexpr uint64_t kFullPacketBits = 1'514 * 8;
constexpr uint64_t kNsPerS = 1'000'000'000;
// More than this need not wait: at most a quarter of a second of the rate, and what a slow line
// needs for a window of TCP's.
constexpr uint64_t kMostWaitPerS = 4;
constexpr uint32_t kAlwaysRoomBytes = 150'000;

uint64_t rate_of(const Tier& tier, Direction direction) {
    return direction == Direction::up ? tier.up_bps : tier.down_bps;
}
uint64_t minimum_of(const Tier& tier, Direction direction) {
    return direction == Direction::up ? tier.minimum_up_bps : tier.minimum_down_bps;
}

TierPlan plan_of(const Tier& tier, const ShapingSettings& settings, bool on) {
    TierPlan plan;
    plan.weight = tier.weight;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto d = static_cast<size_t>(direction);
        const uint64_t bps = on ? rate_of(tier, direction) : 0;
        plan.rate[d] = Rate::of(bps, settings.burst_ns);
        plan.minimum[d] = Rate::of(on ? minimum_of(tier, direction) : 0, settings.burst_ns);
        const uint64_t packet_ns = bps == 0 ? 0 : kFullPacketBits * kNsPerS / bps;
        // RFC 8290, section 5.2.2: at low rates the target is the time of a full packet.
        plan.target_ns[d] = std::max(settings.codel_target_ns, packet_ns * 3 / 2);
        plan.interval_ns[d] = std::max(settings.codel_interval_ns, 2 * plan.target_ns[d]);
        const uint64_t waits = bps == 0 ? UINT32_MAX : bps / 8 / kMostWaitPerS + kAlwaysRoomBytes;
        plan.most_bytes[d] = static_cast<uint32_t>(std::min<uint64_t>(waits, UINT32_MAX));
    }
    return plan;
}

ShapePlan plan_of(const Rule& rule, uint64_t burst_ns) {
    ShapePlan plan;
    if (!rule.action.shape)
        return plan;
    const Shape& shape = *rule.action.shape;
    plan.key = rule_key(rule);
    plan.traffic_class = shape.traffic_class;
    plan.is_group = shape.is_group();
    if (shape.weight_permille != 0)
        plan.weight_permille = shape.weight_permille;
    plan.rate = Rate::of(shape.rate_bps, burst_ns);
    plan.guaranteed = Rate::of(shape.guaranteed_bps, burst_ns);
    return plan;
}

uint64_t floor_of(uint64_t bps, uint32_t permille) {
    return static_cast<uint64_t>(static_cast<unsigned __int128>(bps) * permille / 1'000);
}

}  // namespace

ShapingPlan::ShapingPlan(const Policy& policy, std::span<const LinkCapacity> links,
                         PolicyNames& names)
    : on(policy.shaping.has_value()),
      shapes(on || std::any_of(policy.rules.begin(), policy.rules.end(),
                               [](const Rule& rule) { return rule.action.shape.has_value(); })),
      default_tier(names.tiers.number(policy.default_tier)) {
    const ShapingSettings settings = policy.shaping.value_or(ShapingSettings{});
    ecn = settings.ecn;
    burst_ns = settings.burst_ns;
    floor_permille = settings.best_effort_floor_permille;
    overhead = settings.overhead;
    for (size_t dscp = 0; dscp < class_of_dscp.size(); ++dscp) {
        if (settings.interactive_dscps >> dscp & 1)
            class_of_dscp[dscp] = TrafficClass::interactive;
        else if (settings.low_priority_dscps >> dscp & 1)
            class_of_dscp[dscp] = TrafficClass::low_priority;
        else
            class_of_dscp[dscp] = TrafficClass::standard;
    }

    tiers.push_back(plan_of(Tier{}, settings, on));
    for (const Tier& tier : policy.tiers) {
        const uint16_t number = names.tiers.number(tier.name);
        if (tiers.size() <= number)
            tiers.resize(number + 1u, tiers.front());
        tiers[number] = plan_of(tier, settings, on);
    }

    uint32_t least = UINT32_MAX;
    for (const Tier& tier : policy.tiers)
        least = std::min(least, tier.weight);
    for (TierPlan& tier : tiers) {
        const uint64_t times = std::max(1u, tier.weight / std::min(least, tier.weight));
        tier.quantum = static_cast<int32_t>(kFullPacketBits / 8 * times);
    }

    for (const Rule& rule : policy.rules) {
        shapes_of_rules.push_back(plan_of(rule, burst_ns));
        if (rule.action.shape)
            rules_by_shape[shapes_of_rules.back().tag()] =
                static_cast<uint32_t>(shapes_of_rules.size() - 1);
    }

    gates.emplace_back();
    if (!on)
        return;
    const auto add_gate = [&](std::string_view kind, const std::string& name, uint16_t parent,
                              const std::array<uint64_t, kDirectionCount>& bps) -> GatePlan& {
        GatePlan& gate = gates.emplace_back();
        gate.key = mix(hash_text(kind), hash_text(name));
        gate.parent = parent;
        for (size_t d = 0; d < kDirectionCount; ++d) {
            gate.rate[d] = Rate::of(bps[d], burst_ns);
            gate.floor[d] =
                Rate::of(floor_of(bps[d], settings.best_effort_floor_permille), burst_ns);
        }
        return gate;
    };
    std::map<std::string_view, uint16_t> links_by_name;
    for (const LinkCapacity& link : links) {
        gate_of_link.push_back(static_cast<uint16_t>(gates.size()));
        links_by_name[link.name] = gate_of_link.back();
        add_gate("link", link.name, kTop, link.capacity_bps);
    }
    std::map<std::string_view, uint16_t> sites_by_name;
    for (const Site& site : policy.sites) {
        uint16_t parent = links.size() == 1 ? gate_of_link.front() : kTop;
        if (!site.parent.empty())
            parent = sites_by_name.at(site.parent);
        else if (const auto link = links_by_name.find(site.link); link != links_by_name.end())
            parent = link->second;
        const auto number = static_cast<uint16_t>(gates.size());
        sites_by_name[site.name] = number;
        GatePlan& gate = add_gate("site", site.name, parent, site.capacity_bps);
        gate.weight = site.weight;
        for (size_t d = 0; d < kDirectionCount; ++d)
            gate.minimum[d] = Rate::of(site.minimum_bps[d], burst_ns);
        const uint16_t site_number = names.sites.number(site.name);
        if (gate_of_site.size() <= site_number)
            gate_of_site.resize(site_number + 1u, kTop);
        gate_of_site[site_number] = number;
    }
    for (uint16_t gate = 1; gate < gates.size(); ++gate)
        gates_by_key.emplace_back(gates[gate].key, gate);
    std::sort(gates_by_key.begin(), gates_by_key.end());
}

std::optional<uint16_t> ShapingPlan::gate_of_key(uint64_t key) const {
    const auto found = std::lower_bound(gates_by_key.begin(), gates_by_key.end(),
                                        std::pair<uint64_t, uint16_t>(key, 0));
    return found == gates_by_key.end() || found->first != key ? std::nullopt
                                                              : std::optional(found->second);
}

bool ShapingPlan::may_hold_back(uint16_t number, uint16_t gate) const {
    const auto is_limit = [](const Rate& rate) { return rate.bps != 0; };
    if (std::ranges::any_of(tier(number).rate, is_limit) ||
        std::ranges::any_of(tier(number).minimum, is_limit))
        return true;
    for (uint16_t above = gate; above != kTop; above = gates[above].parent) {
        if (std::ranges::any_of(gates[above].rate, is_limit))
            return true;
    }
    return false;
}

}  // namespace sluice
