// SPDX-License-Identifier: Apache-2.0
#include "replay/report_json.h"

#include <ostream>

#include "replay/json_writer.h"

namespace sluice {
namespace {

void write_labels(const Totals& totals, JsonWriter& json) {
    json.key("labels").open('[');
    for (const LabelRow& row : totals.labels()) {
        json.open('{');
        json.key("label").value(name(row.verdict.label));
        json.key("grade").value(name(row.verdict.grade));
        json.key("flows").value(row.flows);
        json.key("packets").value(row.packets);
        json.key("bytes").value(row.ip_bytes);
        json.close('}');
    }
    json.close(']');
}

// Reasons that did not occur are left out.
template <typename Reason, size_t count>
void write_reasons(std::string_view key, const std::array<uint64_t, count>& counts,
                   JsonWriter& json) {
    json.key(key).open('{');
    for (size_t i = 0; i < count; ++i) {
        if (counts[i] > 0)
            json.key(name(static_cast<Reason>(i))).value(counts[i]);
    }
    json.close('}');
}

std::string_view role_of(const ReplayedFlow& flow, Direction end) {
    if (!flow.peers)
        return "";
    const PeerRole role = flow.peers->role[static_cast<size_t>(end)];
    return role == PeerRole::unknown ? "" : name(role);
}

// Kinds that did not occur are left out.
void write_messages(const ReplayedFlow& flow, Direction direction, JsonWriter& json) {
    json.open('{');
    for (size_t i = 0; flow.peers && i < kMessageKindCount; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        if (const uint32_t count = flow.peers->count(direction, kind); count > 0)
            json.key(name(kind)).value(uint64_t{count});
    }
    json.close('}');
}

// Deeds that did not occur are left out.
void write_deeds(std::string_view key, const std::array<DeedRow, kRuleDeedCount>& deeds,
                 JsonWriter& json) {
    json.key(key).open('{');
    for (size_t i = 0; i < kRuleDeedCount; ++i) {
        const auto deed = static_cast<RuleDeed>(i);
        if (deed == RuleDeed::decided || deeds[i].packets == 0)
            continue;
        json.key(name(deed)).open('{');
        json.key("packets").value(deeds[i].packets);
        json.key("bytes").value(deeds[i].ip_bytes);
        json.close('}');
    }
    json.close('}');
}

void write_rules(const Totals& totals, JsonWriter& json) {
    constexpr auto kDecided = static_cast<size_t>(RuleDeed::decided);
    json.key("rules").open('[');
    for (const RuleRow& rule : totals.rules) {
        json.open('{');
        json.key("rule").value(rule.rule);
        json.key("shadow").value(rule.shadow);
        json.key("flows").value(rule.did[kDecided].packets);
        json.key("shadow_flows").value(rule.would_have[kDecided].packets);
        write_deeds("did", rule.did, json);
        write_deeds("would_have", rule.would_have, json);
        json.close('}');
    }
    json.close(']');
}

// Empty where no rule does.
std::string_view rule_name(const Totals& totals, uint32_t rule) {
    return rule < totals.rules.size() ? std::string_view(totals.rules[rule].rule) : "";
}

void write_flow(const Totals& totals, const ReplayedFlow& flow, JsonWriter& json) {
    json.open('{');
    json.key("label").value(name(flow.verdict.label));
    json.key("grade").value(name(flow.verdict.grade));
    json.key("protocol").value(uint64_t{flow.key.protocol});
    json.key("subscriber").value(flow.key.subscriber.to_string());
    json.key("subscriber_port").value(uint64_t{flow.key.subscriber_port});
    json.key("remote").value(flow.key.remote.to_string());
    json.key("remote_port").value(uint64_t{flow.key.remote_port});
    json.key("packets").value(flow.packets[0] + flow.packets[1]);
    json.key("bytes").value(flow.ip_bytes[0] + flow.ip_bytes[1]);
    json.key("packets_up").value(flow.packets[0]);
    json.key("packets_down").value(flow.packets[1]);
    json.key("bytes_up").value(flow.ip_bytes[0]);
    json.key("bytes_down").value(flow.ip_bytes[1]);
    json.key("first_seen_ns").value(flow.first_seen_ns);
    json.key("last_seen_ns").value(flow.last_seen_ns);
    json.key("rule_up").value(rule_name(totals, flow.rule[0]));
    json.key("rule_down").value(rule_name(totals, flow.rule[1]));
    json.key("shadow_rule_up").value(rule_name(totals, flow.shadow_rule[0]));
    json.key("shadow_rule_down").value(rule_name(totals, flow.shadow_rule[1]));
    json.key("encrypted").value(flow.encrypted);
    json.key("subscriber_role").value(role_of(flow, Direction::up));
    json.key("remote_role").value(role_of(flow, Direction::down));
    write_messages(flow, Direction::up, json.key("messages_up"));
    write_messages(flow, Direction::down, json.key("messages_down"));
    json.close('}');
}

}  // namespace

void print_json(const Totals& totals, bool with_flows, std::ostream& out) {
    JsonWriter json(out);
    json.open('{');
    json.key("packets").value(totals.packets);
    json.key("bytes").value(totals.bytes);
    json.key("flows").value(totals.flows);
    write_labels(totals, json);
    write_reasons<DropReason>("drops", totals.drops, json);
    write_reasons<Oddity>("odd", totals.oddities, json);
    if (!totals.rules.empty())
        write_rules(totals, json);
    if (with_flows) {
        json.key("flow_list").open('[');
        for (const ReplayedFlow& flow : totals.flow_list)
            write_flow(totals, flow, json);
        json.close(']');
    }
    json.close('}');
    out << '\n';
}

}  // namespace sluice
