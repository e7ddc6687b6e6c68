// SPDX-License-Identifier: Apache-2.0
#include "control/services/links_service.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "control/metrics/sum.h"
#include "rpc/peer_name.h"

namespace sluice {
namespace {

uint64_t now_ns() {
    return static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count());
}

v1::Port::Side side_of(PortRole role) {
    switch (role) {
        case PortRole::access:
            return v1::Port::SIDE_ACCESS;
        case PortRole::core:
            return v1::Port::SIDE_CORE;
        case PortRole::mirror:
            return v1::Port::SIDE_MIRROR;
        case PortRole::inject:
            return v1::Port::SIDE_INJECT;
    }
    return v1::Port::SIDE_UNSPECIFIED;
}

v1::Link::State state_of(LinkState::State state) {
    switch (state) {
        case LinkState::State::inspecting:
            return v1::Link::STATE_INSPECTING;
        case LinkState::State::bypassed:
            return v1::Link::STATE_BYPASSED;
        case LinkState::State::cut:
            return v1::Link::STATE_CUT;
    }
    return v1::Link::STATE_UNSPECIFIED;
}

std::optional<LinkForce> force_of(v1::SetLinkModeRequest::Force force) {
    switch (force) {
        case v1::SetLinkModeRequest::FORCE_INSPECT:
            return LinkForce::inspect;
        case v1::SetLinkModeRequest::FORCE_BYPASS:
            return LinkForce::bypass;
        case v1::SetLinkModeRequest::FORCE_CUT:
            return LinkForce::cut;
        default:
            return std::nullopt;
    }
}

void fill(const PortReport& report, bool with_xstats, v1::Port* out) {
    out->set_name(report.name);
    out->set_side(side_of(report.role));
    out->set_up(report.up);
    out->set_speed_mbps(report.speed_mbps);
    out->set_driver(report.driver);
    out->set_received_packets(report.received_packets);
    out->set_received_bytes(report.received_bytes);
    out->set_sent_packets(report.sent_packets);
    out->set_sent_bytes(report.sent_bytes);
    out->set_missed_packets(report.missed_packets);
    out->set_no_buffer_packets(report.no_buffer_packets);
    for (const PortVerdict& verdict : report.verdicts) {
        v1::Verdict* each = out->add_verdicts();
        each->set_name(verdict.name);
        each->set_packets(verdict.packets);
        each->set_bytes(verdict.bytes);
    }
    if (!with_xstats)
        return;
    for (const auto& [key, value] : report.xstats)
        (*out->mutable_xstats())[key] = value;
}

}  // namespace

grpc::Status LinksService::List(grpc::ServerContext*, const v1::ListLinksRequest* request,
                                v1::ListLinksResponse* response) {
    const auto ports = request->without_ports() ? std::vector<PortReport>{} : dataplane_.ports();
    const auto workers = dataplane_.workers();
    const auto states = dataplane_.link_states();
    response->set_time_ns(now_ns());
    for (size_t index = 0; index < dataplane_.links.size(); ++index) {
        const LinkConfiguration& link = dataplane_.links[index];
        v1::Link* out = response->add_links();
        out->set_name(link.name);
        out->set_mode(link.mode == LinkMode::beside_path ? v1::Link::MODE_TAP
                                                         : v1::Link::MODE_INLINE);
        out->set_up_bps(link.up_bps);
        out->set_down_bps(link.down_bps);
        out->set_up_ip_bytes(passed(workers, index, Direction::up));
        out->set_down_ip_bytes(passed(workers, index, Direction::down));
        out->set_state(state_of(states[index].state));
        out->set_state_reason(states[index].reason);
        for (const PortReport& port : ports) {
            if (port.link == link.name)
                fill(port, request->xstats(), out->add_ports());
        }
    }
    return grpc::Status::OK;
}

grpc::Status LinksService::SetMode(grpc::ServerContext* context,
                                   const v1::SetLinkModeRequest* request,
                                   v1::SetLinkModeResponse*) {
    const auto force = force_of(request->force());
    if (!force)
        return {grpc::StatusCode::INVALID_ARGUMENT,
                "force: say FORCE_INSPECT, FORCE_BYPASS or FORCE_CUT"};
    const auto link =
        std::ranges::find(dataplane_.links, request->link(), &LinkConfiguration::name);
    if (link == dataplane_.links.end())
        return {grpc::StatusCode::NOT_FOUND, "there is no link '" + request->link() + "'"};
    try {
        dataplane_.force_link(static_cast<size_t>(link - dataplane_.links.begin()), *force);
    } catch (const DataplaneError& error) {
        return {grpc::StatusCode::FAILED_PRECONDITION, error.what()};
    }
    const std::string author = author_of(*context, request->author());
    audit_.record("link.forced", "link " + link->name,
                  std::string(name(*force)) + (author.empty() ? "" : ", by " + author));
    return grpc::Status::OK;
}

}  // namespace sluice
