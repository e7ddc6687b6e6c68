// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_match.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "policy/conditions.h"
#include "policy/yaml/match_sense.h"
#include "policy/yaml/nearest.h"
#include "policy/yaml/read_congestion.h"
#include "policy/yaml/read_conversation.h"
#include "policy/yaml/read_over.h"
#include "policy/yaml/read_ports.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 2> kDirections{"up", "down"};
constexpr std::array<std::string_view, 4> kGrades{"exact", "coherent", "endpoint", "suspect"};

// By their bits.
constexpr std::array<std::string_view, 3> kConditions{"near-congested", "heavy", "best-effort"};
static_assert(static_cast<int>(Condition::near_congested) == 1 << 0 &&
              static_cast<int>(Condition::heavy) == 1 << 1 &&
              static_cast<int>(Condition::best_effort) == 1 << 2);

struct ProtocolName {
    std::string_view name;
    uint8_t number;  // IANA's registry
};
constexpr std::array<ProtocolName, 7> kProtocols{{{"icmp", 1},
                                                  {"tcp", 6},
                                                  {"udp", 17},
                                                  {"gre", 47},
                                                  {"esp", 50},
                                                  {"icmpv6", 58},
                                                  {"sctp", 132}}};
constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;

constexpr std::string_view kNever =
    "never means at no time; write a rule with the action 'forward' for some times";

std::vector<std::string_view> label_names() {
    std::vector<std::string_view> names;
    for (size_t i = 0; i < kLabelCount; ++i)
        names.push_back(name(static_cast<Label>(i)));
    return names;
}

std::optional<Label> read_label(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    if (const auto label = parse_label(*text))
        return label;
    const auto names = label_names();
    const std::string near = did_you_mean(*text, names);
    value.complain("'" + *text + "' is no label" +
                   (near.empty() ? "; labels are " + list_words(names) : near));
    return std::nullopt;
}

void read_label_and_grade(const YamlFields& fields, Match& match) {
    const auto label = fields.find("label");
    const auto grade = fields.find("grade");
    if (label)
        match.label = read_label(*label);
    if (!label && grade) {
        grade->complain("a grade is how sure a label is; name the label too");
        return;
    }
    if (match.label == Label::unknown) {
        match.lowest_grade = Grade::none;
        if (grade)
            grade->complain("what is unknown has no grade; leave it out");
        return;
    }
    if (label)
        match.lowest_grade = Grade::endpoint;
    if (grade) {
        if (const auto index = grade->one_of(kGrades))
            match.lowest_grade = *parse_grade(kGrades[*index]);
    }
    // Such a rule would never hold, and nobody would know why.
    if (match.label && within(*match.label, Label::suspect) && match.lowest_grade > Grade::suspect)
        label->complain("a suspect is never surer than that; add grade: suspect");
}

std::optional<uint8_t> read_protocol(const YamlValue& value) {
    const auto text = value.name();
    if (!text)
        return std::nullopt;
    if (std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; })) {
        const auto number = value.integer(0, 255);
        return number ? std::optional(static_cast<uint8_t>(*number)) : std::nullopt;
    }
    std::vector<std::string_view> names;
    for (const ProtocolName& known : kProtocols) {
        if (known.name == *text)
            return known.number;
        names.push_back(known.name);
    }
    const std::string near = did_you_mean(*text, names);
    names.push_back("a number from 0 to 255");
    value.complain("'" + *text + "' is not " + list_words(names) + near);
    return std::nullopt;
}

void read_ports(const YamlFields& fields, std::string_view key, std::optional<uint8_t> protocol,
                std::vector<PortRange>& ranges) {
    const auto value = fields.find(key);
    if (!value)
        return;
    if (protocol && *protocol != kTcp && *protocol != kUdp)
        value->complain("only tcp and udp have ports; leave out the port or the protocol");
    for (const YamlValue& item : value->one_or_more())
        if (const auto range = read_port_range(item))
            ranges.push_back(*range);
}

void read_prefixes(const YamlFields& fields, std::string_view key, std::vector<Prefix>& prefixes) {
    const auto value = fields.find(key);
    if (!value)
        return;
    for (const YamlValue& item : value->one_or_more()) {
        if (const auto prefix = read_prefix(item))
            prefixes.push_back(*prefix);
    }
}

// Of a list all must hold, unlike of others: each is another thing that may be so.
uint8_t read_when(const YamlValue& value, const MatchContext& context) {
    if (!context.has_congestion) {
        value.complain(std::string(kNoCongestion));
        return 0;
    }
    uint8_t conditions = 0;
    for (const YamlValue& item : value.one_or_more())
        if (const auto index = item.one_of(kConditions))
            conditions |= static_cast<uint8_t>(1u << *index);
    return conditions;
}

// What is so for some of the time alone.
void read_times(const YamlFields& fields, const MatchContext& context, Match& match) {
    for (const std::string_view key : {"when", "over", "hours"}) {
        const auto value = fields.find(key);
        if (!value)
            continue;
        if (context.never)
            value->complain(std::string(kNever));
        else if (key == "when")
            match.when = read_when(*value, context);
        else if (key == "over")
            match.over = read_over(*value);
        else
            match.schedule = read_schedule(*value, context.time_zones);
    }
}

void read_names(const YamlFields& fields, std::string_view key, std::vector<std::string>& names) {
    const auto value = fields.find(key);
    if (!value)
        return;
    for (const YamlValue& item : value->one_or_more())
        if (auto name = item.name())
            names.push_back(std::move(*name));
}

}  // namespace

std::optional<Match> read_match(const YamlValue& value, const MatchContext& context) {
    const size_t complaints_before = value.report().count();
    const auto fields =
        value.fields({"label", "grade", "direction", "protocol", "link", "tier", "group", "port",
                      "subscriber_port", "remote_port", "prefix", "subscriber_prefix",
                      "remote_prefix", "role", "message", "when", "over", "hours"});
    if (!fields)
        return std::nullopt;

    Match match;
    read_label_and_grade(*fields, match);
    if (const auto direction = fields->find("direction")) {
        if (const auto index = direction->one_of(kDirections))
            match.direction = static_cast<Direction>(*index);
    }
    if (const auto protocol = fields->find("protocol"))
        match.protocol = read_protocol(*protocol);
    if (const auto tier = fields->find("tier")) {
        for (const YamlValue& item : tier->one_or_more()) {
            if (auto known = read_known_name(item, context.tiers, "tier"))
                match.tiers.push_back(std::move(*known));
        }
    }
    read_names(*fields, "group", match.groups);
    read_names(*fields, "link", match.links);
    read_ports(*fields, "port", match.protocol, match.ports);
    read_ports(*fields, "subscriber_port", match.protocol, match.subscriber_ports);
    read_ports(*fields, "remote_port", match.protocol, match.remote_ports);
    read_prefixes(*fields, "prefix", match.prefixes);
    read_prefixes(*fields, "subscriber_prefix", match.subscriber_prefixes);
    read_prefixes(*fields, "remote_prefix", match.remote_prefixes);
    if (const auto role = fields->find("role"))
        match.roles = read_roles(*role);
    if (const auto message = fields->find("message"))
        match.messages = read_messages(*message);
    read_times(*fields, context, match);
    if (value.report().count() == complaints_before)
        check_match(match, *fields);
    if (value.report().count() != complaints_before)
        return std::nullopt;
    return match;
}

}  // namespace sluice
