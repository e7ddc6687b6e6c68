// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/location_names.h"

#include <utility>

#include "policy/yaml/nearest.h"

namespace sluice {
namespace {

// Of more names nobody is told the nearest.
constexpr size_t kMostCompared = 1'000;

}  // namespace

void LocationNames::add_pid(const std::string& name) {
    const auto pid = static_cast<Pid>(point_of_.size());
    pids_of_[name] = {pid};
    all_.push_back(pid);
    point_of_.push_back(kNoPoint);
}

void LocationNames::read_points_of_presence(const YamlValue& value) {
    // Not among the names yet, so that none is inside of another.
    std::vector<std::pair<std::string, std::vector<Pid>>> points;
    for (const auto& [name, entry] : value.entries()) {
        if (!is_pid_name(name) || pids_of_.contains(name)) {
            entry.complain(
                is_pid_name(name)
                    ? "is the name of a PID too; call one of the two otherwise"
                    : "is no name of a location: letters, digits, '-', ':', '@' and '_', "
                      "at most 64");
            continue;
        }
        std::vector<Pid> members;
        for (const YamlValue& item : entry.one_or_more()) {
            const auto text = item.name();
            if (!text)
                continue;
            const auto found = pids_of_.find(*text);
            if (found == pids_of_.end()) {
                complain_of_unknown(item, *text);
                continue;
            }
            const Pid pid = found->second.front();
            if (point_of_[pid] != kNoPoint) {
                item.complain("'" + *text + "' is at a point of presence already");
                continue;
            }
            point_of_[pid] = points.size();
            members.push_back(pid);
        }
        points.emplace_back(name, std::move(members));
    }
    has_points_ = !points.empty();
    for (auto& [name, members] : points)
        pids_of_.emplace(name, std::move(members));
}

std::optional<std::span<const Pid>> LocationNames::read(const YamlValue& value) const {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    if (*text == "*")
        return all_;
    const auto found = pids_of_.find(*text);
    if (found != pids_of_.end())
        return found->second;
    complain_of_unknown(value, *text);
    return std::nullopt;
}

void LocationNames::complain_of_unknown(const YamlValue& value, std::string_view name) const {
    std::vector<std::string_view> words;
    if (pids_of_.size() <= kMostCompared)
        for (const auto& [known, pids] : pids_of_)
            words.push_back(known);
    value.complain("there is no PID or point of presence '" + std::string(name) + "'" +
                   did_you_mean(name, words));
}

}  // namespace sluice
