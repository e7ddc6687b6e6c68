// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/usage_metrics.h"

#include "control/metrics/sum.h"

namespace sluice {

void add_usage_metrics(const UsageRounds::Counts& counts, const std::vector<WorkerReport>& workers,
                       Families& out) {
    const auto number = [](const auto& count) { return static_cast<double>(count.load()); };
    out.counter("sluice_usage_rounds_total", "Times that usage was taken from the packet path.")
        .add({}, number(counts.rounds));
    out.counter("sluice_usage_rows_total", "Rows of usage that were taken.")
        .add({}, number(counts.rows));
    out.counter("sluice_usage_unknown_rows_total",
                "Of them, those of a record that no subscriber is known by. Should be zero.")
        .add({}, number(counts.unknown_rows));
    out.gauge("sluice_usage_pending_rows", "Rows in memory that are not on the disk.")
        .add({}, number(counts.pending_rows));
    out.counter("sluice_usage_commits_failed_total", "Times that usage could not be written.")
        .add({}, number(counts.commits_failed));
    out.gauge("sluice_usage_failing",
              "1 while usage cannot be written, as on a full disk; what was written is kept.")
        .add({}, counts.failing.load() ? 1 : 0);
    out.counter("sluice_usage_commit_seconds_total", "Time spent writing usage.")
        .add({}, number(counts.commit_ns) * 1e-9);
    out.gauge("sluice_usage_last_commit_time_seconds", "When usage was last written, in Unix time.")
        .add({}, number(counts.committed_s));
    out.counter("sluice_usage_subscribers_erased_total",
                "Subscribers whose usage was erased, since they are gone.")
        .add({}, number(counts.subscribers_erased));
    out.counter("sluice_usage_tables_filled_total",
                "Times that a worker's table was handed over before its time.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.usage_tables_filled); }));
    out.counter("sluice_usage_unattributed_packets_total",
                "Packets that left and are in nobody's usage: without a flow, or no row was left.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.usage_unattributed_packets); }));
    out.counter("sluice_usage_unattributed_ip_bytes_total", "Their IP-layer bytes.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.usage_unattributed_ip_bytes); }));
    out.counter("sluice_usage_unattributed_rule_packets_total",
                "Packets of which it is not told what rules did to them: no row was left.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.rule_effects_unattributed); }));
    out.counter("sluice_usage_unattributed_queue_packets_total",
                "Packets of which it is not told that a queue dropped or marked them: no row was "
                "left. Those dropped are in the usage as if they had left.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.queue_effects_unattributed); }));
    out.counter("sluice_stranger_packets_total",
                "Packets of no subscriber that left, or were put in a queue to.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.stranger_packets); }));
    out.counter("sluice_stranger_ip_bytes_total", "Their IP-layer bytes.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.stranger_ip_bytes); }));
    out.counter("sluice_stranger_queue_dropped_packets_total",
                "Of them, those that the queue dropped.")
        .add({}, sum(workers,
                     [](const auto& c) { return std::cref(c.stranger_queue_dropped_packets); }));
    out.counter("sluice_stranger_queue_dropped_ip_bytes_total", "Their IP-layer bytes.")
        .add({}, sum(workers,
                     [](const auto& c) { return std::cref(c.stranger_queue_dropped_ip_bytes); }));
}

}  // namespace sluice
