// SPDX-License-Identifier: Apache-2.0
#include "control/services/flow_message.h"

namespace sluice {
namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

void set_duration(uint64_t ns, google::protobuf::Duration* out) {
    out->set_seconds(static_cast<int64_t>(ns / kNsPerSecond));
    out->set_nanos(static_cast<int32_t>(ns % kNsPerSecond));
}

v1::Flow::State state_of(FlowState state) {
    switch (state) {
        case FlowState::opening:
            return v1::Flow::STATE_OPENING;
        case FlowState::established:
            return v1::Flow::STATE_ESTABLISHED;
        case FlowState::closing:
            return v1::Flow::STATE_CLOSING;
    }
    return v1::Flow::STATE_UNSPECIFIED;
}

void fill_decision(const FlowReport& report, Direction direction, const Snapshot* decided_by,
                   v1::FlowDirection* out) {
    const uint32_t rule = report.rule[static_cast<size_t>(direction)];
    if (report.snapshot == 0) {
        out->set_decision(v1::FlowDirection::DECISION_UNSPECIFIED);
    } else if (rule == Decision::kNoRule) {
        out->set_decision(v1::FlowDirection::DECISION_NO_RULE);
    } else if (rule == Decision::kNeverTouch) {
        out->set_decision(v1::FlowDirection::DECISION_NEVER_TOUCH);
    } else if (decided_by == nullptr || rule >= decided_by->policy().rules.size()) {
        out->set_decision(v1::FlowDirection::DECISION_EARLIER_POLICY);
    } else {
        out->set_decision(v1::FlowDirection::DECISION_RULE);
        out->set_rule(decided_by->policy().rules[rule].name);
    }
}

void fill_shadow(const FlowReport& report, Direction direction, const Snapshot* decided_by,
                 v1::FlowDirection* out) {
    const uint32_t rule = report.shadow_rule[static_cast<size_t>(direction)];
    if (decided_by != nullptr && rule < decided_by->policy().rules.size())
        out->set_shadow_rule(decided_by->policy().rules[rule].name);
}

std::string role_name(PeerRole role) {
    return role == PeerRole::unknown ? "" : std::string(name(role));
}

void fill_messages(const PeerReport& peers, Direction direction, v1::FlowDirection* out) {
    out->set_requests(peers.requests[static_cast<size_t>(direction)]);
    out->set_pieces(peers.pieces[static_cast<size_t>(direction)]);
    for (size_t i = 0; i < kMessageKindCount; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        const uint32_t count = peers.count(direction, kind);
        if (count == 0)
            continue;
        v1::MessageCount* const message = out->add_messages();
        message->set_kind(std::string(name(kind)));
        message->set_count(count);
    }
}

void fill_direction(const FlowReport& report, Direction direction, const Snapshot* decided_by,
                    v1::FlowDirection* out) {
    out->set_packets(report.packets[static_cast<size_t>(direction)]);
    out->set_ip_bytes(report.ip_bytes[static_cast<size_t>(direction)]);
    fill_decision(report, direction, decided_by, out);
    fill_shadow(report, direction, decided_by, out);
    if (report.peers)
        fill_messages(*report.peers, direction, out);
}

}  // namespace

void fill(const FlowReport& report, const DataplaneView& dataplane,
          const PolicyRevisions& revisions, const SubscriberRegistry& registry, v1::Flow* out) {
    const auto decided_by = revisions.find_snapshot(report.snapshot);
    out->set_id(report.id);
    if (report.port < dataplane.port_links.size())
        out->set_link(dataplane.port_links[report.port]);
    out->set_subscriber(registry.id_of(report.subscriber_record));
    out->set_subscriber_address(report.key.subscriber.to_string());
    out->set_subscriber_port(report.key.subscriber_port);
    out->set_remote_address(report.key.remote.to_string());
    out->set_remote_port(report.key.remote_port);
    out->set_protocol(report.key.protocol);
    out->set_label(std::string(name(report.verdict.label)));
    out->set_grade(std::string(name(report.verdict.grade)));
    out->set_settled(report.settled);
    out->set_encrypted(report.encrypted);
    if (report.peers) {
        const auto& role = report.peers->role;
        out->set_subscriber_role(role_name(role[static_cast<size_t>(Direction::up)]));
        out->set_remote_role(role_name(role[static_cast<size_t>(Direction::down)]));
    }
    out->set_state(state_of(report.state));
    fill_direction(report, Direction::up, decided_by.get(), out->mutable_up());
    fill_direction(report, Direction::down, decided_by.get(), out->mutable_down());
    set_duration(report.age_ns, out->mutable_age());
    set_duration(report.idle_ns, out->mutable_idle());
}

}  // namespace sluice
