// SPDX-License-Identifier: Apache-2.0
// bench-classifier SCENE [CAPTURE]: the classifier alone on one core, as one line of JSON.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include <sched.h>

#include "bench/inspection_scenes.h"
#include "replay/capture_file.h"

namespace sluice::bench {
namespace {

// The last CPU that this process may use: the first ones have the interrupts.
void stay_on_the_last_core() {
    cpu_set_t cores;
    sched_getaffinity(0, sizeof cores, &cores);
    unsigned last = 0;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &cores))
            last = core;
    CPU_ZERO(&cores);
    CPU_SET(last, &cores);
    sched_setaffinity(0, sizeof cores, &cores);
}

Frames read(const std::string& path) {
    Frames frames;
    CaptureFile capture(path);
    while (const CapturedFrame* captured = capture.next())
        frames.push_back({captured->time_ns, {captured->bytes.begin(), captured->bytes.end()}});
    return frames;
}

void print_handshake() {
    std::printf("{\"in_bursts_ns\": %.1f, \"alone_ns\": %.1f}\n", cold_handshake_ns(1'024, 64),
                cold_handshake_ns(1, 151));
}

void print_undecided(unsigned runs) {
    const UndecidedCost udp = undecided_udp(runs);
    const UndecidedCost tcp = undecided_tcp(runs);
    std::printf(
        "{\"udp_ns\": %.1f, \"udp_packets_per_flow\": %.1f, \"tcp_ns\": %.1f, "
        "\"tcp_packets_per_flow\": %.1f}\n",
        udp.ns, udp.packets_per_flow, tcp.ns, tcp.packets_per_flow);
}

void print(const char* name, const WalkedCost& cost, const char* end) {
    std::printf("\"%s\": {\"ns\": %.1f, \"looked_at\": %.3f, \"flows_labelled\": %.3f}%s", name,
                cost.ns, cost.looked_at, cost.flows_labelled, end);
}

void print_walked(unsigned runs) {
    std::printf("{");
    print("peer", walked_peer(runs), ", ");
    print("utp", walked_utp(runs), ", ");
    print("encrypted_utp", walked_encrypted_utp(runs), "}\n");
}

void print_first_packets(unsigned runs) {
    const char* separator = "{";
    for (const FirstPacketCost& cost : first_packets(runs)) {
        std::printf("%s\"%s\": {\"ns\": %.1f, \"labelled\": %.3f}", separator,
                    cost.protocol.c_str(), cost.ns, cost.labelled);
        separator = ", ";
    }
    std::printf("}\n");
}

void print_memory() {
    const InspectionMemory memory = inspection_memory();
    std::printf(
        "{\"all_bytes\": %zu, \"undecided_bytes\": %.1f, \"walked_bytes\": %.1f, "
        "\"held_bytes\": %.1f, \"flow_record_bytes\": %zu}\n",
        memory.all_bytes, memory.undecided_bytes, memory.walked_bytes, memory.held_bytes,
        memory.flow_record_bytes);
}

void run(const std::string& scene, const std::string& capture, unsigned runs) {
    if (scene == "handshake")
        return print_handshake();
    if (scene == "undecided")
        return print_undecided(runs);
    if (scene == "walked")
        return print_walked(runs);
    if (scene == "first")
        return print_first_packets(runs);
    if (scene == "memory")
        return print_memory();
    const MixCost cost = mix_cost(read(capture), runs);
    std::printf("{\"ns_per_packet\": %.1f, \"packets\": %zu, \"flows\": %zu}\n", cost.ns,
                cost.packets, cost.flows);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    CLI::App app{"The classifier alone on one core.", "bench-classifier"};
    std::string scene;
    std::string capture;
    unsigned runs = 51;
    app.add_option("SCENE", scene)
        ->required()
        ->check(CLI::IsMember({"handshake", "undecided", "walked", "first", "memory", "mix"}));
    app.add_option("CAPTURE", capture, "of bench-captures, for mix");
    app.add_option("--runs", runs)->check(CLI::Range(1u, 100'000u));
    CLI11_PARSE(app, argc, argv);
    try {
        stay_on_the_last_core();
        run(scene, capture, runs);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-classifier: %s\n", error.what());
        return 1;
    }
}
