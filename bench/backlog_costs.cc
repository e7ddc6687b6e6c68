// SPDX-License-Identifier: Apache-2.0
#include "bench/backlog_costs.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "bench/core_time.h"

namespace sluice::bench {
namespace {

uint64_t wall_ns() {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

// What a look at the clock takes, of the core's time. A look is no system call, so that it leaves
// caches and address translations as they are.
double look_ns() {
    constexpr int kLooks = 200'000;
    uint64_t last = 0;
    const double taken = core_time_of([&last] {
        for (int i = 0; i < kLooks; ++i)
            last = std::max(last, wall_ns());
    });
    return last == 0 ? 0 : taken / kLooks;
}

struct Window {
    uint64_t packets = 0;
    uint64_t wall_ns = 0;
    double core_ns = 0;  // the looks at the clock, too
    double costs_ns = 0;

    void add(const Window& other) {
        packets += other.packets;
        wall_ns += other.wall_ns;
        core_ns += other.core_ns;
        costs_ns += other.costs_ns;
    }
    bool undisturbed() const { return core_ns >= 0.98 * static_cast<double>(wall_ns); }
};

BacklogCosts costs_of(const Window& window) {
    const auto count = static_cast<double>(std::max<uint64_t>(window.packets, 1));
    return {.ns = window.costs_ns / count,
            .pps = count * 1e9 / static_cast<double>(window.wall_ns),
            .undisturbed = window.undisturbed()};
}

// The turns alone are timed. They are short beside the waits between them, which are nothing but
// looks at the clock: a small error in what a look costs, times all of those, would drown them.
Window poll_for(Backlog& backlog, uint64_t interval_ns, uint64_t duration_ns, double each_look_ns) {
    const uint64_t start_ns = wall_ns();
    const uint64_t core_start_ns = core_time_ns();
    uint64_t next_ns = start_ns;
    uint64_t now_ns = start_ns;
    Window window;
    while (now_ns - start_ns < duration_ns) {
        while (now_ns < next_ns)
            now_ns = wall_ns();
        next_ns = std::max(next_ns + interval_ns, now_ns);
        const uint64_t turn_began_ns = wall_ns();
        window.packets += backlog.turn();
        now_ns = wall_ns();
        window.costs_ns += static_cast<double>(now_ns - turn_began_ns) - each_look_ns;
    }
    window.wall_ns = now_ns - start_ns;
    window.core_ns = static_cast<double>(core_time_ns() - core_start_ns);
    return window;
}

}  // namespace

BacklogCosts spun(Backlog& backlog, uint64_t duration_ns) {
    const uint64_t start_ns = wall_ns();
    const uint64_t core_start_ns = core_time_ns();
    Window window;
    while (window.wall_ns < duration_ns) {
        for (int i = 0; i < 64; ++i)
            window.packets += backlog.turn();
        window.wall_ns = wall_ns() - start_ns;
    }
    window.core_ns = window.costs_ns = static_cast<double>(core_time_ns() - core_start_ns);
    return costs_of(window);
}

BacklogCosts polled(Backlog& backlog, uint64_t interval_ns, uint64_t duration_ns) {
    constexpr uint64_t kWindowNs = 2'000'000;
    constexpr unsigned kSettlingWindows = 6;  // as much as a burst, and half as long again
    const double each_look_ns = look_ns();
    const uint64_t give_up_ns = wall_ns() + 10 * duration_ns;
    unsigned undisturbed = 0;
    Window quiet;
    Window all;
    while (quiet.wall_ns < duration_ns && wall_ns() < give_up_ns) {
        const Window window = poll_for(backlog, interval_ns, kWindowNs, each_look_ns);
        all.add(window);
        undisturbed = window.undisturbed() ? undisturbed + 1 : 0;
        if (undisturbed > kSettlingWindows)
            quiet.add(window);
    }
    return costs_of(quiet.wall_ns < duration_ns / 4 ? all : quiet);
}

double least_share(Backlog& backlog, uint32_t subscribers, uint64_t packets) {
    std::vector<uint32_t> served(subscribers);
    uint64_t sum = 0;
    const uint64_t give_up_ns = wall_ns() + 5'000'000'000;
    while (sum < packets && wall_ns() < give_up_ns) {
        sum += backlog.turn();
        backlog.count_turn(served);
    }
    const auto even = static_cast<double>(sum) / subscribers;
    return even == 0 ? 0 : *std::ranges::min_element(served) / even;
}

}  // namespace sluice::bench
