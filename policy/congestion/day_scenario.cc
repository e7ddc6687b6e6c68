// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/day_scenario.h"

#include <algorithm>

#include "policy/congestion/directions.h"
#include "policy/congestion/home_traffic.h"
#include "policy/congestion/use_window.h"

namespace sluice {
namespace {

// RFC 6057, section 7: "approximately 275 cable modems share the same downstream port, and about
// 100 cable modems share the same upstream port".
constexpr uint32_t kHomesOfDownPort = 275;
constexpr uint32_t kHomesOfUpPort = 100;
// DOCSIS of before channel bonding: 6 MHz of 256-QAM down; up 3.2 MHz of 16-QAM, or of QPSK where
// the plant is too noisy for that.
constexpr uint64_t kDownPortBps = 38'810'000;
constexpr uint64_t kUpPortBps = 10'240'000;
constexpr uint64_t kNoisyUpPortBps = 5'120'000;
constexpr uint64_t kLinkBps = 1'000'000'000;

struct TierShare {
    const char* name;
    uint64_t up_bps;
    uint64_t down_bps;
    uint64_t percent;
};
// Rates as cable operators sold them when the trial was.
constexpr TierShare kTiers[] = {
    {"economy", 384'000, 1'500'000, 10},
    {"performance", 1'000'000, 6'000'000, 70},
    {"plus", 2'000'000, 8'000'000, 20},
};

}  // namespace

class DayScenario::Impl {
 public:
    Impl(uint64_t seed, uint32_t subscribers) {
        Generator random(seed);
        for (const TierShare& tier : kTiers)
            policy_.tiers.push_back(
                {.name = tier.name, .up_bps = tier.up_bps, .down_bps = tier.down_bps});
        policy_.congestion.emplace();
        links_.push_back({"market", {kLinkBps, kLinkBps}});
        for (uint32_t home = 0; home < subscribers; ++home)
            add_home(home, seed, random);
        minute_.resize(subscribers);
    }

    const std::vector<Minute>& next() {
        for (size_t home = 0; home < traffic_.size(); ++home)
            minute_[home] = traffic_[home].next(next_minute_);
        ++next_minute_;
        for (const Direction direction : kDirections)
            fit(direction);
        return minute_;
    }

    Policy policy_;
    std::vector<CongestionLink> links_;
    std::vector<Home> homes_;

 private:
    // What shares a port, by direction: homes that follow each other.
    struct Port {
        uint32_t first_home;
        uint64_t capacity_bps;
    };

    void add_home(uint32_t home, uint64_t seed, Generator& random) {
        const uint32_t in_down_port = home % kHomesOfDownPort;
        if (in_down_port == 0) {
            std::string name = "port-" + std::to_string(down_ports_.size() + 1);
            policy_.sites.push_back(
                {.name = name, .parent = "", .link = "market", .capacity_bps = {0, kDownPortBps}});
            down_ports_.push_back({home, kDownPortBps});
            down_port_name_ = std::move(name);
            up_ports_here_ = 0;
        }
        if (in_down_port % kHomesOfUpPort == 0) {
            const uint64_t capacity_bps = random.below(3) == 0 ? kNoisyUpPortBps : kUpPortBps;
            up_port_name_ = down_port_name_ + ".up-" + std::to_string(++up_ports_here_);
            policy_.sites.push_back({.name = up_port_name_,
                                     .parent = down_port_name_,
                                     .link = "",
                                     .capacity_bps = {capacity_bps, 0}});
            up_ports_.push_back({home, capacity_bps});
        }
        uint64_t percent = random.below(100);
        const TierShare* tier = kTiers;
        while (percent >= tier->percent)
            percent -= (tier++)->percent;
        homes_.push_back({"home-" + std::to_string(home + 1), tier->name, up_port_name_});
        traffic_.emplace_back(seed, home, tier->up_bps, tier->down_bps);
    }

    // No port carries more than it can: all of its homes get less, then.
    void fit(Direction direction) {
        const std::vector<Port>& ports = direction == Direction::up ? up_ports_ : down_ports_;
        for (size_t port = 0; port < ports.size(); ++port) {
            const size_t end =
                port + 1 < ports.size() ? ports[port + 1].first_home : minute_.size();
            uint64_t bytes = 0;
            for (size_t home = ports[port].first_home; home < end; ++home)
                bytes += minute_[home][at(direction)];
            const uint64_t most = ports[port].capacity_bps * 60 / 8;
            if (bytes <= most)
                continue;
            for (size_t home = ports[port].first_home; home < end; ++home) {
                uint64_t& used = minute_[home][at(direction)];
                used = saturating_share(used, most, bytes);
            }
        }
    }

    std::vector<HomeTraffic> traffic_;
    std::vector<Port> down_ports_;
    std::vector<Port> up_ports_;
    std::string down_port_name_;
    std::string up_port_name_;
    uint32_t up_ports_here_ = 0;
    uint32_t next_minute_ = 0;
    std::vector<Minute> minute_;
};

DayScenario::DayScenario(uint64_t seed, uint32_t subscribers)
    : impl_(std::make_unique<Impl>(seed, subscribers)) {}
DayScenario::~DayScenario() = default;
DayScenario::DayScenario(DayScenario&&) noexcept = default;

const Policy& DayScenario::policy() const {
    return impl_->policy_;
}

const std::vector<CongestionLink>& DayScenario::links() const {
    return impl_->links_;
}

const std::vector<DayScenario::Home>& DayScenario::homes() const {
    return impl_->homes_;
}

const std::vector<DayScenario::Minute>& DayScenario::next() {
    return impl_->next();
}

SimulationResult simulate_day(DayScenario scenario, const Policy& policy, uint64_t midnight_ns) {
    Simulation simulation(policy, scenario.links());
    for (const DayScenario::Home& home : scenario.homes())
        simulation.put(home.id, home.tier, home.site);
    for (uint32_t minute = 1; minute <= DayScenario::kMinutes; ++minute) {
        const auto& uses = scenario.next();
        for (uint32_t home = 0; home < uses.size(); ++home)
            for (const Direction direction : kDirections)
                simulation.use(midnight_ns + minute * DayScenario::kMinuteNs, home, direction,
                               uses[home][at(direction)]);
    }
    return simulation.finish();
}

}  // namespace sluice
