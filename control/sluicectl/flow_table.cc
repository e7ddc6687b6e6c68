// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/flow_table.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "control/sluicectl/table.h"
#include "control/units.h"

namespace sluice {
namespace {

constexpr size_t kKindsShown = 3;
constexpr int kWorkerShift = 56;  // a flow's id: see Flow.id in flows.proto

std::string end_name(const std::string& end, uint32_t port) {
    if (port == 0)
        return end;
    const bool has_colons = end.find(':') != std::string::npos;
    return (has_colons ? "[" + end + "]" : end) + ":" + std::to_string(port);
}

std::string protocol_name(uint32_t protocol) {
    switch (protocol) {
        case 1:
            return "icmp";
        case 6:
            return "tcp";
        case 17:
            return "udp";
        case 58:
            return "icmpv6";
        default:
            return std::to_string(protocol);
    }
}

std::string roles(const v1::Flow& flow) {
    if (flow.subscriber_role().empty() && flow.remote_role().empty())
        return "-";
    const auto shown = [](const std::string& role) { return role.empty() ? "?" : role; };
    return shown(flow.subscriber_role()) + "/" + shown(flow.remote_role());
}

std::string decision(const v1::FlowDirection& direction) {
    switch (direction.decision()) {
        case v1::FlowDirection::DECISION_RULE:
            return "rule " + direction.rule();
        case v1::FlowDirection::DECISION_NEVER_TOUCH:
            return "never touched";
        case v1::FlowDirection::DECISION_EARLIER_POLICY:
            return "decided by an earlier policy";
        default:
            return "";
    }
}

std::string most_frequent(const v1::FlowDirection& direction) {
    std::vector<v1::MessageCount> messages(direction.messages().begin(),
                                           direction.messages().end());
    std::stable_sort(messages.begin(), messages.end(),
                     [](const auto& a, const auto& b) { return a.count() > b.count(); });
    std::string text;
    for (size_t i = 0; i < std::min(messages.size(), kKindsShown); ++i)
        text +=
            (i == 0 ? "" : ", ") + messages[i].kind() + " " + std::to_string(messages[i].count());
    return messages.size() > kKindsShown ? text + ", ..." : text;
}

void add_notes(const std::string& name, const v1::FlowDirection& direction, Table& table) {
    std::string decided = decision(direction);
    if (!direction.shadow_rule().empty())
        decided += (decided.empty() ? "" : "; ") + ("in shadow rule " + direction.shadow_rule());
    const std::string messages = most_frequent(direction);
    if (decided.empty() && messages.empty())
        return;
    const std::string between = decided.empty() || messages.empty() ? "" : "; ";
    table.add_note(name + decided + between + messages);
}

double seconds(const google::protobuf::Duration& duration) {
    return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

}  // namespace

std::string flow_id_text(uint64_t id) {
    return std::to_string(id >> kWorkerShift) + "." +
           std::to_string(id & ((uint64_t{1} << kWorkerShift) - 1));
}

std::optional<uint64_t> parse_flow_id(std::string_view text) {
    const auto number = [](std::string_view digits, uint64_t most) -> std::optional<uint64_t> {
        uint64_t value = 0;
        const char* const end = digits.data() + digits.size();
        const auto [stopped, error] = std::from_chars(digits.data(), end, value);
        if (error != std::errc{} || stopped != end || value > most)
            return std::nullopt;
        return value;
    };
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos)
        return number(text, UINT64_MAX);
    const auto worker = number(text.substr(0, dot), UINT8_MAX);
    const auto count = number(text.substr(dot + 1), (uint64_t{1} << kWorkerShift) - 1);
    if (!worker || !count)
        return std::nullopt;
    return *worker << kWorkerShift | *count;
}

void print_flows(const v1::FlowList& list, std::ostream& out) {
    Table table{{"SUBSCRIBER"},
                {"REMOTE"},
                {"PROTO"},
                {"LABEL"},
                {"GRADE"},
                {"ENC"},
                {"ROLES"},
                {"UP", Table::Align::right},
                {"DOWN", Table::Align::right},
                {"AGE", Table::Align::right},
                {"ID"}};
    for (const v1::Flow& flow : list.flows()) {
        const bool known = !flow.subscriber().empty();
        table.add_row({end_name(known ? flow.subscriber() : flow.subscriber_address(),
                                flow.subscriber_port()),
                       end_name(flow.remote_address(), flow.remote_port()),
                       protocol_name(flow.protocol()), flow.label(), flow.grade(),
                       flow.encrypted() ? "yes" : "-", roles(flow),
                       format_bytes(flow.up().ip_bytes()), format_bytes(flow.down().ip_bytes()),
                       format_age(seconds(flow.age())), flow_id_text(flow.id())});
        add_notes("up    ", flow.up(), table);
        add_notes("down  ", flow.down(), table);
    }
    table.print(out);
}

}  // namespace sluice
