// SPDX-License-Identifier: Apache-2.0
#include "dataplane/dataplane_impl.h"
#include "dataplane/monotonic_clock.h"
#include "ebpf/xdp_port.h"

namespace sluice {
namespace {

sluice_forced forced_by(LinkForce force) {
    switch (force) {
        case LinkForce::inspect:
            return SLUICE_NOT_FORCED;
        case LinkForce::bypass:
            return SLUICE_FORCE_BYPASS;
        case LinkForce::cut:
            return SLUICE_FORCE_CUT;
    }
    return SLUICE_NOT_FORCED;
}

std::string why_not(const WorkersHealth& health) {
    const std::string worker = "worker " + std::to_string(health.worker);
    if (health.trouble == SLUICE_NO_BUFFERS)
        return worker + " has no packet buffers";
    switch (health.state) {
        case WorkersHealth::State::well:
            return {};
        case WorkersHealth::State::stuck:
            return worker + " is stuck";
        case WorkersHealth::State::settling:
            return worker + " was stuck, and is not yet trusted";
        case WorkersHealth::State::absent:
            return worker + " takes no packets";
    }
    return {};
}

}  // namespace

WorkersHealth Dataplane::Impl::health() const {
    return ended_.load()
               ? WorkersHealth{}
               : workers_health(heartbeats_.all(), configuration_.heartbeat, monotonic_ns());
}

bool Dataplane::Impl::has_stuck_worker() const {
    return health().state == WorkersHealth::State::stuck;
}

LinkState Dataplane::Impl::state_of(uint16_t index, const WorkersHealth& workers) const {
    using State = LinkState::State;
    const Port& port = ports_[index];
    const LinkConfiguration& link = configuration_.links[port.link];
    if (port.xdp && lost_ports_[index].load())
        return {State::cut, port.name + " has not our XDP program"};
    const sluice_forced forced =
        port.xdp ? forced_state(*port.xdp) : forced_by(forced_links_[port.link].load());
    if (forced == SLUICE_FORCE_CUT)
        return {State::cut, "an operator wants it"};
    if (forced == SLUICE_FORCE_BYPASS)
        return {State::bypassed, "an operator wants it"};
    if (workers.state == WorkersHealth::State::well)
        return {};
    const bool bypass = has_bypass(ports_, index);
    // Where there is no other way, nobody keeps packets from workers that are back.
    if (workers.state == WorkersHealth::State::settling && !bypass && !link.fail_closed)
        return {};
    const bool passes = (bypass || !link.bypass_command.empty()) && !link.fail_closed;
    return {passes ? State::bypassed : State::cut, why_not(workers)};
}

// The worst of its ports'.
std::vector<LinkState> Dataplane::Impl::link_states() const {
    const WorkersHealth workers = health();
    std::vector<LinkState> states(configuration_.links.size());
    for (uint16_t index = 0; index < ports_.size(); ++index) {
        LinkState& link = states[ports_[index].link];
        if (LinkState state = state_of(index, workers); state.state > link.state)
            link = std::move(state);
    }
    return states;
}

void Dataplane::Impl::force_link(size_t link, LinkForce force) {
    for (uint16_t index = 0; index < ports_.size(); ++index) {
        if (ports_[index].link == link && !has_bypass(ports_, index) &&
            configuration_.links[link].bypass_command.empty())
            throw DataplaneError("port " + ports_[index].name +
                                 " cannot be forced: that takes pairs of kernel interfaces, or a "
                                 "bypass_command of its link");
    }
    forced_links_[link].store(force);
    for (const Port& port : ports_) {
        if (port.link == link && port.xdp)
            force_xdp_port(*port.xdp, forced_by(force));
    }
}

std::vector<std::string> Dataplane::Impl::keep_ports() {
    std::vector<std::string> said;
    for (uint16_t index = 0; index < ports_.size(); ++index) {
        const Port& port = ports_[index];
        if (!port.xdp)
            continue;
        std::string trouble;
        try {
            const XdpAttachment attachment = keep_attached(*port.xdp);
            if (attachment == XdpAttachment::put_back)
                said.push_back(port.name + ": somebody took our XDP program off; it is back");
            if (attachment == XdpAttachment::lost)
                trouble = port.name +
                          ": another XDP program is in the place of ours; ip link set "
                          "dev " +
                          port.name + " xdp off gives it back";
        } catch (const XdpError& error) {
            trouble = error.what();
        }
        const bool was_lost = lost_ports_[index].exchange(!trouble.empty());
        if (!trouble.empty() && !was_lost)
            said.push_back(trouble);
    }
    return said;
}

}  // namespace sluice
