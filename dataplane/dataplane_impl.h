// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dataplane/cores.h"
#include "dataplane/poll_loop.h"
#include "dataplane/port.h"
#include "dataplane/publish.h"
#include "dataplane/scheduler/shared_gates.h"
#include "dataplane/shunt/shunt_clerk.h"
#include "dataplane/worker.h"
#include "ebpf/heartbeats.h"

struct rte_mempool;

namespace sluice {

// What is behind publish.h: dataplane.cc runs it, dataplane_start.cc builds it, and
// dataplane_reports.cc tells of it.
class Dataplane::Impl {
 public:
    Impl(const DataplaneConfiguration& configuration, std::shared_ptr<const Snapshot> snapshot,
         const Subscribers& subscribers);
    ~Impl();

    void publish(std::shared_ptr<const Snapshot> next);
    void publish(std::shared_ptr<const LocalityTable> next);
    std::shared_ptr<const Snapshot> snapshot() const;
    Subscribers::Readers subscriber_readers() const;
    void stop();
    void take_usage(const std::function<void(std::span<const UsageRow>)>& take);
    bool usage_is_pressing() const;
    std::vector<FlowReport> ask(const FlowFilter& filter, FlowQuery::Order order, size_t limit);

    void take_dhcp(std::vector<DhcpCopy>& out);
    DhcpCopyReport dhcp_copies() const;
    size_t take_samples(std::span<EnforcementSample> samples);
    size_t take_flow_records(std::span<FlowRecord> records);
    void flush_flow_records();
    bool flow_records_flushed() const;
    uint64_t now_ns() const { return shared_->clock.now_ns(); }

    const DataplaneConfiguration& configuration() const { return configuration_; }
    std::vector<WorkerReport> workers() const;
    std::vector<PortReport> ports() const;
    std::vector<LinkState> link_states() const;
    bool has_stuck_worker() const;
    void force_link(size_t link, LinkForce force);
    std::vector<std::string> keep_ports();
    std::vector<PoolReport> pools() const;
    std::vector<MemoryReport> memory() const;

 private:
    uint32_t worker_count() const { return static_cast<uint32_t>(cores_.workers.size()); }
    // One worker's part of what is configured for the whole box.
    uint32_t share(uint32_t whole) const {
        return std::max(1u, whole / worker_count() + (whole % worker_count() != 0 ? 1 : 0));
    }

    void prepare_ports();
    void prepare_pairs(uint16_t link);
    void prepare_tap(uint16_t link);
    // peer: where its frames go by which no worker takes.
    Port& add_port(const PortConfiguration& configuration, uint16_t link, PortRole role,
                   const std::string& peer = {});
    std::vector<PortTraits> port_traits() const;
    bool can_shunt(uint16_t port) const;
    void start_shunting();
    void stop_shunting();
    void start_packet_memory();
    uint32_t packet_buffers() const;
    void make_workers();
    void start_workers();
    void run_worker(uint32_t index);
    WorkersHealth health() const;
    LinkState state_of(uint16_t port, const WorkersHealth& workers) const;
    void stand_down();
    void drain();
    void stop_workers();
    void take_usage_of(Worker& worker, const std::function<void(std::span<const UsageRow>)>& take);
    uint64_t least_sweeps() const;

    const DataplaneConfiguration configuration_;
    const Cores cores_;
    const Subscribers& subscribers_;
    Heartbeats heartbeats_;
    std::unique_ptr<ShuntClerk> shunt_clerk_;  // null: nothing is ever shunted
    std::vector<Port> ports_;
    std::unique_ptr<std::atomic<LinkForce>[]> forced_links_;
    std::unique_ptr<std::atomic<bool>[]> lost_ports_;  // by port: our XDP program is not on it
    rte_mempool* pool_ = nullptr;
    bool huge_pages_ = false;
    std::unique_ptr<Shared> shared_;
    std::unique_ptr<SharedGates> shared_gates_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::unique_ptr<PollLoop>> loops_;
    std::vector<std::thread> threads_;
    uint64_t started_ns_ = 0;
    std::atomic<bool> ended_{false};  // the workers, and their memory is the asker's
    std::mutex asking_;               // publications and queries take turns
    std::mutex taking_usage_;
    // Records of who was removed rest until what was used under them has been taken, too: rounds
    // of sweeps and a taking after them.
    std::atomic<uint64_t> usage_rounds_{0};
    uint64_t sweeps_at_round_ = 0;
    std::mutex publishing_localities_;
    std::shared_ptr<const LocalityTable> localities_;
    mutable std::mutex current_mutex_;
    std::shared_ptr<const Snapshot> current_;
};

}  // namespace sluice
