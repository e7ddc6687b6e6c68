// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/ipfix_metrics.h"

namespace sluice {
namespace {

void add_records(const std::vector<WorkerReport>& workers, Families& out) {
    const auto sum = [&](Counter FlowRecordCounts::*count) {
        uint64_t total = 0;
        for (const WorkerReport& worker : workers)
            total += worker.flow_records == nullptr ? 0 : (worker.flow_records->*count).get();
        return static_cast<double>(total);
    };
    out.counter("sluice_ipfix_flow_records_total",
                "Records that the workers made: both directions of a flow in one.")
        .add({}, sum(&FlowRecordCounts::made));
    out.counter("sluice_ipfix_flow_records_deferred_total",
                "Had no room; what they had is in the flow's next record.")
        .add({}, sum(&FlowRecordCounts::deferred));
    out.counter("sluice_ipfix_flow_records_lost_total",
                "Had no room, and the flow has no other record.")
        .add({}, sum(&FlowRecordCounts::lost));
    out.counter("sluice_ipfix_flow_records_lost_packets_total", "Packets of those.")
        .add({}, sum(&FlowRecordCounts::lost_packets));
    out.counter("sluice_ipfix_flow_records_lost_bytes_total", "IP-layer bytes of those.")
        .add({}, sum(&FlowRecordCounts::lost_bytes));
}

}  // namespace

void add_ipfix_metrics(const std::vector<WorkerReport>& workers, const IpfixExporter& exporter,
                       Families& out) {
    const auto& sessions = exporter.sessions();
    if (sessions.empty())
        return;
    add_records(workers, out);
    const auto each = [&](Counter IpfixCollectorCounts::*count) {
        for (const auto& session : sessions)
            out.add({{"collector", session->name()}},
                    static_cast<double>((session->counts().*count).get()));
    };
    out.gauge(
        "sluice_ipfix_collector_up",
        "1 if the collector is connected, or, over UDP, if nothing says that it is not there.");
    each(&IpfixCollectorCounts::up);
    out.counter("sluice_ipfix_messages_total", "IPFIX messages sent, templates included.");
    each(&IpfixCollectorCounts::messages);
    out.counter("sluice_ipfix_octets_total", "Bytes of those messages.");
    each(&IpfixCollectorCounts::octets);
    out.counter("sluice_ipfix_records_sent_total",
                "Flow records sent: one for each direction that a flow used.");
    each(&IpfixCollectorCounts::sent);
    out.counter("sluice_ipfix_records_lost_total", "Flow records that were not sent, by reason.");
    for (const auto& session : sessions) {
        const IpfixCollectorCounts& counts = session->counts();
        out.add({{"collector", session->name()}, {"reason", "queue_full"}},
                static_cast<double>(counts.lost_queue_full.get()));
        out.add({{"collector", session->name()}, {"reason", "unreachable"}},
                static_cast<double>(counts.lost_unreachable.get()));
    }
    out.counter("sluice_ipfix_lost_packets_total", "Packets of the records that were not sent.");
    each(&IpfixCollectorCounts::lost_packets);
    out.counter("sluice_ipfix_lost_octets_total", "IP-layer bytes of those.");
    each(&IpfixCollectorCounts::lost_octets);
}

}  // namespace sluice
