// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oracle/rank/topology.h"

namespace sluice {

inline IpAddress ip(const std::string& text) {
    return IpAddress::parse(text).value();
}

inline Prefix net(const std::string& text) {
    return Prefix::parse(text).value();
}

enum APlace : Pid { kHome, kRegion, kPeering, kTransit, kPlaces };

// Seen from home, in rising cost: 198.18.0.0/24, 198.18.1.0/24, 198.19.0.0/16 and the rest of
// 192.0.0.0/3; and likewise 2001:db8:0::/48, 2001:db8:1::/48, 2001:db8:2::/48 and the rest of
// 2001:db8::/32. What is elsewhere is not known. Ranked by the negative of what is told, so that
// a test sees which is used: costs told fall from home to transit.
inline Topology::Parts a_topology() {
    std::vector<std::pair<Prefix, Pid>> prefixes = {
        {net("198.18.0.0/24"), kHome},      {net("198.18.1.0/24"), kRegion},
        {net("198.19.0.0/16"), kPeering},   {net("192.0.0.0/3"), kTransit},
        {net("2001:db8::/48"), kHome},      {net("2001:db8:1::/48"), kRegion},
        {net("2001:db8:2::/48"), kPeering}, {net("2001:db8::/32"), kTransit},
        {net("100.64.0.0/10"), kHome},
    };
    CostMap told(kPlaces);
    CostMap ranked(kPlaces);
    for (Pid from = 0; from < kPlaces; ++from) {
        for (Pid to = 0; to < kPlaces; ++to) {
            ranked.set(from, to, from == to ? 0.0F : 10.0F * static_cast<float>(to + 1));
            told.set(from, to, 100 - ranked.cost(from, to));
        }
    }
    return {
        .map = std::make_shared<const NetworkMap>(
            std::vector<std::string>{"home", "region", "peering", "transit"}, std::move(prefixes)),
        .routing_cost = told,
        .ranking_cost = ranked,
        .caches = {},
        .realms = {},
        .tag = "a-tag"};
}

}  // namespace sluice
