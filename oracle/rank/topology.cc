// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/topology.h"

#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

Topology::Parts checked(Topology::Parts parts) {
    if (parts.map == nullptr)
        throw std::invalid_argument("a topology without a network map");
    const size_t pids = parts.map->names().size();
    for (const CostMap* const costs : {&parts.routing_cost, &parts.ranking_cost}) {
        if (costs->pids() != pids)
            throw std::invalid_argument("costs of " + std::to_string(costs->pids()) +
                                        " locations, and a map of " + std::to_string(pids));
    }
    if (parts.calendar && parts.calendar->pids() != pids)
        throw std::invalid_argument("a calendar of " + std::to_string(parts.calendar->pids()) +
                                    " locations, and a map of " + std::to_string(pids));
    if (parts.realms.size() >= Topology::kNoRealm)
        throw std::invalid_argument(std::to_string(parts.realms.size()) + " realms");
    return parts;
}

PrefixSet caches_of(const Topology::Parts& parts) try {
    std::vector<std::pair<Prefix, uint16_t>> entries;
    for (const Prefix& prefix : parts.caches)
        entries.emplace_back(prefix, uint16_t{0});
    return PrefixSet(entries);
} catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("caches: ") + error.what());
}

PrefixSet realms_of(const Topology::Parts& parts) try {
    std::vector<std::pair<Prefix, uint16_t>> entries;
    for (size_t realm = 0; realm < parts.realms.size(); ++realm) {
        for (const Prefix& prefix : parts.realms[realm].inside)
            entries.emplace_back(prefix, static_cast<uint16_t>(realm));
    }
    return PrefixSet(entries);
} catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("realms: ") + error.what());
}

}  // namespace

Topology::Topology(Parts parts)
    : parts_(checked(std::move(parts))),
      tiers_(parts_.ranking_cost),
      caches_(caches_of(parts_)),
      realms_(realms_of(parts_)) {}

size_t Topology::memory_bytes() const {
    return parts_.map->memory_bytes() + parts_.routing_cost.memory_bytes() +
           parts_.ranking_cost.memory_bytes() + tiers_.memory_bytes() +
           (parts_.origins ? parts_.origins->memory_bytes() : 0) +
           (parts_.calendar ? parts_.calendar->memory_bytes() : 0);
}

}  // namespace sluice
