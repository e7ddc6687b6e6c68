// SPDX-License-Identifier: Apache-2.0
#include "bench/usage_cost.h"

#include <set>
#include <vector>

#include "bench/box.h"
#include "bench/core_time.h"
#include "bench/many_rules.h"
#include "bench/subscribed_flows.h"

namespace sluice::bench {
namespace {

constexpr uint32_t kRows = 262'144;

constexpr double kRoundEveryMs = 5'000;  // usage.commit_every, unless given

// Takes what there is, and says how long the worker had to do with it.
double round_ms(Worker& worker, std::vector<UsageRow>& rows) {
    UsageMeter& usage = worker.usage;
    const uint64_t start_ns = core_time_ns();
    usage.ask();
    while (!usage.handed())
        usage.step(worker.flows, 0, true);
    const double taken_ms = static_cast<double>(core_time_ns() - start_ns) * 1e-6;
    rows.assign(usage.rows().begin(), usage.rows().end());
    usage.give_back();
    return taken_ms;
}

}  // namespace

UsageCosts usage_cost(CapturePort& port, const Scene& scene) {
    const Load load{.variants = variants_for(scene)};
    WorkerSettings settings = worker_settings(load.variants * scene.flows_in_capture);
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    Box without(port, settings, load, many_rules(0, 1));
    settings.usage_rows = kRows;
    Box with(port, settings, load, many_rules(0, 1));
    for (Box* const box : {&without, &with}) {
        settle(*box, cycle_packets);
        subscribe_every_end(*box, cycle_packets);
        box->scatter();
    }

    std::vector<double> without_ns;
    std::vector<double> with_ns;
    std::vector<double> rounds_ms;
    std::vector<double> ratios;
    std::vector<UsageRow> rows;
    round_ms(with.worker(), rows);
    for (unsigned run = 0; run < scene.runs; ++run) {
        // Whole passes, so that each box meets the capture where it left it.
        const double baseline = without.baseline_ns(cycle_packets);
        without_ns.push_back(without.measured_ns(cycle_packets) - baseline);
        with_ns.push_back(with.measured_ns(cycle_packets) - baseline);
        rounds_ms.push_back(round_ms(with.worker(), rows));
        const double of_all = rounds_ms.back() / kRoundEveryMs;
        const double round_ns = of_all * (baseline + with_ns.back());
        ratios.push_back((with_ns.back() + round_ns) / without_ns.back());
    }

    std::set<uint32_t> active;
    for (const UsageRow& row : rows)
        active.insert(row.record);
    UsageCosts costs{
        .without_ns = median(without_ns),
        .with_ns = median(with_ns),
        .round_ms = median(rounds_ms),
        .ratio = median(ratios),
        .subscribers = active.size(),
        .unattributed_packets = with.worker().counters.usage_unattributed_packets.get(),
        .lost_packets = without.received() - without.sent() + with.received() - with.sent()};
    if (!active.empty())
        costs.bytes_per_subscriber = static_cast<double>(rows.size() * sizeof(UsageRow)) /
                                     static_cast<double>(active.size());
    return costs;
}

}  // namespace sluice::bench
