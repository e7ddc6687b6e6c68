// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/pid_selection.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "policy/hash.h"

namespace sluice {
namespace {

template <typename T>
bool has(const std::vector<T>& ascending, const T& value) {
    return std::binary_search(ascending.begin(), ascending.end(), value);
}

}  // namespace

PidSelection::PidSelection(const TopologyDefinition& definition) : definition_(definition) {
    for (size_t i = 0; i < definition.pids.size(); ++i) {
        const PidDefinition& pid = definition.pids[i];
        if (!pid.selects())
            continue;
        selecting_.push_back(static_cast<Pid>(i));
        origins_.insert(origins_.end(), pid.origins.begin(), pid.origins.end());
        by_relation_ |= !pid.relations.empty();
        by_as_hops_ |= pid.as_hops.has_value();
        by_alto_cost_ |= pid.alto_cost.has_value();
        by_country_ |= !pid.countries.empty();
        by_region_ |= !pid.regions.empty();
    }
    std::sort(origins_.begin(), origins_.end());
}

Pid PidSelection::select(const FeedEntry& said, float alto_cost) {
    const Facts facts = facts_of(said, alto_cost);
    const auto [known, is_new] = known_.try_emplace(facts, kNoPid);
    if (is_new)
        known->second = first_that_holds(facts);
    return known->second;
}

Relation PidSelection::relation(const Neighbours& neighbours, const FeedEntry& said) {
    if (said.as_hops == 0)
        return Relation::own;
    const Relation of_origin = neighbours.of(said.origin_as);
    return of_origin == Relation::own || !said.has_path() ? of_origin
                                                          : neighbours.of(said.neighbour_as);
}

PidSelection::Facts PidSelection::facts_of(const FeedEntry& said, float alto_cost) const {
    Facts facts;
    if (has(origins_, said.origin_as))
        facts.origin_as = said.origin_as;
    if (by_relation_)
        facts.relation = relation(definition_.neighbours, said);
    facts.as_hops = by_as_hops_ ? said.as_hops : FeedEntry::kNoPath;
    facts.alto_cost = by_alto_cost_ ? alto_cost : kNoAltoCost;
    if (by_region_)
        facts.place = said.place;
    else if (by_country_)
        facts.place = said.place.without_region();
    return facts;
}

Pid PidSelection::first_that_holds(const Facts& facts) const {
    for (const Pid pid : selecting_)
        if (holds(definition_.pids[pid], facts))
            return pid;
    return definition_.default_pid();
}

bool PidSelection::holds(const PidDefinition& pid, const Facts& facts) {
    if (!pid.origins.empty() && !has(pid.origins, facts.origin_as))
        return false;
    const auto& relations = pid.relations;
    if (!relations.empty() &&
        std::find(relations.begin(), relations.end(), facts.relation) == relations.end())
        return false;
    if (!pid.countries.empty() && !has(pid.countries, facts.place.without_region()))
        return false;
    if (!pid.regions.empty() && !has(pid.regions, facts.place))
        return false;
    if (pid.as_hops && (facts.as_hops < pid.as_hops->fewest || facts.as_hops > pid.as_hops->most))
        return false;
    return !pid.alto_cost ||
           (facts.alto_cost >= pid.alto_cost->least && facts.alto_cost <= pid.alto_cost->most);
}

size_t PidSelection::FactsHash::operator()(const Facts& facts) const {
    uint64_t place = 0;
    std::memcpy(&place, &facts.place, sizeof facts.place);
    static_assert(sizeof facts.place == 5);
    const uint64_t alto_cost = std::bit_cast<uint32_t>(facts.alto_cost);
    return mix(uint64_t{facts.origin_as} << 32 | uint64_t{facts.as_hops} << 8 |
                   static_cast<uint64_t>(facts.relation),
               place ^ alto_cost << 32);
}

}  // namespace sluice
