// SPDX-License-Identifier: Apache-2.0
#include "control/explain/match_words.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "classifier/attributes.h"
#include "control/explain/flow_words.h"
#include "control/units.h"
#include "policy/conditions.h"

namespace sluice {
namespace {

constexpr size_t kShownMost = 5;
constexpr double kNsPerSecond = 1e9;
constexpr const char* kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

const std::string& words(const std::string& text) {
    return text;
}

std::string words(const PortRange& range) {
    return range.first == range.last ? std::to_string(range.first)
                                     : fmt::format("{}-{}", range.first, range.last);
}

std::string words(const Prefix& prefix) {
    return prefix.to_string();
}

std::string words(const TimeWindow& window) {
    std::string days;
    for (size_t day = 0; day < std::size(kWeekdays); ++day) {
        if ((window.weekdays >> day & 1) != 0)
            days += (days.empty() ? "" : ",") + std::string(kWeekdays[day]);
    }
    return fmt::format("{} {:02}:{:02}-{:02}:{:02}",
                       window.weekdays == TimeWindow::kEveryDay ? "every day" : days,
                       window.from_minute / 60, window.from_minute % 60, window.until_minute / 60,
                       window.until_minute % 60);
}

template <typename Item>
std::string list_words(const std::vector<Item>& items) {
    std::string text;
    for (size_t i = 0; i < std::min(items.size(), kShownMost); ++i)
        text += (i == 0 ? "" : ", ") + words(items[i]);
    if (items.size() > kShownMost)
        text += fmt::format(" and {} more", items.size() - kShownMost);
    return text;
}

// The names of what a mask has.
template <typename Kind>
std::vector<std::string> names_of(uint64_t mask, size_t count) {
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) {
        if ((mask >> i & 1) != 0)
            names.emplace_back(name(static_cast<Kind>(i)));
    }
    return names;
}

std::vector<std::string> condition_names(uint8_t when) {
    std::vector<std::string> names;
    const auto add = [&](Condition condition, const char* word) {
        if ((when & static_cast<uint8_t>(condition)) != 0)
            names.emplace_back(word);
    };
    add(Condition::near_congested, "near-congested");
    add(Condition::heavy, "heavy");
    add(Condition::best_effort, "best-effort");
    return names;
}

class Asked {
 public:
    void say(std::string what) { parts_.push_back(std::move(what)); }
    template <typename Item>
    void say_list(const char* what, const std::vector<Item>& items) {
        if (!items.empty())
            say(fmt::format("{} {}", what, list_words(items)));
    }
    std::string take() const {
        if (parts_.empty())
            return "nothing: it matches everything";
        std::string text = parts_.front();
        for (size_t i = 1; i < parts_.size(); ++i)
            text += "; " + parts_[i];
        return text;
    }

 private:
    std::vector<std::string> parts_;
};

}  // namespace

std::string match_words(const Match& match) {
    Asked asked;
    if (match.label && match.lowest_grade == Grade::none)
        asked.say(fmt::format("label {}", name(*match.label)));
    else if (match.label)
        asked.say(fmt::format("label {} at grade {}{}", name(*match.label),
                              name(match.lowest_grade),
                              match.lowest_grade == Grade::exact ? "" : " or surer"));
    if (match.direction)
        asked.say(fmt::format("direction {}", name(*match.direction)));
    if (match.protocol)
        asked.say("protocol " + protocol_words(*match.protocol));
    asked.say_list("tier", match.tiers);
    asked.say_list("group", match.groups);
    asked.say_list("link", match.links);
    asked.say_list("port", match.ports);
    asked.say_list("the subscriber's port", match.subscriber_ports);
    asked.say_list("the remote port", match.remote_ports);
    asked.say_list("address in", match.prefixes);
    asked.say_list("the subscriber's address in", match.subscriber_prefixes);
    asked.say_list("the remote address in", match.remote_prefixes);
    asked.say_list("subscriber's role", names_of<PeerRole>(match.roles, kPeerRoleCount));
    asked.say_list("message", names_of<MessageKind>(match.messages, kMessageKindCount));
    asked.say_list("subscriber is", condition_names(match.when));
    if (match.over.bytes)
        asked.say("more than " + format_bytes(*match.over.bytes));
    if (match.over.age_ns)
        asked.say("older than " +
                  format_age(static_cast<double>(*match.over.age_ns) / kNsPerSecond));
    if (match.over.connections)
        asked.say(fmt::format("subscriber with more than {} connections", *match.over.connections));
    if (!match.schedule.windows.empty())
        asked.say(fmt::format("time in {} of {}", list_words(match.schedule.windows),
                              match.schedule.time_zone));
    return asked.take();
}

}  // namespace sluice
