// SPDX-License-Identifier: Apache-2.0
#pragma once

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

}  // namespace sluice
