// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_tiers.h"

#include <string>
#include <string_view>

#include "policy/yaml/read_congestion.h"
#include "policy/yaml/read_limits.h"
#include "policy/yaml/read_rate.h"

namespace sluice {
namespace {

constexpr uint32_t kWeightMost = 1000;

// How much a billing period, and which direction of it.
std::optional<Allowance> read_allowance(const YamlValue& value) {
    static constexpr std::string_view kCounts[] = {"both", "up", "down"};
    const auto fields = value.fields({"volume", "counts"});
    if (!fields)
        return std::nullopt;
    Allowance allowance;
    if (const auto volume = fields->require("volume")) {
        const auto bytes = volume->size_bytes();
        if (bytes == uint64_t{0})
            volume->complain("an allowance of nothing; leave it out if the tier has none");
        allowance.bytes = bytes.value_or(0);
    }
    if (const auto counts = fields->find("counts"))
        allowance.counts = static_cast<Allowance::Counts>(counts->one_of(kCounts).value_or(0));
    return allowance;
}

void read_congestion_of_tier(const YamlValue& value,
                             const std::optional<CongestionSettings>& congestion, Tier& tier) {
    if (!congestion) {
        value.complain(std::string(kNoCongestion));
        return;
    }
    const auto fields = value.fields({"heavy"});
    const auto heavy = fields ? fields->require("heavy") : std::nullopt;
    if (heavy)
        tier.heavy = read_heavy(*heavy, congestion->heavy);
}

void read_tier(const YamlFields& fields, const std::optional<CongestionSettings>& congestion,
               const std::optional<FlowLimits>& limits, Tier& tier) {
    const Rates rates = read_both_rates(
        fields, "a tier of rate zero sells nothing; write the rate it is provisioned with");
    tier.up_bps = rates[static_cast<size_t>(Direction::up)];
    tier.down_bps = rates[static_cast<size_t>(Direction::down)];
    if (const auto allowance = fields.find("allowance"))
        tier.allowance = read_allowance(*allowance);
    if (const auto weight = fields.find("weight"))
        tier.weight = static_cast<uint32_t>(weight->integer(1, kWeightMost).value_or(1));
    if (const auto minimum = fields.find("minimum")) {
        const Rates least = read_minimum_rates(*minimum);
        check_minimum(*minimum, least, rates, "the tier's rate");
        tier.minimum_up_bps = least[static_cast<size_t>(Direction::up)];
        tier.minimum_down_bps = least[static_cast<size_t>(Direction::down)];
    }
    if (const auto value = fields.find("congestion"))
        read_congestion_of_tier(*value, congestion, tier);
    if (const auto value = fields.find("limits"))
        tier.limits = read_limits(*value, limits.value_or(FlowLimits{}));
}

}  // namespace

std::vector<Tier> read_tiers(const YamlValue& value,
                             const std::optional<CongestionSettings>& congestion,
                             const std::optional<FlowLimits>& limits) {
    std::vector<Tier> tiers;
    for (auto& [name, entry] : value.entries()) {
        // Kept even if it is wrong, so that nobody is told that the tier does not exist.
        Tier& tier = tiers.emplace_back();
        tier.name = name;
        if (const auto fields = entry.fields(
                {"up", "down", "allowance", "weight", "minimum", "congestion", "limits"}))
            read_tier(*fields, congestion, limits, tier);
    }
    return tiers;
}

}  // namespace sluice
