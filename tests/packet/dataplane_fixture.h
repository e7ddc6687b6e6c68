// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dataplane/publish.h"
#include "policy/policy_yaml.h"

namespace sluice::test {

using Frames = std::vector<std::vector<uint8_t>>;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

inline std::shared_ptr<const Snapshot> compile(std::string_view yaml, uint32_t number) {
    PolicyNames names;
    return Snapshot::compile(parse_policy(yaml, "test", PolicyFileKind::policy, {}).policy.value(),
                             number, number, names);
}

inline const Subscribers& no_subscribers() {
    static const Subscribers subscribers;
    return subscribers;
}

inline bool wait_until(const std::function<bool()>& holds) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(20);
    while (!holds()) {
        if (steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
}

inline std::vector<unsigned> own_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    std::vector<unsigned> cores;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &set))
            cores.push_back(core);
    }
    return cores;
}

// The real dataplane with DPDK's drivers for capture files, in a process of its own: EAL starts
// once in a process.
class DataplaneTest : public testing::Test {
 protected:
    void SetUp() override {
        char name[] = "/tmp/sluice-dataplane-XXXXXX";
        ASSERT_NE(mkdtemp(name), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return folder_ / name; }

    void in_own_process(const std::function<void()>& body) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            alarm(60);
            body();
            std::fflush(nullptr);
            _exit(HasFailure() ? 1 : 0);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    }

    // One pair between two capture files; what comes out is in access-out and core-out.
    DataplaneConfiguration configuration(const std::string& more_of_access = {}) const {
        DataplaneConfiguration box;
        box.links.resize(1);
        box.links[0].name = "wire";
        box.links[0].pairs.resize(1);
        box.links[0].pairs[0].access.device =
            "net_pcap0,rx_pcap=" + file("access-in") + ",tx_pcap=" + file("access-out");
        box.links[0].pairs[0].core.device =
            "net_pcap1,rx_pcap=" + file("core-in") + ",tx_pcap=" + file("core-out");
        if (!more_of_access.empty()) {
            box.links[0].pairs[0].access.device =
                "net_pcap0,rx_pcap=" + file("access-in") + "," + more_of_access;
            box.links[0].pairs[0].core.device = "net_null0";
        }
        box.worker_cores = own_cores();
        box.worker_cores.resize(std::min<size_t>(box.worker_cores.size(), 2));
        box.memory = {.flows = 4'096,
                      .undecided_flows = 64,
                      .walked_flows = 64,
                      .kept_beginnings = 64,
                      .held_segments = 64,
                      .learnt_endpoints = 64,
                      .police_buckets = 64,
                      .fragments = 64,
                      .packet_buffers = 8'192};
        return box;
    }

 private:
    std::filesystem::path folder_;
};

struct Sums {
    uint64_t received = 0;
    uint64_t forwarded = 0;
    uint64_t dropped = 0;
    uint64_t observed = 0;

    explicit Sums(const Dataplane& dataplane) {
        for (const WorkerReport& worker : dataplane.workers()) {
            const WorkerCounters& counters = *worker.counters;
            for (size_t direction = 0; direction < kDirectionCount; ++direction) {
                received += counters.received_packets[direction].get();
                forwarded += counters.forwarded_packets[direction].get();
                observed += counters.observed_packets[direction].get();
            }
            for (const Counter& reason : counters.dropped_packets)
                dropped += reason.get();
        }
    }
};

}  // namespace sluice::test
