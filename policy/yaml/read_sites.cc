// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_sites.h"

#include <string>

#include "policy/yaml/known_names.h"
#include "policy/yaml/read_congestion.h"
#include "policy/yaml/read_rate.h"
#include "policy/yaml/site_tree.h"

namespace sluice {
namespace {

constexpr uint32_t kWeightMost = 1000;
constexpr size_t kMostSites = 60'000;

void read_site(const YamlFields& fields, const KnownNames& names,
               const std::optional<CongestionSettings>& congestion, Site& site) {
    if (const auto parent = fields.find("in"))
        site.parent = read_known_name(*parent, names, "site").value_or("");
    if (const auto link = fields.find("link")) {
        site.link = link->name().value_or("");
        if (fields.has("in"))
            link->complain("is that of the site it is in; leave it out here");
    }
    if (const auto capacity = fields.require("capacity"))
        if (const auto rates = capacity->fields({"up", "down"}))
            site.capacity_bps = read_both_rates(
                *rates, "a site of capacity zero lets nothing pass; write what it can carry");
    if (const auto minimum = fields.find("minimum")) {
        site.minimum_bps = read_minimum_rates(*minimum);
        check_minimum(*minimum, site.minimum_bps, site.capacity_bps, "the site's own capacity");
    }
    if (const auto weight = fields.find("weight"))
        site.weight = static_cast<uint32_t>(weight->integer(1, kWeightMost).value_or(0));
    if (const auto near_congested = fields.find("near_congested")) {
        if (congestion)
            site.near_congested = read_near_congested(*near_congested, congestion->near_congested);
        else
            near_congested->complain(std::string(kNoCongestion));
    }
}

}  // namespace

std::vector<Site> read_sites(const YamlValue& value,
                             const std::optional<CongestionSettings>& congestion) {
    const auto entries = value.entries();
    KnownNames names;
    for (const auto& [name, entry] : entries)
        names.insert(name);
    std::vector<ReadSite> sites;
    for (const auto& [name, entry] : entries) {
        // Kept even if it is wrong, so that nobody is told that the site does not exist.
        ReadSite& read = sites.emplace_back(ReadSite{{}, entry});
        read.site.name = name;
        if (const auto fields =
                entry.fields({"in", "link", "capacity", "minimum", "weight", "near_congested"}))
            read_site(*fields, names, congestion, read.site);
    }
    if (sites.size() > kMostSites)
        value.complain("has " + std::to_string(sites.size()) + " sites, more than the " +
                       std::to_string(kMostSites) + " that there may be");
    return make_tree(std::move(sites));
}

}  // namespace sluice
