// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

constexpr double kBitsPerMegabit = 1e6;

template <typename ValueOf>
void add_each(const std::vector<PortReport>& ports, Families& out, ValueOf&& value_of) {
    for (const PortReport& port : ports)
        out.add({{"link", port.link}, {"port", port.name}, {"side", name(port.role)}},
                static_cast<double>(value_of(port)));
}

}  // namespace

void add_link_metrics(const std::vector<LinkConfiguration>& links,
                      const std::vector<WorkerReport>& workers, Families& out) {
    const auto add_each = [&](auto&& value_of) {
        for (size_t link = 0; link < links.size(); ++link) {
            for (const Direction direction : kDirections)
                out.add({{"link", links[link].name}, {"direction", name(direction)}},
                        static_cast<double>(value_of(link, direction)));
        }
    };
    out.counter("sluice_link_ip_bytes_total",
                "IP-layer bytes that went on over the link, or passed where it is a tap.");
    add_each([&](size_t link, Direction direction) { return passed(workers, link, direction); });
    out.gauge("sluice_link_capacity_bps", "What the link holds, as configured; 0: not given.");
    add_each([&](size_t link, Direction direction) {
        return direction == Direction::up ? links[link].up_bps : links[link].down_bps;
    });
}

void add_port_metrics(const std::vector<PortReport>& ports, Families& out) {
    out.gauge("sluice_port_up", "1 if the port has a link.");
    add_each(ports, out, [](const auto& p) { return p.up ? 1 : 0; });
    out.gauge("sluice_port_speed_bps", "Link speed in bits per second; 0 if not known.");
    add_each(ports, out, [](const auto& p) { return p.speed_mbps * kBitsPerMegabit; });
    out.counter("sluice_port_received_packets_total", "Frames that the port received.");
    add_each(ports, out, [](const auto& p) { return p.received_packets; });
    out.counter("sluice_port_received_bytes_total", "Bytes that the port received.");
    add_each(ports, out, [](const auto& p) { return p.received_bytes; });
    out.counter("sluice_port_sent_packets_total", "Frames that the port sent.");
    add_each(ports, out, [](const auto& p) { return p.sent_packets; });
    out.counter("sluice_port_sent_bytes_total", "Bytes that the port sent.");
    add_each(ports, out, [](const auto& p) { return p.sent_bytes; });
    out.counter("sluice_port_missed_packets_total",
                "Frames lost because the port had no free descriptor.");
    add_each(ports, out, [](const auto& p) { return p.missed_packets; });
    out.counter("sluice_port_no_buffer_packets_total",
                "Frames lost because the pool had no free buffer.");
    add_each(ports, out, [](const auto& p) { return p.no_buffer_packets; });
    out.untyped("sluice_port_xstat", "The driver's own counters, by its own names.");
    for (const PortReport& port : ports) {
        for (const auto& [name, value] : port.xstats)
            out.add({{"port", port.name}, {"name", name}}, static_cast<double>(value));
    }
}

}  // namespace sluice
