// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "dataplane/configuration.h"
#include "dataplane/dhcp_copy.h"
#include "dataplane/flow_record.h"
#include "dataplane/link_state.h"
#include "dataplane/reports.h"
#include "dataplane/usage_row.h"
#include "policy/locality/locality_table.h"
#include "policy/snapshot.h"
#include "policy/subscribers.h"

namespace sluice {

// One clear line about a device, a core or memory that is not to be had.
class DataplaneError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The whole of what control may do to the packet path: start it, publish a snapshot, read
// counters, ask. Control never touches a worker's memory (design decision 11). One per process,
// because EAL is. All functions may be called from any control thread; publish() and the flow
// queries wait for each other.
class Dataplane {
 public:
    // Starts EAL, the ports and the workers, and returns when packets flow. Afterwards the calling
    // thread runs on the control cores again, and so do the threads that it creates.
    // subscribers: outlive it. Throws DataplaneError; then nothing is left running.
    static std::unique_ptr<Dataplane> start(const DataplaneConfiguration& configuration,
                                            std::shared_ptr<const Snapshot> snapshot,
                                            const Subscribers& subscribers);
    ~Dataplane();  // stop()

    // Drains: workers finish what they hold, then end. Afterwards only usage, counters and
    // snapshots can be asked for.
    void stop();

    // Every worker decides by this snapshot when publish() returns; the one before is let go of.
    // No packet waits for it.
    void publish(std::shared_ptr<const Snapshot> snapshot);
    std::shared_ptr<const Snapshot> snapshot() const;
    // The same of where addresses are. Null, as at the start: nothing is told apart.
    void publish(std::shared_ptr<const LocalityTable> localities);

    // What a writer of the subscribers has to know of the workers, until the dataplane ends.
    Subscribers::Readers subscriber_readers() const;

    // At most limit flows, from all workers, in no order. Answered in bounded slices between
    // bursts.
    std::vector<FlowReport> list_flows(const FlowFilter& filter, size_t limit);
    // The count flows with the most IP-layer bytes.
    std::vector<FlowReport> top_flows(const FlowFilter& filter, size_t count);

    // Adds the DHCP messages that went by since the last call, each worker's in their order; none
    // if the configuration does not ask for them. One thread at a time.
    void take_dhcp(std::vector<DhcpCopy>& out);
    DhcpCopyReport dhcp_copies() const;
    // Examples of flows that rules reset, refused or capped, from all workers; of one thread at a
    // time. How many were put into the front of samples; 0: none now.
    size_t take_samples(std::span<EnforcementSample> samples);
    // Flow records that wait, from all workers; of one thread at a time. 0: none now. To be called
    // often: what finds no room is deferred to the flow's next record, or lost and counted.
    size_t take_flow_records(std::span<FlowRecord> records);
    // Before the end: makes records of all flows that run, and tells when all are made. Take them
    // meanwhile, since they may be more than there is room for.
    void flush_flow_records();
    bool flow_records_flushed() const;
    uint64_t now_ns() const;  // of the workers' clock
    // What subscribers used since they were last asked, by as many calls of take as there are
    // portions of it. Takes a second or two; what was settled within the dataplane when it is
    // called is in it. take may throw: then what it was given is lost.
    void take_usage(const std::function<void(std::span<const UsageRow>)>& take);
    // A worker's table was nearly full: better take it soon.
    bool usage_is_pressing() const;

    const DataplaneConfiguration& configuration() const;
    std::vector<WorkerReport> workers() const;
    std::vector<PortReport> ports() const;  // FlowReport::port is an index into it
    std::vector<PoolReport> pools() const;
    // By DataplaneConfiguration::links.
    std::vector<LinkState> link_states() const;
    bool has_stuck_worker() const;
    // From the next packet on, and until it is told otherwise, also by a successor. Throws
    // DataplaneError where the link's ports are not the kernel's.
    void force_link(size_t link, LinkForce force);
    // Puts XDP programs back that somebody took off, and says so, a line each. To be called often.
    std::vector<std::string> keep_ports();
    std::vector<MemoryReport> memory() const;

 private:
    class Impl;
    explicit Dataplane(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace sluice
