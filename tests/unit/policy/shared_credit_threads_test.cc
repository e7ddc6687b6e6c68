// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "policy/policer.h"

namespace sluice {
namespace {

// One thread moves the time; the others, a policer each, take what they can of one rule's rate
// while rules come and go beside it.
TEST(SharedCreditThreads, TogetherTakeTheRateAndNoMore) {
    constexpr uint64_t kRateBps = 1'000'000'000;
    constexpr uint64_t kDurationNs = 2'000'000'000;
    constexpr uint64_t kStepNs = 20'000;
    constexpr uint32_t kBytes = 1500;
    constexpr int kWorkers = 4;
    const Police limit{PoliceScope::rule, kRateBps, 625'000};
    const auto credit = make_shared_credit(8);

    std::atomic<uint64_t> now_ns{1};
    std::atomic<int> waiting{0};
    std::vector<uint64_t> passed(kWorkers);
    std::vector<std::thread> workers;
    for (int i = 0; i < kWorkers; ++i) {
        workers.emplace_back([&, i] {
            Policer policer(4, credit);
            const uint32_t bucket = policer.acquire(limit, 1, 0, Direction::up, 1);
            uint64_t seen = 0;
            while (seen < kDurationNs) {
                const uint64_t now = now_ns.load(std::memory_order_acquire);
                if (now == seen) {
                    std::this_thread::yield();
                    continue;
                }
                while (policer.conforms(bucket, kBytes, now))
                    passed[static_cast<size_t>(i)] += kBytes;
                policer.release(policer.acquire(limit, 2 + now % 16, 0, Direction::up, now));
                seen = now;
                waiting.fetch_add(1, std::memory_order_release);
            }
        });
    }
    // Every worker sees every step, so that none is left behind by a busy machine.
    for (uint64_t now = kStepNs; now <= kDurationNs; now += kStepNs) {
        waiting.store(0, std::memory_order_relaxed);
        now_ns.store(now, std::memory_order_release);
        while (waiting.load(std::memory_order_acquire) < kWorkers)
            std::this_thread::yield();
    }
    for (std::thread& worker : workers)
        worker.join();

    uint64_t total = 0;
    for (const uint64_t bytes : passed)
        total += bytes;
    const double expected = kRateBps / 8.0 * kDurationNs / 1e9;
    EXPECT_LE(total, static_cast<uint64_t>(expected) + limit.burst_bytes + kBytes);
    EXPECT_GE(static_cast<double>(total), expected * 0.99);
}

}  // namespace
}  // namespace sluice
