// SPDX-License-Identifier: Apache-2.0
#include "dataplane/shunt/needs_worker.h"

#include <algorithm>
#include <cstring>

#include "dataplane/layers.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/worker.h"
#include "ebpf/plain_flow.h"

namespace sluice {
namespace {

static_assert(sizeof(FlowKey) == sizeof(sluice_flow_key));
static_assert(offsetof(FlowKey, remote) == offsetof(sluice_flow_key, remote));
static_assert(offsetof(FlowKey, subscriber_port) == offsetof(sluice_flow_key, subscriber_port));
static_assert(offsetof(FlowKey, remote_port) == offsetof(sluice_flow_key, remote_port));
static_assert(offsetof(FlowKey, realm) == offsetof(sluice_flow_key, realm));
static_assert(offsetof(FlowKey, protocol) == offsetof(sluice_flow_key, protocol));

// Nothing is done but forwarding. A rule may say just that; a cap counts.
bool is_left_alone(const Flow& flow) {
    return std::ranges::all_of(flow.decision,
                               [](const CachedDecision& decision) {
                                   return decision.does == 0 &&
                                          decision.bucket == Policer::kNoBucket;
                               }) &&
           std::ranges::all_of(flow.enforcement.cap_slot,
                               [](uint32_t place) { return place == UINT32_MAX; });
}

bool may_be_held_back(const Flow& flow, const Packet& packet, const Worker& worker) {
    if (worker.scheduler == nullptr || !worker.scheduler->on())
        return false;
    const ShapingPlan& plan = worker.snapshot->shaping();
    const SubscriberRef subscriber = worker.subscriber_of(flow);
    const bool known = flow.subscriber_record != SubscriberRef::kNobody;
    return plan.may_hold_back(
        known ? subscriber.tier : plan.default_tier,
        plan.gate_of(known ? subscriber.site : 0, worker.ports[packet.port].link));
}

bool is_tunnel_port(uint16_t port) {
    return port == layers::kGtpU || port == layers::kVxlan || port == layers::kL2tp;
}

// Another packet of what looks like the same flow may carry others inside.
bool may_be_tunnel(const FlowKey& key) {
    return is_tunnel_port(key.subscriber_port) || is_tunnel_port(key.remote_port);
}

bool is_dhcp(const FlowKey& key) {
    return layers::is_dhcp_port(key.subscriber_port) || layers::is_dhcp_port(key.remote_port);
}

bool kernel_says_the_same(const Packet& packet, const PortTraits& traits) {
    if (packet.first.layer != FirstLayer::ethernet || packet.first.offset != 0)
        return false;
    sluice_plain_packet seen{};
    return sluice_read_plain_packet(packet.data, packet.data + packet.length, packet.wire_length,
                                    traits.realm, static_cast<uint8_t>(packet.direction),
                                    &seen) != 0 &&
           std::memcmp(&seen.key, &packet.key, sizeof seen.key) == 0 &&
           seen.ip_bytes == packet.parsed.ip_bytes;
}

}  // namespace

bool needs_worker(const Packet& packet, const Worker& worker) {
    const Flow& flow = *packet.flow;
    const PortTraits& traits = worker.ports[packet.port];
    return flow.inspection.needs_payload() || flow.state == FlowState::closing ||
           flow.snapshot != worker.decision_round || !is_left_alone(flow) || !traits.shunts ||
           may_be_tunnel(flow.key) || is_dhcp(flow.key) || may_be_held_back(flow, packet, worker) ||
           !kernel_says_the_same(packet, traits);
}

}  // namespace sluice
