// SPDX-License-Identifier: Apache-2.0
// bench-pipeline SCENE CAPTURE: one scene on one core, as one line of JSON.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "bench/box.h"
#include "bench/dpdk_start.h"
#include "bench/many_rules.h"
#include "bench/rule_set_cost.h"
#include "bench/scenes.h"
#include "bench/subscriber_changes.h"
#include "bench/usage_cost.h"

namespace sluice::bench {
namespace {

void print(const Costs& costs, bool huge_pages) {
    std::printf(
        "{\"baseline_ns\": %.2f, \"total_ns\": %.2f, \"beyond_ns\": %.2f, \"flows\": %lu, "
        "\"lost_packets\": %lu, \"flow_bytes\": %zu, \"table_bytes\": %zu, "
        "\"worker_bytes\": %zu, \"flows_created_per_run\": %.0f, \"huge_pages\": %s}\n",
        costs.baseline_ns, costs.total_ns, costs.beyond_ns, costs.flows, costs.lost_packets,
        costs.flow_bytes, costs.table_bytes, costs.worker_bytes, costs.mean_run_flows_created,
        huge_pages ? "true" : "false");
}

void print(const SwapCosts& costs) {
    std::printf(
        "{\"redecide_ns\": %.1f, \"compile_ms\": %.1f, \"swaps\": %u, "
        "\"packets\": %lu, \"lost_packets\": %lu}\n",
        costs.redecide_ns, costs.compile_ms, costs.swaps_under_load, costs.packets_under_load,
        costs.lost_packets);
}

void print(const FloodCosts& costs) {
    std::printf(
        "{\"quiet_ns\": %.2f, \"flooded_ns\": %.2f, \"ratio\": %.3f, \"half_open\": %lu, "
        "\"undecided_in_use\": %u, \"flood_packets\": %lu, \"flood_lost\": %lu, "
        "\"new_flows\": %lu, \"new_packets_lost\": %lu, \"new_recognised\": %lu, "
        "\"undecided_exhausted\": %lu, \"held_exhausted\": %lu, \"memory_growth\": %zu}\n",
        costs.quiet_ns, costs.flooded_ns, costs.ratio, costs.half_open, costs.undecided_in_use,
        costs.flood_packets, costs.flood_packets - costs.flood_forwarded, costs.new_flows,
        costs.new_packets_lost, costs.new_recognised, costs.undecided_exhausted,
        costs.held_exhausted, costs.memory_growth);
}

void print(const ChangeCosts& costs) {
    std::printf(
        "{\"quiet_ns\": %.2f, \"changing_ns\": %.2f, \"ratio\": %.3f, \"changes_per_s\": %.0f, "
        "\"subscribers\": %u, \"lost_packets\": %lu}\n",
        costs.quiet_ns, costs.changing_ns, costs.ratio, costs.changes_per_s, costs.subscribers,
        costs.lost_packets);
}

void print(const UsageCosts& costs) {
    std::printf(
        "{\"without_ns\": %.2f, \"with_ns\": %.2f, \"round_ms\": %.2f, \"ratio\": %.3f, "
        "\"subscribers\": %lu, \"bytes_per_subscriber\": %.1f, "
        "\"unattributed_packets\": %lu, \"lost_packets\": %lu}\n",
        costs.without_ns, costs.with_ns, costs.round_ms, costs.ratio, costs.subscribers,
        costs.bytes_per_subscriber, costs.unattributed_packets, costs.lost_packets);
}

void print(const RuleSetCosts& costs) {
    std::printf(
        "{\"without_ns\": %.2f, \"with_ns\": %.2f, \"ratio\": %.3f, \"decisions\": %lu, "
        "\"lost_packets\": %lu}\n",
        costs.without_ns, costs.with_ns, costs.ratio, costs.decisions, costs.lost_packets);
}

void print_bare(CapturePort& port, const Scene& scene) {
    Box box(port, {}, {}, many_rules(0, 1));
    box.bare_ns(scene.packets_per_run);
    std::printf("{\"bare_ns\": %.2f, \"huge_pages\": %s}\n", box.bare_ns(scene.packets_per_run),
                port.huge_pages() ? "true" : "false");
}

int run(const std::string& name, const std::string& capture, const Scene& scene) {
    CapturePort port("bench-pipeline", capture, last_core());
    if (name == "settled")
        print(settled_flows(port, scene), port.huge_pages());
    else if (name == "fresh")
        print(fresh_flows(port, scene), port.huge_pages());
    else if (name == "swap")
        print(policy_swaps(port, scene));
    else if (name == "rules")
        print(rule_set_cost(port, scene));
    else if (name == "changes")
        // A run is short and waits for the first change: no less than 10,000 a second remain.
        print(subscriber_changes(port, scene, 11'500));
    else if (name == "usage")
        print(usage_cost(port, scene));
    else if (name == "flood")
        print(flooded(port, scene, 200'000));
    else
        print_bare(port, scene);
    return 0;
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    CLI::App app{"Whole pipeline on one core: net_pcap, the stages, net_null.", "bench-pipeline"};
    std::string name;
    std::string capture;
    Scene scene;
    app.add_option("SCENE", name)
        ->required()
        ->check(CLI::IsMember(
            {"settled", "fresh", "swap", "rules", "changes", "usage", "flood", "bare"}));
    app.add_option("CAPTURE", capture, "of bench-captures")->required();
    app.add_option("--flows", scene.flows)->check(CLI::Range(1'024u, 1u << 24));
    app.add_option("--capture-flows", scene.flows_in_capture)->check(CLI::Range(1u, 1u << 20));
    app.add_option("--packets", scene.packets_per_run, "in a run");
    app.add_option("--runs", scene.runs)->check(CLI::Range(1u, 101u));
    app.add_option("--rules", scene.rules);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(name, capture, scene);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-pipeline: %s\n", error.what());
        return 1;
    }
}
