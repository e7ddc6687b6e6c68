// SPDX-License-Identifier: Apache-2.0
#include "bench/scenes.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "bench/box.h"
#include "bench/core_time.h"
#include "bench/every_core.h"
#include "bench/half_open_flood.h"
#include "bench/many_rules.h"
#include "dataplane/timing_wheel.h"

namespace sluice::bench {
namespace {

// The mean life of a flow of the BitTorrent mix, idle time included, by the box's own timeouts;
// and the longest, after which the table holds as many as it ever will.
constexpr uint64_t kMeanLifeNs = 75'000'000'000;
constexpr uint64_t kLongestLifeNs = 170'000'000'000;

Costs measure(Box& box, const Scene& scene) {
    std::vector<double> baseline;
    std::vector<double> total;
    std::vector<double> beyond;
    const uint64_t created_before = box.worker().counters.flows_created.get();
    for (unsigned run = 0; run < scene.runs; ++run) {
        baseline.push_back(box.baseline_ns(scene.packets_per_run));
        total.push_back(box.measured_ns(scene.packets_per_run));
        beyond.push_back(total.back() - baseline.back());
    }
    Worker& worker = box.worker();
    const size_t table_bytes = worker.flows.memory_bytes() + sizeof(TimingWheel);
    return {
        .baseline_ns = median(baseline),
        .total_ns = median(total),
        .beyond_ns = median(beyond),
        .flows = worker.flows.size(),
        .lost_packets = box.received() - box.sent(),
        .flow_bytes = table_bytes / worker.flows.capacity(),
        .table_bytes = table_bytes,
        .worker_bytes = worker.memory_bytes(),
        .mean_run_flows_created =
            static_cast<double>(worker.counters.flows_created.get() - created_before) / scene.runs};
}

}  // namespace

WorkerSettings worker_settings(uint32_t flows) {
    WorkerSettings settings;
    settings.flows = flows;
    settings.hash_seed = 0x5eed;
    return settings;
}

uint32_t variants_for(const Scene& scene) {
    return std::bit_ceil(std::max(1u, scene.flows / scene.flows_in_capture));
}

void settle(Box& box, uint64_t cycle_packets) {
    constexpr int kMostCycles = 40;  // far more than any budget of packets
    for (int cycle = 0; cycle < kMostCycles; ++cycle) {
        const uint64_t before = box.worker().classifier.counts().inspected_packets.get();
        box.measured_ns(cycle_packets);
        if (box.worker().classifier.counts().inspected_packets.get() == before)
            return;
    }
}

Costs settled_flows(CapturePort& port, const Scene& scene) {
    const Load load{.variants = variants_for(scene)};
    Box box(port, worker_settings(load.variants * scene.flows_in_capture), load, many_rules(0, 1));
    settle(box, uint64_t{load.variants} * port.capture_packets());
    box.scatter();
    return measure(box, scene);
}

Costs fresh_flows(CapturePort& port, const Scene& scene) {
    const Load load{.pass_ns = kMeanLifeNs * scene.flows_in_capture / scene.flows};
    Box box(port, worker_settings(scene.flows * 2), load, many_rules(0, 1));
    box.measured_ns(kLongestLifeNs / load.pass_ns * port.capture_packets());
    return measure(box, scene);
}

FloodCosts flooded(CapturePort& port, const Scene& scene, uint32_t half_open) {
    constexpr uint32_t kNewFlows = 1'000;
    const auto now_ns = [] {
        return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    };
    const Load load{.variants = variants_for(scene)};
    const uint32_t settled_flows = load.variants * scene.flows_in_capture;
    const WorkerSettings settings = worker_settings(settled_flows + half_open + kNewFlows);
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    Box quiet(port, settings, load, many_rules(0, 1));
    Box flooded(port, settings, load, many_rules(0, 1));
    for (Box* const box : {&quiet, &flooded}) {
        settle(*box, cycle_packets);
        box->scatter();
    }
    Worker& worker = flooded.worker();
    const Classifier& classifier = worker.classifier;
    const size_t memory_before = classifier.memory_bytes();
    HalfOpenFlood flood(worker);
    flood.begin_and_stop(half_open, now_ns());

    std::vector<double> quiet_ns;
    std::vector<double> flooded_ns;
    std::vector<double> ratios;
    for (unsigned run = 0; run < scene.runs; ++run) {
        // Whole passes, so that each box meets the capture where it left it.
        const double baseline = quiet.baseline_ns(cycle_packets);
        quiet_ns.push_back(quiet.measured_ns(cycle_packets) - baseline);
        flooded_ns.push_back(flooded.measured_ns(cycle_packets) - baseline);
        ratios.push_back(flooded_ns.back() / quiet_ns.back());
    }

    FloodCosts costs{.quiet_ns = median(quiet_ns),
                     .flooded_ns = median(flooded_ns),
                     .ratio = median(ratios),
                     .half_open = worker.flows.size() - settled_flows,
                     .undecided_in_use = classifier.undecided_in_use(),
                     .flood_packets = flood.packets(),
                     .flood_forwarded = flood.forwarded(),
                     .new_flows = kNewFlows,
                     .undecided_exhausted = classifier.counts().undecided_exhausted.get(),
                     .held_exhausted = classifier.counts().beginnings_exhausted.get() +
                                       classifier.counts().held_exhausted.get()};
    const Counter& peers = worker.counters.label_flows[static_cast<size_t>(Label::bittorrent_peer)];
    const uint64_t peers_before = peers.get();
    flood.begin_and_shake_hands(kNewFlows, now_ns());
    costs.new_packets_lost =
        (flood.packets() - costs.flood_packets) - (flood.forwarded() - costs.flood_forwarded);
    costs.new_recognised = peers.get() - peers_before;
    costs.memory_growth = classifier.memory_bytes() - memory_before;
    return costs;
}

SwapCosts policy_swaps(CapturePort& port, const Scene& scene) {
    constexpr unsigned kSwapsUnderLoad = 5;
    uint32_t number = 1;
    std::vector<std::shared_ptr<const Snapshot>> snapshots{many_rules(scene.rules, number)};
    const Load load{.variants = variants_for(scene)};
    Box box(port, worker_settings(load.variants * scene.flows_in_capture), load, snapshots.front());
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    settle(box, cycle_packets);
    box.scatter();

    // A cycle in which every flow decides again, beside one in which none does.
    std::vector<double> redecide_ns;
    for (unsigned run = 0; run < scene.runs; ++run) {
        snapshots.push_back(many_rules(scene.rules, ++number));
        const double quiet_ns = box.measured_ns(cycle_packets);
        const uint64_t decisions_before = box.worker().counters.decisions.get();
        box.publish(snapshots.back().get());
        const double swapped_ns = box.measured_ns(cycle_packets);
        const uint64_t decisions = box.worker().counters.decisions.get() - decisions_before;
        redecide_ns.push_back((swapped_ns - quiet_ns) * static_cast<double>(cycle_packets) /
                              static_cast<double>(decisions));
    }

    std::vector<double> compile_ms;
    std::atomic<bool> done{false};
    const uint64_t received_before = box.received();
    std::thread publisher([&] {
        run_on_every_core();
        for (unsigned swap = 0; swap < kSwapsUnderLoad; ++swap) {
            const auto start = std::chrono::steady_clock::now();
            snapshots.push_back(many_rules(scene.rules, ++number));
            const std::chrono::duration<double, std::milli> taken =
                std::chrono::steady_clock::now() - start;
            compile_ms.push_back(taken.count());
            box.publish(snapshots.back().get());
            while (box.adopted() != number)
                std::this_thread::yield();
        }
        done = true;
    });
    while (!done)
        box.measured_ns(Burst::kCapacity);
    publisher.join();
    return {.redecide_ns = median(redecide_ns),
            .compile_ms = median(compile_ms),
            .swaps_under_load = kSwapsUnderLoad,
            .packets_under_load = box.received() - received_before,
            .lost_packets = box.received() - box.sent()};
}

}  // namespace sluice::bench
