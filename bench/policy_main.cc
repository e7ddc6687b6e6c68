// SPDX-License-Identifier: Apache-2.0
// bench-policy: building a large policy and asking it, as one line of JSON.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/core_time.h"
#include "bench/large_policy.h"
#include "policy/policy_yaml.h"

namespace sluice::bench {
namespace {

struct BuildCosts {
    double parse_ms = 0;
    double compile_ms = 0;
    double whole_ms = 0;
};

BuildCosts build_costs(const std::string& text, unsigned runs) {
    std::vector<double> parse_ms;
    std::vector<double> compile_ms;
    std::vector<double> whole_ms;
    for (unsigned run = 0; run < runs; ++run) {
        ParsedPolicy parsed;
        parse_ms.push_back(core_time_of([&] {
                               parsed = parse_policy(text, "bench", PolicyFileKind::policy, {});
                           }) /
                           1e6);
        if (!parsed.policy)
            throw std::runtime_error(parsed.complaints.front().to_string());
        PolicyNames names;
        compile_ms.push_back(
            core_time_of([&] { Snapshot::compile(std::move(*parsed.policy), 1, 1, names); }) / 1e6);
        whole_ms.push_back(parse_ms.back() + compile_ms.back());
    }
    return {median(parse_ms), median(compile_ms), median(whole_ms)};
}

// Half of them to an address of some prefix, half to anywhere.
std::vector<FlowFacts> drawn_flows(const Policy& policy, size_t count) {
    std::mt19937 random(3);
    std::vector<FlowFacts> flows;
    for (size_t i = 0; i < count; ++i) {
        const Match& match = policy.rules[random() % policy.rules.size()].match;
        const Prefix& prefix = match.remote_prefixes[random() % match.remote_prefixes.size()];
        flows.push_back(
            {.verdict = {static_cast<Label>(random() % kLabelCount), Grade::exact},
             .protocol = static_cast<uint8_t>(random() % 2 == 0 ? 6 : 17),
             .subscriber_port = static_cast<uint16_t>(random()),
             .remote_port = static_cast<uint16_t>(random()),
             .subscriber_address = IpAddress::from_ipv4(0x6440'0000 + random() % 65'536),
             .remote_address = random() % 2 == 0
                                   ? prefix.address
                                   : IpAddress::from_ipv4(static_cast<uint32_t>(random())),
             .subscriber = {}});
    }
    return flows;
}

double decide_ns(const Snapshot& rules, unsigned runs) {
    const auto flows = drawn_flows(rules.policy(), 1 << 16);
    std::vector<double> ns;
    for (unsigned run = 0; run < runs; ++run) {
        size_t decided = 0;
        ns.push_back(core_time_of([&] {
                         for (const FlowFacts& facts : flows)
                             decided += rules.decide(facts)[0].rule != Decision::kNoRule;
                     }) /
                     static_cast<double>(flows.size()));
        if (decided == 0)
            throw std::runtime_error("no flow met any rule");
    }
    return median(ns);
}

void measure(unsigned rules, unsigned prefixes, unsigned runs) {
    const std::string text = large_policy(rules, prefixes);
    const BuildCosts build = build_costs(text, runs);
    const auto snapshot = build_policy(text, 1);
    std::printf(
        "{\"rules\": %u, \"prefixes\": %u, \"parse_ms\": %.1f, \"compile_ms\": %.1f, "
        "\"build_ms\": %.1f, \"decide_ns\": %.1f, \"memory_mib\": %.1f}\n",
        rules, prefixes, build.parse_ms, build.compile_ms, build.whole_ms,
        decide_ns(*snapshot, runs), static_cast<double>(snapshot->memory_bytes()) / (1 << 20));
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    CLI::App app("Building a large policy, on one core, and finding a flow's rule in it.");
    unsigned rules = 10'000;
    unsigned prefixes = 50'000;
    unsigned runs = 5;
    app.add_option("--rules", rules)->check(CLI::Range(1u, 20'000u));
    app.add_option("--prefixes", prefixes)->check(CLI::Range(1u, 1'000'000u));
    app.add_option("--runs", runs)->check(CLI::Range(1u, 1'000u));
    CLI11_PARSE(app, argc, argv);
    try {
        if (prefixes < rules)
            throw std::runtime_error("each rule has a prefix at least");
        sluice::bench::measure(rules, prefixes, runs);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-policy: %s\n", error.what());
        return 1;
    }
    return 0;
}
