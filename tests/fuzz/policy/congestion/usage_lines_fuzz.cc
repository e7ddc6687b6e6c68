// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/congestion/simulation.h"
#include "policy/congestion/usage_lines.h"

// Whatever a file holds, each line is somebody's use, or there is a complaint, or it is passed
// over; what was read is written as the same; and any use can be simulated.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace sluice;
    Policy policy;
    policy.tiers = {{.name = "gold", .up_bps = 8'000, .down_bps = 80'000}};
    policy.sites = {{.name = "pon", .parent = "", .link = "", .capacity_bps = {10'000, 100'000}}};
    policy.congestion.emplace();
    const std::vector<CongestionLink> links{{"pop", {}}};
    Simulation simulation(policy, links);

    std::string_view rest(reinterpret_cast<const char*>(data), size);
    UsageLines lines("fuzz");
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const auto line = lines.read(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.use && line.complaint)
            std::abort();
        if (!line.use)
            continue;
        UsageLines again("again");
        again.read(UsageLines::titles());
        if (again.read(UsageLines::write(*line.use)).use != line.use)
            std::abort();
        simulation.use(*line.use);
    }
    const SimulationResult result = simulation.finish();
    for (const Touched& each : result.touched)
        if (each.released && each.released->record != each.moved.record)
            std::abort();
    if (result.touched_subscribers > result.subscribers)
        std::abort();
    return 0;
}
