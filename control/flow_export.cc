// SPDX-License-Identifier: Apache-2.0
#include "control/flow_export.h"

#include <spdlog/spdlog.h>

#include "control/metrics/ipfix_metrics.h"

namespace sluice {
namespace {

IpfixExporter::Source flow_records_of(Dataplane& dataplane, const SubscriberRegistry& registry) {
    return {
        [&](std::span<FlowRecord> records) { return dataplane.take_flow_records(records); },
        [&] { return dataplane.now_ns(); },
        [&](uint32_t record) { return registry.id_of(record); },
        [&] {
            IpfixLoss lost;
            for (const WorkerReport& worker : dataplane.workers()) {
                if (const FlowRecordCounts* counts = worker.flow_records)
                    lost +=
                        {counts->lost.get(), counts->lost_packets.get(), counts->lost_bytes.get()};
            }
            return lost;
        },
        [&] { dataplane.flush_flow_records(); },
        [&] { return dataplane.flow_records_flushed(); },
    };
}

}  // namespace

FlowExport::FlowExport(const IpfixSettings& settings, Dataplane& dataplane,
                       const SubscriberRegistry& registry)
    : dataplane_(dataplane),
      exporter_(settings, flow_records_of(dataplane, registry),
                [](const std::string& line) { spdlog::warn("{}", line); }) {}

void FlowExport::add_metrics(Families& out) const {
    add_ipfix_metrics(dataplane_.workers(), exporter_, out);
}

}  // namespace sluice
