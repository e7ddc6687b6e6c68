// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "control/sluicectl/top/top_page.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

Json of_traffic(const std::vector<TopRates::Traffic>& all) {
    auto list = Json::array();
    for (const TopRates::Traffic& one : all)
        list.push_back({{"name", one.name},
                        {"up_bps", one.up_bps},
                        {"down_bps", one.down_bps},
                        {"flows", one.flows}});
    return list;
}

Json of_links(const TopRates& rates) {
    auto list = Json::array();
    for (const TopRates::Link& link : rates.links)
        list.push_back({{"name", link.name},
                        {"state", link.state},
                        {"up_bps", link.up_bps},
                        {"down_bps", link.down_bps},
                        {"lost_pps", link.lost_pps}});
    return list;
}

Json of_rules(const TopRates& rates) {
    auto list = Json::array();
    for (const TopRates::Rule& rule : rates.rules)
        list.push_back({{"name", rule.name},
                        {"deed", rule.deed},
                        {"shadow", rule.shadow},
                        {"pps", rule.pps},
                        {"bps", rule.bps}});
    return list;
}

Json of_segments(const TopRates& rates) {
    auto list = Json::array();
    for (const TopRates::Segment& segment : rates.segments)
        list.push_back({{"name", segment.name},
                        {"direction", segment.direction},
                        {"utilisation", segment.utilisation},
                        {"threshold", segment.threshold},
                        {"near_congested", segment.near_congested},
                        {"heavy", segment.heavy},
                        {"best_effort", segment.best_effort}});
    return list;
}

}  // namespace

std::string top_json(const TopRates& rates) {
    const Json all{{"revision", rates.revision},
                   {"all_flows", rates.all_flows},
                   {"links", of_links(rates)},
                   {"labels", of_traffic(rates.labels)},
                   {"subscribers", of_traffic(rates.subscribers)},
                   {"rules", of_rules(rates)},
                   {"segments", of_segments(rates)}};
    return all.dump(2) + "\n";
}

}  // namespace sluice
