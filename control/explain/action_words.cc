// SPDX-License-Identifier: Apache-2.0
#include "control/explain/action_words.h"

#include <vector>

#include <fmt/format.h>

#include "control/units.h"
#include "policy/yaml/quantity.h"
#include "policy/yaml/read_dscp.h"

namespace sluice {
namespace {

std::string_view scope_words(PoliceScope scope) {
    switch (scope) {
        case PoliceScope::flow:
            return "this flow";
        case PoliceScope::subscriber:
            return "its subscriber's flows that the rule matches, together,";
        case PoliceScope::rule:
            return "all flows that the rule matches, together,";
    }
    return "?";
}

std::string police_words(const Police& police) {
    return fmt::format("drop what {} send above {} in a direction", scope_words(police.per),
                       format_rate(police.rate_bps));
}

std::string_view class_words(TrafficClass traffic_class) {
    switch (traffic_class) {
        case TrafficClass::interactive:
            return "before its subscriber's other traffic";
        case TrafficClass::standard:
            return "like its subscriber's other traffic";
        case TrafficClass::low_priority:
            return "after its subscriber's other traffic";
    }
    return "?";
}

std::string shape_words(const Shape& shape) {
    std::string text = "let it wait in a queue";
    if (shape.traffic_class)
        text += fmt::format(" that is served {}", class_words(*shape.traffic_class));
    if (shape.rate_bps != 0)
        text += fmt::format(", with its subscriber's other flows of the rule at {} in a direction",
                            format_rate(shape.rate_bps));
    if (shape.guaranteed_bps != 0)
        text += fmt::format(", with {} that is kept for it", format_rate(shape.guaranteed_bps));
    if (shape.weight_permille != 0)
        text += fmt::format(", with {} of an ordinary flow's weight",
                            permille_text(shape.weight_permille));
    return text;
}

std::string_view reset_words(ResetEnds ends) {
    switch (ends) {
        case ResetEnds::subscriber:
            return "reset it at its subscriber's end";
        case ResetEnds::remote:
            return "reset it at the remote end";
        default:
            return "reset it at both ends";
    }
}

std::string_view beyond_words(BeyondCap beyond) {
    switch (beyond) {
        case BeyondCap::drop:
            return "drop";
        case BeyondCap::reset:
            return "reset";
        case BeyondCap::refuse:
            return "refuse";
    }
    return "?";
}

std::string_view header_words(MarkedHeaders headers) {
    switch (headers) {
        case MarkedHeaders::outer:
            return "";
        case MarkedHeaders::inner:
            return ", in a tunnel in the inner header";
        case MarkedHeaders::both:
            return ", in a tunnel in both headers";
    }
    return "?";
}

std::string cap_words(const ConnectionCap& cap) {
    return fmt::format("{} it if its subscriber has {} connections of the rule already",
                       beyond_words(cap.beyond), cap.most);
}

}  // namespace

std::string action_words(const Action& action) {
    std::vector<std::string> deeds;
    if (action.drop)
        deeds.emplace_back("drop it");
    if (action.reset != ResetEnds::none)
        deeds.emplace_back(reset_words(action.reset));
    if (action.refuse)
        deeds.push_back(std::string(action.reset == ResetEnds::none
                                        ? "refuse it"
                                        : "refuse what cannot be reset") +
                        ": tell its sender that it is administratively prohibited");
    if (action.connections)
        deeds.push_back(cap_words(*action.connections));
    if (action.police)
        deeds.push_back(police_words(*action.police));
    if (action.dscp)
        deeds.push_back("mark it DSCP " + dscp_text(*action.dscp) +
                        std::string(header_words(action.marked_headers)));
    if (action.shape)
        deeds.push_back(shape_words(*action.shape));
    if (deeds.empty())
        return "forward it";
    std::string text = deeds.front();
    for (size_t i = 1; i < deeds.size(); ++i)
        text += "; " + deeds[i];
    return text;
}

}  // namespace sluice
