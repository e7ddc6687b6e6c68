// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

using Workers = std::vector<WorkerReport>;

void add_by_direction(const Workers& workers, PerDirection<Counter> WorkerCounters::*field,
                      Families& out) {
    for (const Direction direction : kDirections)
        out.add({{"direction", name(direction)}}, sum(workers, [&](const WorkerCounters& c) {
                    return std::cref((c.*field)[static_cast<size_t>(direction)]);
                }));
}

void add_by_reason(const Workers& workers,
                   std::array<Counter, kDropReasonCount> WorkerCounters::*field, Families& out) {
    for (size_t i = 0; i < kDropReasonCount; ++i)
        out.add({{"reason", name(static_cast<DropReason>(i))}},
                sum(workers, [&](const WorkerCounters& c) { return std::cref((c.*field)[i]); }));
}

void add_by_label(const Workers& workers,
                  std::array<PerDirection<Counter>, kLabelCount> WorkerCounters::*field,
                  Families& out) {
    for (size_t label = 0; label < kLabelCount; ++label) {
        for (const Direction direction : kDirections)
            out.add({{"label", name(static_cast<Label>(label))}, {"direction", name(direction)}},
                    sum(workers, [&](const WorkerCounters& c) {
                        return std::cref((c.*field)[label][static_cast<size_t>(direction)]);
                    }));
    }
}

void add_label_bytes(const Workers& workers, Families& out) {
    for (size_t i = 0; i < kLabelCount; ++i) {
        const auto label = static_cast<Label>(i);
        for (const Direction direction : kDirections) {
            uint64_t total = 0;
            for (const WorkerReport& worker : workers)
                total += worker.counters->label_ip_bytes(label, direction);
            out.add({{"label", name(label)}, {"direction", name(direction)}},
                    static_cast<double>(total));
        }
    }
}

}  // namespace

void add_traffic_metrics(const Workers& workers, Families& out) {
    out.counter("sluice_received_packets_total", "Frames received.");
    add_by_direction(workers, &WorkerCounters::received_packets, out);
    out.counter("sluice_received_bytes_total", "Bytes of frames received.");
    add_by_direction(workers, &WorkerCounters::received_bytes, out);
    out.counter("sluice_forwarded_packets_total", "Frames forwarded.");
    add_by_direction(workers, &WorkerCounters::forwarded_packets, out);
    out.counter("sluice_forwarded_bytes_total", "Bytes of frames forwarded.");
    add_by_direction(workers, &WorkerCounters::forwarded_bytes, out);
    out.counter("sluice_shunted_packets_total",
                "Packets that went past the workers, by the kernel.");
    add_by_direction(workers, &WorkerCounters::shunted_packets, out);
    out.counter("sluice_shunted_ip_bytes_total", "IP-layer bytes that went past the workers.");
    add_by_direction(workers, &WorkerCounters::shunted_ip_bytes, out);
    out.counter("sluice_observed_packets_total", "Frames of mirror ports, which go nowhere.");
    add_by_direction(workers, &WorkerCounters::observed_packets, out);
    out.counter("sluice_observed_bytes_total", "Bytes of frames of mirror ports.");
    add_by_direction(workers, &WorkerCounters::observed_bytes, out);

    out.counter("sluice_dropped_packets_total", "Frames dropped, by the reason.");
    add_by_reason(workers, &WorkerCounters::dropped_packets, out);
    out.counter("sluice_dropped_bytes_total", "Bytes of frames dropped, by the reason.");
    add_by_reason(workers, &WorkerCounters::dropped_bytes, out);
    out.counter("sluice_uninspected_packets_total",
                "Packets of flows that nobody knew, not looked into because there were too many.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.uninspected_packets); }));
    out.counter("sluice_odd_packets_total",
                "Frames forwarded without being looked at, or not as far as usual, by the cause.");
    for (size_t i = 1; i < kOddityCount; ++i)
        out.add({{"kind", name(static_cast<Oddity>(i))}},
                sum(workers, [&](const auto& c) { return std::cref(c.odd_packets[i]); }));
    out.counter("sluice_marked_packets_total", "Frames whose DSCP a rule has set.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.marked_packets); }));

    out.counter("sluice_label_packets_total", "Packets of flows with that label at the time.");
    add_by_label(workers, &WorkerCounters::label_packets, out);
    out.counter("sluice_label_ip_bytes_total",
                "IP-layer bytes of flows with that label at the time.");
    add_label_bytes(workers, out);
    out.gauge("sluice_label_flows", "Flows in the tables, by label.");
    for (size_t label = 0; label < kLabelCount; ++label)
        out.add({{"label", name(static_cast<Label>(label))}},
                sum(workers, [&](const auto& c) { return std::cref(c.label_flows[label]); }));
}

}  // namespace sluice
