// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_links.h"

#include <algorithm>
#include <vector>

#include "policy/yaml/nearest.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr size_t kComplaintsMost = 20;  // a link that was renamed is thousands of sites' mistake

constexpr std::array<std::string_view, kDirectionCount> kDirections{"up", "down"};

// What is wrong, or nothing. The same of the next.
std::string wrong_with_name(const std::string& link, const std::vector<std::string_view>& names) {
    if (std::find(names.begin(), names.end(), link) != names.end())
        return "";
    return "there is no link '" + link + "'" + did_you_mean(link, names);
}

std::string wrong_with_link(const Site& site, const std::vector<std::string_view>& names) {
    if (site.link.empty())
        return names.size() > 1 ? "is missing, and there are several; write " + list_words(names)
                                : "";
    return wrong_with_name(site.link, names);
}

}  // namespace

Complaints check_policy_links(const Policy& policy, std::span<const LinkCapacity> links,
                              std::string_view file_name) {
    std::vector<std::string_view> names;
    for (const LinkCapacity& link : links)
        names.push_back(link.name);
    Complaints complaints;
    const auto complain = [&](std::string field, std::string message) {
        if (complaints.size() < kComplaintsMost)
            complaints.push_back({std::string(file_name), 0, one_line(std::move(field)),
                                  one_line(std::move(message))});
    };
    for (const Site& site : policy.sites) {
        if (!site.parent.empty())
            continue;
        if (auto wrong = wrong_with_link(site, names); !wrong.empty())
            complain("sites." + site.name + ".link", std::move(wrong));
    }
    const auto check_match = [&](const Match& match, const std::string& field) {
        for (const std::string& link : match.links)
            if (auto wrong = wrong_with_name(link, names); !wrong.empty())
                complain(field + ".link", std::move(wrong));
    };
    for (size_t i = 0; i < policy.never_touch.size(); ++i)
        check_match(policy.never_touch[i], "never_touch[" + std::to_string(i) + "]");
    for (size_t i = 0; i < policy.rules.size(); ++i)
        check_match(policy.rules[i].match, "rules[" + std::to_string(i) + "].match");
    for (const LinkCapacity& link : links) {
        for (size_t direction = 0; direction < kDirectionCount; ++direction) {
            uint64_t promised_bps = 0;
            for (const Site& site : policy.sites)
                if (site.parent.empty() && (site.link == link.name || site.link.empty()))
                    promised_bps += site.minimum_bps[direction];
            if (link.capacity_bps[direction] == 0 || promised_bps <= link.capacity_bps[direction])
                continue;
            complain("sites", "the minimum rates of the sites on link '" + link.name + "' are " +
                                  rate_text(promised_bps) + " " +
                                  std::string(kDirections[direction]) +
                                  " together, more than its capacity of " +
                                  rate_text(link.capacity_bps[direction]));
        }
    }
    return complaints;
}

}  // namespace sluice
