// SPDX-License-Identifier: Apache-2.0
// A worker that counts and a control thread that takes, at the same time.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "dataplane/usage_meter.h"

namespace sluice::test {
namespace {

constexpr uint32_t kFlows = 64;

Flow& flow_of(FlowTable& flows, uint32_t number) {
    FlowKey key;
    key.subscriber = IpAddress::from_ipv4(0xc612'0000 + number);
    key.subscriber_port = static_cast<uint16_t>(number);
    Flow& flow = *flows.insert(key, flows.hash(key));
    flow.subscriber_record = number;
    return flow;
}

TEST(UsageThreads, NothingIsLostOrTakenTwiceWhileBothSidesAreBusy) {
    WorkerCounters counters;
    UsageMeter usage(32, counters);  // too small for all flows, so that it fills up on the way
    FlowTable flows(kFlows, 0x5eed);
    std::atomic<bool> done{false};
    uint64_t sent = 0;
    std::thread worker([&] {
        std::array<Flow*, kFlows> all{};
        for (uint32_t number = 0; number < kFlows; ++number)
            all[number] = &flow_of(flows, number);
        for (uint64_t now_ns = 1; !done.load(); now_ns += 1'000'000) {
            for (uint32_t i = 0; i < 16; ++i, ++sent) {
                Flow& flow = *all[sent * 7 % kFlows];
                flow.packets[0] += 1;
                flow.ip_bytes[0] += 100;
            }
            usage.step(flows, now_ns);
        }
    });
    uint64_t packets = 0;
    uint64_t bytes = 0;
    const auto take = [&] {
        for (const UsageRow& row : usage.rows()) {
            packets += row.packets;
            bytes += row.bytes;
        }
        usage.give_back();
    };
    for (int rounds = 0; rounds < 300;) {
        usage.ask();
        if (!usage.handed()) {
            std::this_thread::yield();
            continue;
        }
        rounds += usage.whole() ? 1 : 0;
        take();
    }
    done = true;
    worker.join();
    for (bool whole = false; !whole;) {
        usage.ask();
        while (!usage.handed())
            usage.step(flows, 0, true);
        whole = usage.whole();
        take();
    }
    EXPECT_EQ(packets + counters.usage_unattributed_packets.get(), sent);
    EXPECT_EQ(counters.usage_unattributed_packets.get(), 0u);
    EXPECT_EQ(bytes, packets * 100);
    EXPECT_GT(counters.usage_tables_filled.get(), 0u);
}

}  // namespace
}  // namespace sluice::test
