// SPDX-License-Identifier: Apache-2.0
#include "control/services/links_service.h"

#include <chrono>

#include "control/metrics/sum.h"

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
        for (const PortReport& port : ports) {
            if (port.link == link.name)
                fill(port, request->xstats(), out->add_ports());
        }
    }
    return grpc::Status::OK;
}

}  // namespace sluice
