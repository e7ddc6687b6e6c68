// SPDX-License-Identifier: Apache-2.0
#include "bench/subscriber_changes.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "bench/box.h"
#include "bench/core_time.h"
#include "bench/every_core.h"
#include "bench/many_rules.h"
#include "bench/subscribed_flows.h"

namespace sluice::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Evenly, in small steps, while it is told to.
class Changer {
 public:
    Changer(Subscribers& subscribers, const std::vector<IpAddress>& ends, uint32_t changes_per_s)
        : thread_([this, &subscribers, &ends, changes_per_s] {
              run_on_every_core();
              constexpr uint32_t kStepsPerSecond = 500;
              const uint32_t in_a_step = changes_per_s / kStepsPerSecond;
              while (!done_.load()) {
                  if (!changing_.load()) {
                      std::this_thread::sleep_for(std::chrono::milliseconds(1));
                      continue;
                  }
                  const auto next =
                      Clock::now() + std::chrono::microseconds(1'000'000 / kStepsPerSecond);
                  for (uint32_t i = 0; i < in_a_step; ++i)
                      change(subscribers, ends);
                  std::this_thread::sleep_until(next);
              }
          }) {}
    ~Changer() {
        done_ = true;
        thread_.join();
    }

    void set_changing(bool changing) { changing_ = changing; }
    uint64_t changes() const { return changes_.load(); }

 private:
    void change(Subscribers& subscribers, const std::vector<IpAddress>& ends) {
        const uint64_t number = changes_.fetch_add(1);
        const size_t which = number * 0x9e37'79b1u % ends.size();
        const std::string other = "other-" + std::to_string(number / 4 % 1'000);
        switch (number % 4) {
            case 0:
                subscribers.put(subscriber_of(
                    other, IpAddress::from_ipv4(0xac10'0000 + number / 4 % 1'000), ""));
                break;
            case 1:
                subscribers.remove(other);
                break;
            default:
                subscribers.put(subscriber_of("s-" + std::to_string(which), ends[which],
                                              number / 2 % 2 == 0 ? "gold" : "silver"));
        }
    }

    std::atomic<bool> done_{false};
    std::atomic<bool> changing_{false};
    std::atomic<uint64_t> changes_{0};
    std::thread thread_;
};

}  // namespace

ChangeCosts subscriber_changes(CapturePort& port, const Scene& scene, uint32_t changes_per_s) {
    const Load load{.variants = variants_for(scene)};
    Box box(port, worker_settings(load.variants * scene.flows_in_capture), load, many_rules(0, 1));
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    settle(box, cycle_packets);
    Subscribers& subscribers = box.subscribers();
    const auto ends = subscribe_every_end(box, cycle_packets);
    box.scatter();
    subscribers.set_readers({[&box] { box.wait_until_quiescent(); },
                             [&box] { return box.worker().counters.sweeps.get(); }});

    ChangeCosts costs{.subscribers = static_cast<uint32_t>(ends.size())};
    std::vector<double> quiet_ns;
    std::vector<double> changing_ns;
    std::vector<double> ratios;
    double changing_s = 0;
    {
        Changer changer(subscribers, ends, changes_per_s);
        for (unsigned run = 0; run < scene.runs; ++run) {
            const double baseline = box.baseline_ns(cycle_packets);
            quiet_ns.push_back(box.measured_ns(cycle_packets) - baseline);
            changer.set_changing(true);
            const auto start = Clock::now();
            changing_ns.push_back(box.measured_ns(cycle_packets) - baseline);
            changing_s += std::chrono::duration<double>(Clock::now() - start).count();
            changer.set_changing(false);
            ratios.push_back(changing_ns.back() / quiet_ns.back());
        }
        costs.changes_per_s = static_cast<double>(changer.changes()) / changing_s;
        box.end_waiting();
    }
    subscribers.set_readers({});
    costs.quiet_ns = median(quiet_ns);
    costs.changing_ns = median(changing_ns);
    costs.ratio = median(ratios);
    costs.lost_packets = box.received() - box.sent();
    return costs;
}

}  // namespace sluice::bench
