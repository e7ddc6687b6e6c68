// SPDX-License-Identifier: Apache-2.0
// bench-scheduler SCENE: the scheduler and rte_sched with one backlog, in turn, as a line of JSON;
// or the scheduler with subscribers who have none.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "bench/backlog_costs.h"
#include "bench/backlog_packets.h"
#include "bench/core_time.h"
#include "bench/dpdk_start.h"
#include "bench/idle_subscribers.h"
#include "bench/rte_sched_peer.h"
#include "bench/shaper_backlog.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kLoadBps = 10'000'000'000;  // that the sites or the tiers let through
constexpr uint64_t kPollIntervalNs = 20'000;
constexpr uint64_t kRunNs = 200'000'000;

struct Options {
    std::string scene;
    BacklogShape shape;
    unsigned runs = 5;
};

// turns: nothing holds anybody back but the core's speed and whose turn it is. sites: all tiers
// together are four times what the sites carry. tiers: nobody waits for others.
BacklogShape shaped(BacklogShape shape, const std::string& scene) {
    if (scene == "turns") {
        shape.turns_only = true;
        shape.link_bps = shape.site_bps = shape.tier_bps = 1'000'000'000'000;
        return shape;
    }
    shape.link_bps = kLoadBps * 5 / 2;
    shape.site_bps = (scene == "sites" ? kLoadBps : shape.link_bps) / shape.sites;
    shape.tier_bps = (scene == "sites" ? 4 * kLoadBps : kLoadBps) / shape.subscribers;
    return shape;
}

// One of the two, over several runs.
struct Contender {
    explicit Contender(Backlog& what) : backlog(&what) {}

    void run(const std::string& scene) {
        const BacklogCosts costs =
            scene == "turns" ? spun(*backlog, kRunNs) : polled(*backlog, kPollIntervalNs, kRunNs);
        ns.push_back(costs.ns);
        pps.push_back(costs.pps);
        undisturbed &= costs.undisturbed;
    }
    void print(const char* name, const BacklogShape& shape) const {
        std::printf(
            "\"%s\": {\"ns\": %.1f, \"pps\": %.0f, \"least_share\": %.2f, "
            "\"subscriber_bytes\": %.0f}, ",
            name, median(ns), median(pps),
            least_share(*backlog, shape.subscribers, uint64_t{20} * shape.subscribers),
            static_cast<double>(backlog->memory_bytes()) / shape.subscribers);
    }

    Backlog* backlog;
    std::vector<double> ns;
    std::vector<double> pps;
    bool undisturbed = true;
};

void measure_idle(uint32_t subscribers) {
    constexpr uint32_t kWaitingAtOnce = 65'536;
    const IdleCosts costs = idle_subscribers(subscribers, kWaitingAtOnce);
    std::printf("{\"bytes_each\": %.1f, \"pass_ns\": %.1f, \"unshaped\": %lu}\n", costs.bytes_each,
                costs.pass_ns, costs.unshaped);
}

void measure(const Options& options) {
    const BacklogShape shape = shaped(options.shape, options.scene);
    const size_t buffers = 2 * size_t{shape.packets()} + 1'024;
    setpriority(PRIO_PROCESS, 0, -20);  // where it may
    const bool huge_pages =
        start_dpdk("bench-scheduler", last_core(),
                   buffers * kBacklogBufferBytes + size_t{shape.subscribers} * 4'096, {});
    rte_mempool* const pool = make_backlog_pool(static_cast<uint32_t>(buffers));
    Subscribers subscribers({.subscribers = shape.subscribers});
    fill_subscribers(shape, subscribers);
    ShaperBacklog shaper(shape, subscribers, pool);
    RteSchedPeer rte_sched(shape, pool);

    Contender ours(shaper);
    Contender theirs(rte_sched);
    std::vector<double> ratios;
    for (unsigned run = 0; run <= options.runs; ++run) {
        theirs.run(options.scene);
        ours.run(options.scene);
        ratios.push_back(theirs.ns.back() / ours.ns.back());
        if (run == 0) {  // until the caches have what they will have
            ratios.clear();
            theirs = Contender(rte_sched);
            ours = Contender(shaper);
        }
    }
    std::printf("{");
    ours.print("shaper", shape);
    theirs.print("rte_sched", shape);
    std::printf("\"ratio\": %.2f, \"undisturbed\": %s, \"huge_pages\": %s}\n", median(ratios),
                ours.undisturbed && theirs.undisturbed ? "true" : "false",
                huge_pages ? "true" : "false");
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    CLI::App app{"The scheduler beside rte_sched.", "bench-scheduler"};
    Options options;
    app.add_option("SCENE", options.scene)
        ->required()
        ->check(CLI::IsMember({"turns", "sites", "tiers", "idle"}));
    app.add_option("--subscribers", options.shape.subscribers);
    app.add_option("--flows", options.shape.flows);
    app.add_option("--packets-each", options.shape.packets_each);
    app.add_option("--runs", options.runs)->check(CLI::Range(1u, 101u));
    CLI11_PARSE(app, argc, argv);
    try {
        if (options.scene == "idle")
            measure_idle(options.shape.subscribers);
        else
            measure(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-scheduler: %s\n", error.what());
        return 1;
    }
    return 0;
}
