// SPDX-License-Identifier: Apache-2.0
#include "bench/rule_set_cost.h"

#include <vector>

#include "bench/box.h"
#include "bench/core_time.h"
#include "bench/large_policy.h"
#include "bench/many_rules.h"

namespace sluice::bench {
namespace {

constexpr unsigned kPrefixesPerRule = 5;

}  // namespace

RuleSetCosts rule_set_cost(CapturePort& port, const Scene& scene) {
    const Load load{.variants = variants_for(scene)};
    const WorkerSettings settings = worker_settings(load.variants * scene.flows_in_capture);
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    Box without(port, settings, load, many_rules(0, 1));
    Box with(port, settings, load,
             build_policy(large_policy(scene.rules, scene.rules * kPrefixesPerRule), 1));
    for (Box* const box : {&without, &with}) {
        settle(*box, cycle_packets);
        box->scatter();
    }

    std::vector<double> without_ns;
    std::vector<double> with_ns;
    std::vector<double> ratios;
    const uint64_t decisions_before = with.worker().counters.decisions.get();
    for (unsigned run = 0; run < scene.runs; ++run) {
        // Whole passes, so that each box meets the capture where it left it.
        const double baseline = without.baseline_ns(cycle_packets);
        without_ns.push_back(without.measured_ns(cycle_packets) - baseline);
        with_ns.push_back(with.measured_ns(cycle_packets) - baseline);
        ratios.push_back(with_ns.back() / without_ns.back());
    }
    return {.without_ns = median(without_ns),
            .with_ns = median(with_ns),
            .ratio = median(ratios),
            .decisions = with.worker().counters.decisions.get() - decisions_before,
            .lost_packets = without.received() - without.sent() + with.received() - with.sent()};
}

}  // namespace sluice::bench
