// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "dataplane/dataplane_impl.h"
#include "ebpf/xdp_port.h"

namespace sluice {
namespace {

// Equal names are equal numbers.
uint16_t realm_of(const std::vector<LinkConfiguration>& links, uint16_t link) {
    const auto same = std::ranges::find(links, links[link].realm, &LinkConfiguration::realm);
    return static_cast<uint16_t>(same - links.begin());
}

// Of what comes in by the port.
Direction direction_of(PortRole role) {
    return role == PortRole::core ? Direction::down : Direction::up;
}

}  // namespace

void Dataplane::Impl::prepare_ports() {
    for (uint16_t link = 0; link < configuration_.links.size(); ++link) {
        if (configuration_.links[link].mode == LinkMode::beside_path)
            prepare_tap(link);
        else
            prepare_pairs(link);
    }
}

Port& Dataplane::Impl::add_port(const PortConfiguration& configuration, uint16_t link,
                                PortRole role, const std::string& peer) {
    // As lane_worker() has it: the first lane is the worker's of the port's own number.
    XdpPortSettings settings{.peer = peer,
                             .heartbeats = heartbeats_.map(),
                             .first_worker = static_cast<uint32_t>(ports_.size()) % worker_count(),
                             .workers = worker_count(),
                             .patience_ns = configuration_.heartbeat.patience_ns,
                             .settle_ns = configuration_.heartbeat.settle_ns,
                             .fail_closed = configuration_.links[link].fail_closed,
                             .realm = realm_of(configuration_.links, link),
                             .direction = static_cast<uint8_t>(direction_of(role))};
    if (shunt_clerk_) {
        settings.shunted_flows = shunt_clerk_->maps().flows_map();
        settings.shunt_places = shunt_clerk_->maps().places_map();
    }
    Port port = prepare_port(configuration, worker_count(), settings);
    port.link = link;
    port.role = role;
    port.peer = static_cast<uint16_t>(ports_.size());
    if (configuration.trust)
        port.trust = std::make_shared<const TrustMap>(*configuration.trust);
    return ports_.emplace_back(std::move(port));
}

void Dataplane::Impl::prepare_pairs(uint16_t link) {
    for (const PairConfiguration& pair : configuration_.links[link].pairs) {
        const auto first = static_cast<uint16_t>(ports_.size());
        add_port(pair.access, link, PortRole::access, pair.core.interface).peer = first + 1;
        add_port(pair.core, link, PortRole::core, pair.access.interface).peer = first;
    }
}

void Dataplane::Impl::prepare_tap(uint16_t link) {
    const LinkConfiguration& tap = configuration_.links[link];
    std::optional<uint16_t> inject;
    if (tap.inject) {
        Port& port = add_port(tap.inject->port, link, PortRole::inject);
        port.next_hop = tap.inject->next_hop;
        inject = port.peer;
    }
    for (const MirrorConfiguration& mirror : tap.mirrors) {
        Port& port = add_port(mirror.port, link, PortRole::mirror);
        port.peer = inject.value_or(port.peer);
        port.sees = mirror.sees;
        port.subscribers =
            std::make_shared<const SubscriberSide>(tap.subscriber_prefixes, mirror.vlans);
    }
}

namespace {

PortTraits::Side side_of(const Port& port) {
    if (port.role != PortRole::mirror)
        return port.role == PortRole::access ? PortTraits::Side::access : PortTraits::Side::core;
    switch (port.sees) {
        case MirrorConfiguration::Sees::both:
            break;
        case MirrorConfiguration::Sees::up:
            return PortTraits::Side::access;
        case MirrorConfiguration::Sees::down:
            return PortTraits::Side::core;
    }
    return PortTraits::Side::by_address;
}

}  // namespace

// Where the box takes a sender's DSCPs for others it writes into each packet.
bool Dataplane::Impl::can_shunt(uint16_t port) const {
    return shunt_clerk_ != nullptr && has_bypass(ports_, port) && ports_[port].trust == nullptr &&
           ports_[ports_[port].peer].trust == nullptr;
}

std::vector<PortTraits> Dataplane::Impl::port_traits() const {
    std::vector<PortTraits> all;
    for (uint16_t index = 0; index < ports_.size(); ++index) {
        const Port& port = ports_[index];
        const LinkConfiguration& link = configuration_.links[port.link];
        const bool tap = port.role == PortRole::mirror;
        all.push_back({.side = side_of(port),
                       .tunnels = link.tunnels,
                       .realm = realm_of(configuration_.links, port.link),
                       .link = port.link,
                       .port = tap ? port.peer : index,
                       .peer = port.peer,
                       .tap = tap,
                       .shunts = can_shunt(index),
                       .subscribers = port.subscribers,
                       .trust = port.trust});
    }
    return all;
}

}  // namespace sluice
