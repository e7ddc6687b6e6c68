// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "classifier/attributes.h"
#include "policy/link_capacity.h"
#include "policy/names.h"
#include "policy/policy.h"
#include "policy/rate_bucket.h"

namespace sluice {

// What a tier is to the shaper, by Direction.
struct TierPlan {
    std::array<Rate, kDirectionCount> rate;
    std::array<Rate, kDirectionCount> minimum;
    uint32_t weight = 1;
    int32_t quantum = 0;  // bytes a turn: a full packet of who weighs least
    // CoDel's, not less than a full packet and a half takes at that rate.
    std::array<uint64_t, kDirectionCount> target_ns{};
    std::array<uint64_t, kDirectionCount> interval_ns{};
    std::array<uint32_t, kDirectionCount> most_bytes{};  // that wait
};

// What a rule shapes.
struct ShapePlan {
    uint64_t key = 0;  // of the rule; the same as long as its name and its shape are
    std::optional<TrafficClass> traffic_class;
    bool is_group = false;
    uint32_t weight_permille = 1'000;
    Rate rate;
    Rate guaranteed;

    uint32_t tag() const { return static_cast<uint32_t>(key); }
};

// A site or a link, by Direction.
struct GatePlan {
    uint64_t key = 0;     // of its name: the same in the next plan
    uint16_t parent = 0;  // before it in the list; of the first, which is above all, itself
    uint32_t weight = 0;  // 0: what waits below it
    std::array<Rate, kDirectionCount> rate;
    std::array<Rate, kDirectionCount> minimum;
    std::array<Rate, kDirectionCount> floor;  // of best effort
};

// A policy's shaping in the numbers that a worker goes by.
struct ShapingPlan {
    static constexpr uint16_t kTop = 0;  // the gate above all links, which has no rate

    // Throws NamesExhausted.
    ShapingPlan(const Policy& policy, std::span<const LinkCapacity> links, PolicyNames& names);

    const TierPlan& tier(uint16_t number) const {
        return tiers[number < tiers.size() ? number : 0];
    }
    // Of a subscriber of this site, or of none, whose packets go by this link.
    uint16_t gate_of(uint16_t site, uint32_t link) const {
        if (site < gate_of_site.size() && gate_of_site[site] != kTop)
            return gate_of_site[site];
        return link < gate_of_link.size() ? gate_of_link[link] : kTop;
    }
    // Whether anything of the tier's, or of the gate's and those above it, limits what passes.
    bool may_hold_back(uint16_t tier, uint16_t gate) const;
    // The index of the rule whose key begins with these bits; nothing if it has gone.
    std::optional<uint32_t> rule_of(uint32_t shape_tag) const {
        const auto found = rules_by_shape.find(shape_tag);
        return found == rules_by_shape.end() ? std::nullopt : std::optional(found->second);
    }
    // The gate of a name's key; nothing if there is none.
    std::optional<uint16_t> gate_of_key(uint64_t key) const;
    const ShapePlan& shape(uint32_t rule) const { return shapes_of_rules[rule]; }
    TrafficClass class_of(uint8_t dscp) const { return class_of_dscp[dscp]; }
    // What an IP packet costs on the wire below the box.
    uint32_t cost(uint32_t ip_bytes) const {
        const auto framed = static_cast<uint32_t>(static_cast<int32_t>(ip_bytes) + overhead.bytes);
        const uint32_t padded = framed < overhead.least_bytes ? overhead.least_bytes : framed;
        return overhead.in_atm_cells ? (padded + 47) / 48 * 53 : padded;
    }

    bool on = false;      // tier, site and link rates are held to
    bool shapes = false;  // or rules shape: anything may have to wait at all
    bool ecn = true;
    uint64_t burst_ns = 0;
    uint32_t floor_permille = 0;  // of a gate's rate, for best effort
    Overhead overhead;
    uint16_t default_tier = 0;
    std::array<TrafficClass, 64> class_of_dscp{};
    std::vector<TierPlan> tiers;                              // by number; 0: none
    std::vector<ShapePlan> shapes_of_rules;                   // by the rule's index
    std::unordered_map<uint32_t, uint32_t> rules_by_shape;    // by ShapePlan::tag()
    std::vector<GatePlan> gates;                              // the top, links, sites
    std::vector<std::pair<uint64_t, uint16_t>> gates_by_key;  // ascending
    std::vector<uint16_t> gate_of_link;                       // by the link's index
    std::vector<uint16_t> gate_of_site;                       // by the site's number
};

}  // namespace sluice
