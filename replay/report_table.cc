// SPDX-License-Identifier: Apache-2.0
#include "replay/report_table.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <ostream>
#include <string>

#include <netinet/in.h>

namespace sluice {
namespace {

std::string grouped(uint64_t number) {
    std::string text = std::to_string(number);
    for (size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

std::string end_point(const IpAddress& address, uint16_t port) {
    const std::string text = address.to_string();
    if (port == 0)
        return text;
    return (address.is_ipv4() ? text : "[" + text + "]") + ":" + std::to_string(port);
}

std::string protocol_name(uint8_t protocol) {
    switch (protocol) {
        case IPPROTO_TCP:
            return "tcp";
        case IPPROTO_UDP:
            return "udp";
        case IPPROTO_ICMP:
            return "icmp";
        case IPPROTO_ICMPV6:
            return "icmpv6";
        default:
            return std::to_string(protocol);
    }
}

std::string grade_name(Grade grade) {
    return grade == Grade::none ? "-" : std::string(name(grade));
}

void print_labels(const Totals& totals, std::ostream& out) {
    out << std::left << std::setw(28) << "label" << std::setw(10) << "grade" << std::right
        << std::setw(10) << "flows" << std::setw(14) << "packets" << std::setw(20) << "IP bytes"
        << '\n';
    for (const LabelRow& row : totals.labels()) {
        out << std::left << std::setw(28) << name(row.verdict.label) << std::setw(10)
            << grade_name(row.verdict.grade) << std::right << std::setw(10) << grouped(row.flows)
            << std::setw(14) << grouped(row.packets) << std::setw(20) << grouped(row.ip_bytes)
            << '\n';
    }
}

std::string roles(const ReplayedFlow& flow) {
    constexpr std::array kNoneKnown{PeerRole::unknown, PeerRole::unknown};
    if (!flow.peers || flow.peers->role == kNoneKnown)
        return "-";
    const auto shown = [](PeerRole role) {
        return role == PeerRole::unknown ? "?" : std::string(name(role));
    };
    return shown(flow.peers->role[0]) + "/" + shown(flow.peers->role[1]);
}

std::string deeds(const std::array<DeedRow, kRuleDeedCount>& rows) {
    std::string text;
    for (size_t i = 0; i < kRuleDeedCount; ++i) {
        const auto deed = static_cast<RuleDeed>(i);
        if (deed != RuleDeed::decided && rows[i].packets != 0)
            text += (text.empty() ? "" : ", ") + std::string(name(deed)) + " " +
                    grouped(rows[i].packets) + " packets of " + grouped(rows[i].ip_bytes) +
                    " IP bytes";
    }
    return text.empty() ? "nothing" : text;
}

void print_rule(const RuleRow& rule, const char* mode,
                const std::array<DeedRow, kRuleDeedCount>& rows, std::ostream& out) {
    out << std::left << std::setw(28) << rule.rule << ' ' << std::setw(12) << mode << std::right
        << std::setw(10) << grouped(rows[static_cast<size_t>(RuleDeed::decided)].packets) << "  "
        << deeds(rows) << '\n';
}

bool occurred(const std::array<DeedRow, kRuleDeedCount>& rows) {
    return std::ranges::any_of(rows, [](const DeedRow& row) { return row.packets != 0; });
}

// The rules that did something or in shadow would have; how many did not.
void print_rules(const Totals& totals, std::ostream& out) {
    out << '\n'
        << std::left << std::setw(28) << "rule" << ' ' << std::setw(12) << "mode" << std::right
        << std::setw(10) << "flows"
        << "  what\n";
    size_t idle = 0;
    for (const RuleRow& rule : totals.rules) {
        if (occurred(rule.did))
            print_rule(rule, "did", rule.did, out);
        if (occurred(rule.would_have))
            print_rule(rule, "would have", rule.would_have, out);
        idle += !occurred(rule.did) && !occurred(rule.would_have) ? 1 : 0;
    }
    if (idle != 0)
        out << grouped(idle) << " of " << grouped(totals.rules.size())
            << " rules matched nothing\n";
}

std::string decision(const Totals& totals, const ReplayedFlow& flow, Direction direction) {
    const auto name_of = [&](uint32_t rule) {
        return rule < totals.rules.size() ? totals.rules[rule].rule : "";
    };
    const std::string decided = name_of(flow.rule[static_cast<size_t>(direction)]);
    const std::string shadow = name_of(flow.shadow_rule[static_cast<size_t>(direction)]);
    std::string text = decided.empty() ? "" : "rule " + decided;
    if (!shadow.empty())
        text += (text.empty() ? "" : "; ") + ("in shadow rule " + shadow);
    return text;
}

std::string messages(const PeerReport& peers, Direction direction) {
    std::string text;
    for (size_t i = 0; i < kMessageKindCount; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        if (const uint32_t count = peers.count(direction, kind); count > 0)
            text += (text.empty() ? "" : ", ") + std::string(name(kind)) + " " + grouped(count);
    }
    return text;
}

void print_below(const Totals& totals, const ReplayedFlow& flow, Direction direction,
                 std::ostream& out) {
    std::string text = decision(totals, flow, direction);
    const std::string read = flow.peers ? messages(*flow.peers, direction) : "";
    text += (text.empty() || read.empty() ? "" : "; ") + read;
    if (!text.empty())
        out << "       " << std::left << std::setw(6) << name(direction) << text << '\n';
}

void print_flows(const Totals& totals, std::ostream& out) {
    out << '\n'
        << std::left << std::setw(7) << "proto" << std::setw(28) << "label" << std::setw(10)
        << "grade" << std::setw(5) << "enc" << std::setw(20) << "roles" << std::right
        << std::setw(12) << "up packets" << std::setw(12) << "down" << std::setw(15)
        << "up IP bytes" << std::setw(15) << "down"
        << "  subscriber > remote\n";
    for (const ReplayedFlow& flow : totals.flow_list) {
        out << std::left << std::setw(7) << protocol_name(flow.key.protocol) << std::setw(28)
            << name(flow.verdict.label) << std::setw(10) << grade_name(flow.verdict.grade)
            << std::setw(5) << (flow.encrypted ? "yes" : "-") << std::setw(20) << roles(flow)
            << std::right << std::setw(12) << grouped(flow.packets[0]) << std::setw(12)
            << grouped(flow.packets[1]) << std::setw(15) << grouped(flow.ip_bytes[0])
            << std::setw(15) << grouped(flow.ip_bytes[1]) << "  "
            << end_point(flow.key.subscriber, flow.key.subscriber_port) << " > "
            << end_point(flow.key.remote, flow.key.remote_port) << '\n';
        for (const Direction direction : {Direction::up, Direction::down})
            print_below(totals, flow, direction, out);
    }
}

}  // namespace

void print_table(const Totals& totals, std::ostream& out) {
    const double seconds = static_cast<double>(totals.last_ns - totals.first_ns) / 1e9;
    out << grouped(totals.packets) << " packets, " << grouped(totals.bytes) << " bytes, "
        << grouped(totals.flows) << " flows in " << std::fixed << std::setprecision(1) << seconds
        << " s\n\n";
    print_labels(totals, out);

    for (size_t i = 1; i < totals.oddities.size(); ++i) {
        if (totals.oddities[i] > 0)
            out << "not fully looked into: " << grouped(totals.oddities[i]) << " packets, "
                << name(static_cast<Oddity>(i)) << '\n';
    }
    for (size_t i = 0; i < totals.drops.size(); ++i) {
        if (totals.drops[i] > 0)
            out << "dropped: " << grouped(totals.drops[i]) << " packets, "
                << name(static_cast<DropReason>(i)) << '\n';
    }
    if (!totals.rules.empty())
        print_rules(totals, out);
    if (!totals.flow_list.empty())
        print_flows(totals, out);
}

}  // namespace sluice
