// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// What is told as a cost (RFC 7285, section 10.7).
//
// routing is "routingcost", the costs that the operator publishes. ranking is
// "priv:sluice-ranking", the order by the operator's own criteria and the measured load, in ordinal
// mode alone and for one source at a time: a place in a list, each place once, ties at random.
//
// What that tells nevertheless: whoever asks for enough destinations from one source learns the
// order of all locations as seen from there, by asking again which of them cost the same, and by
// watching it which way congestion moves. No cost, no difference and no ratio is told, and nothing
// that compares two sources. Where even the order is a secret, it is not offered.
struct AltoCostType {
    enum class Metric : uint8_t { routing, ranking };
    enum class Mode : uint8_t { numerical, ordinal };

    Metric metric = Metric::routing;
    Mode mode = Mode::numerical;

    friend bool operator==(const AltoCostType&, const AltoCostType&) = default;
};

inline constexpr std::string_view kRoutingCostMetric = "routingcost";
inline constexpr std::string_view kRankingMetric = "priv:sluice-ranking";

constexpr std::string_view metric_name(AltoCostType::Metric metric) {
    return metric == AltoCostType::Metric::routing ? kRoutingCostMetric : kRankingMetric;
}

constexpr std::string_view mode_name(AltoCostType::Mode mode) {
    return mode == AltoCostType::Mode::numerical ? "numerical" : "ordinal";
}

// All that there are, by the names that a directory calls them by (section 9.2.2).
struct NamedCostType {
    const char* name;
    AltoCostType type;
};

inline constexpr AltoCostType kNumericalCosts = {AltoCostType::Metric::routing,
                                                 AltoCostType::Mode::numerical};
inline constexpr AltoCostType kOrdinalCosts = {AltoCostType::Metric::routing,
                                               AltoCostType::Mode::ordinal};
inline constexpr AltoCostType kRankingCosts = {AltoCostType::Metric::ranking,
                                               AltoCostType::Mode::ordinal};
inline constexpr std::array<NamedCostType, 3> kCostTypes = {{
    {"num-routing", kNumericalCosts},
    {"ord-routing", kOrdinalCosts},
    {"ord-ranking", kRankingCosts},
}};

constexpr size_t place_of(const AltoCostType& type) {
    return type.metric == AltoCostType::Metric::ranking ? 2
           : type.mode == AltoCostType::Mode::ordinal   ? 1
                                                        : 0;
}
static_assert(place_of(kOrdinalCosts) == 1 && kCostTypes[1].type == kOrdinalCosts &&
              place_of(kRankingCosts) == 2 && kCostTypes[2].type == kRankingCosts);

}  // namespace sluice
