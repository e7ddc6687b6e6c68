// SPDX-License-Identifier: Apache-2.0
#include "bench/usage_cost.h"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include "bench/box.h"
#include "bench/core_time.h"
#include "bench/every_core.h"
#include "bench/many_rules.h"
#include "bench/subscribed_flows.h"

namespace sluice::bench {
namespace {

constexpr uint32_t kRows = 262'144;

// What the control plane does with the tables, but for the disk.
class Taker {
 public:
    explicit Taker(UsageMeter& usage)
        : thread_([this, &usage] {
              run_on_every_core();
              auto next = std::chrono::steady_clock::now();
              while (!done_.load()) {
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
                  if (std::chrono::steady_clock::now() >= next) {
                      usage.ask();
                      next += std::chrono::seconds(1);
                  }
                  if (!usage.handed())
                      continue;
                  rows_ += usage.rows().size();
                  usage.give_back();
              }
          }) {}
    void stop() {
        done_ = true;
        thread_.join();
    }
    uint64_t rows() const { return rows_; }

 private:
    std::atomic<bool> done_{false};
    uint64_t rows_ = 0;
    std::thread thread_;
};

}  // namespace

UsageCosts usage_cost(CapturePort& port, const Scene& scene) {
    const Load load{.variants = variants_for(scene)};
    WorkerSettings settings = worker_settings(load.variants * scene.flows_in_capture);
    const uint64_t cycle_packets = uint64_t{load.variants} * port.capture_packets();
    Box without(port, settings, load, many_rules(0, 1));
    settings.usage_rows = kRows;
    Box with(port, settings, load, many_rules(0, 1));
    for (Box* const box : {&without, &with}) {
        settle(*box, cycle_packets);
        subscribe_every_end(*box);
        box->measured_ns(cycle_packets);  // every flow sees whose it is
        box->scatter();
    }

    Taker taker(with.worker().usage);
    std::vector<double> without_ns;
    std::vector<double> with_ns;
    std::vector<double> ratios;
    for (unsigned run = 0; run < scene.runs; ++run) {
        // Whole passes, so that each box meets the capture where it left it.
        const double baseline = without.baseline_ns(cycle_packets);
        without_ns.push_back(without.measured_ns(cycle_packets) - baseline);
        with_ns.push_back(with.measured_ns(cycle_packets) - baseline);
        ratios.push_back(with_ns.back() / without_ns.back());
    }
    taker.stop();

    UsageMeter& usage = with.worker().usage;
    usage.ask();
    while (!usage.handed())
        usage.step(with.worker().flows, 0, true);
    std::set<uint32_t> active;
    for (const UsageRow& row : usage.rows())
        active.insert(row.record);
    UsageCosts costs{
        .without_ns = median(without_ns),
        .with_ns = median(with_ns),
        .ratio = median(ratios),
        .rows = usage.rows().size() + taker.rows(),
        .subscribers = active.size(),
        .unattributed_packets = with.worker().counters.usage_unattributed_packets.get(),
        .lost_packets = without.received() - without.sent() + with.received() - with.sent()};
    if (!active.empty())
        costs.bytes_per_subscriber = static_cast<double>(usage.rows().size() * sizeof(UsageRow)) /
                                     static_cast<double>(active.size());
    return costs;
}

}  // namespace sluice::bench
