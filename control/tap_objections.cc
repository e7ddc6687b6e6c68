// SPDX-License-Identifier: Apache-2.0
#include "control/tap_objections.h"

#include <algorithm>
#include <string_view>

namespace sluice {
namespace {

constexpr size_t kMostTold = 100;

// The first part of the action that has to hold the packets themselves; empty if there is none.
std::string_view needs_the_path(const Action& action) {
    if (action.drop)
        return "drop";
    if (action.police)
        return "police";
    if (action.shape)
        return "shape";
    if (action.dscp)
        return "dscp";
    if (action.connections && action.connections->beyond == BeyondCap::drop)
        return "connections.beyond";
    return {};
}

std::string_view needs_an_inject_port(const Action& action) {
    if (action.reset != ResetEnds::none)
        return "reset";
    if (action.refuse)
        return "refuse";
    if (action.connections && action.connections->beyond != BeyondCap::drop)
        return "connections";
    return {};
}

bool is_of(const Match& match, const LinkConfiguration& link) {
    return match.links.empty() || std::ranges::count(match.links, link.name) != 0;
}

// How the rule is for the links that can do it alone; empty if there are none.
std::string instead(const DataplaneConfiguration& box) {
    std::string names;
    for (const LinkConfiguration& link : box.links)
        if (link.mode == LinkMode::in_path)
            names += (names.empty() ? "" : ", ") + link.name;
    return names.empty() ? "" : "; for the others alone, add link: [" + names + "] to its match";
}

std::string beside_the_path(const LinkConfiguration& tap) {
    return "link " + tap.name + " is beside the path: it can observe, reset and refuse";
}

// Of one rule, by the first tap that it is too much for.
void object(const Rule& rule, size_t index, const DataplaneConfiguration& box,
            Complaints& complaints) {
    const std::string field = "rules[" + std::to_string(index) + "].action.";
    const std::string_view path = needs_the_path(rule.action);
    const std::string_view inject = needs_an_inject_port(rule.action);
    for (const LinkConfiguration& link : box.links) {
        if (link.mode != LinkMode::beside_path || !is_of(rule.match, link))
            continue;
        if (!path.empty()) {
            complaints.push_back({.file = {},
                                  .line = 0,
                                  .field = field + std::string(path),
                                  .message = beside_the_path(link) + instead(box)});
            return;
        }
        if (!inject.empty() && !link.inject) {
            complaints.push_back({.file = {},
                                  .line = 0,
                                  .field = field + std::string(inject),
                                  .message = "link " + link.name +
                                             " has no port to inject by: it can only observe; give "
                                             "the box's configuration inject: { interface: ... }"});
            return;
        }
    }
}

}  // namespace

Complaints tap_objections(const Policy& policy, const DataplaneConfiguration& box) {
    Complaints complaints;
    const auto is_tap = [](const LinkConfiguration& link) {
        return link.mode == LinkMode::beside_path;
    };
    const auto tap = std::ranges::find_if(box.links, is_tap);
    if (tap == box.links.end() || policy.shadow)
        return complaints;
    if (policy.shaping && std::ranges::all_of(box.links, is_tap))
        complaints.push_back(
            {.file = {}, .line = 0, .field = "shaping", .message = beside_the_path(*tap)});
    for (size_t i = 0; i < policy.rules.size() && complaints.size() < kMostTold; ++i)
        if (!policy.rules[i].shadow)
            object(policy.rules[i], i, box, complaints);
    return complaints;
}

}  // namespace sluice
