// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dataplane/burst.h"
#include "dataplane/endpoint_news.h"
#include "dataplane/handoff.h"
#include "dataplane/scheduler/departures.h"
#include "dataplane/scheduler/shared_gates.h"
#include "dataplane/worker.h"

namespace sluice::test {

using FrameBytes = std::vector<uint8_t>;

// What a box is made of. Small by default: building it takes no time.
struct BoxSettings {
    uint32_t workers = 1;
    // A pair of ports each: port 2n is its access side, port 2n + 1 its core side.
    std::vector<uint16_t> pair_realms = {0};
    std::vector<uint16_t> pair_links = {};  // each pair's, by index into links; empty: the first
    TunnelView tunnels = TunnelView::inner;
    PortTraits::Side access_side = PortTraits::Side::access;
    PortTraits::Side core_side = PortTraits::Side::core;
    // Both ports of every pair are mirrors; what answers leaves by the port after them.
    bool tap = false;
    std::shared_ptr<const SubscriberSide> subscribers = {};  // with Side::by_address
    // Of each worker.
    uint32_t flows = 4'096;
    uint32_t fragments = 64;
    uint32_t police_buckets = 256;
    uint32_t connection_caps = 64;
    uint32_t counted_strangers = 64;
    uint32_t shared_rates = 64;
    uint32_t usage_rows = 1'024;
    Classifier::Settings classifier = {.undecided_flows = 64,
                                       .walked_flows = 64,
                                       .kept_beginnings = 64,
                                       .held_segments = 64,
                                       .learnt_endpoints = 256};
    FlowRecordSettings flow_records = {};
    SchedulerSettings scheduler = {.packets = 0};  // 0: nothing ever waits
    std::vector<LinkCapacity> links = {{"pop1", {}}};
    bool handoff_full = false;                          // as if no worker ever emptied its rings
    std::shared_ptr<const TrustMap> access_trust = {};  // of the access sides; null: as they come
};

// A frame on the way into the box.
struct Arrival {
    FrameBytes bytes;
    uint16_t port = 0;
    uint32_t lane = 0;       // receive queue: lane_worker() says who polls it
    uint32_t cut_off = 0;    // bytes of the frame that are not in hand
    bool oversized = false;  // in more than one buffer segment
    uint32_t reached = 0;    // afterwards: the worker that decided its fate
    Fate fate = Fate::live;  // afterwards
    DropReason drop = {};    // afterwards, if dropped
    bool handed_in = false;  // to the worker that has it now
    Verdict verdict;         // travels with it from one worker to the next
};

// The whole pipeline between virtual ports, in simulated time: no EAL, no threads. Does around
// process() what poll_loop.cc does: frames that are handed go through the rings to their owner.
class VirtualBox {
 public:
    // Throws std::invalid_argument with the complaints if the policy has a mistake.
    explicit VirtualBox(std::string_view policy_yaml = "rules: []", BoxSettings settings = {});

    // What comes out at the far end of the wire, if anything does. lane: the queue it came in by.
    std::optional<FrameBytes> up(const FrameBytes& frame, uint16_t pair = 0, uint32_t lane = 0);
    std::optional<FrameBytes> down(const FrameBytes& frame, uint16_t pair = 0, uint32_t lane = 0);
    // All of them in as few bursts as possible; their fates are in them afterwards.
    void send(std::vector<Arrival>& arrivals);
    // Everything that left by the port, in the order in which it did.
    std::vector<FrameBytes>& left_by(uint16_t port) { return left_by_[port]; }

    // What the box itself sent, by that port, in the order in which it did; it is in left_by(),
    // too.
    std::vector<FrameBytes>& answers_by(uint16_t port) { return answers_by_[port]; }
    uint16_t inject_port() const { return static_cast<uint16_t>(2 * settings_.pair_realms.size()); }

    // Idle time: what is due ends, and what has changed of subscribers is seen.
    void wait_ms(uint64_t duration_ms);
    // The same with the queues run as often as a worker's loop does. What leaves them leaves by its
    // port; see left_by().
    void run_queues_for(uint64_t duration_ns);
    // The clock alone.
    void pass_ns(uint64_t duration_ns) { now_ns_ += duration_ns; }
    uint64_t now_ns() const { return now_ns_; }
    // What clocks on the wall show, from now on; it runs with the box's own clock.
    void set_wall_time(int64_t unix_time_s);

    // All workers decide by this policy from now on. With adopt(): one after another.
    void publish(std::string_view policy_yaml);
    void prepare(std::string_view policy_yaml);
    void adopt(uint32_t worker) { workers_[worker]->adopt(*snapshots_.back()); }

    // What a change of them alone does, without a new policy.
    Subscribers& subscribers() { return subscribers_; }

    Worker& worker(uint32_t index = 0) { return *workers_[index]; }
    uint32_t workers() const { return static_cast<uint32_t>(workers_.size()); }
    uint32_t owner(const std::string& subscriber_address) const;
    std::vector<Flow*> flows(uint32_t worker = 0);

    // What subscribers used since it was last taken, of all workers, each row once.
    std::vector<UsageRow> take_usage();
    const std::string& rule_name(uint32_t snapshot, uint32_t rule) const {
        return snapshots_[snapshot - 1]->policy().rules[rule].name;
    }

    // Sums over the workers.
    uint64_t odd(Oddity oddity) const;
    uint64_t dropped(DropReason reason) const;
    uint64_t passed(size_t link, Direction direction) const;  // IP-layer bytes
    uint64_t flows_labelled(Label label) const;

    // What does not add up in the counters, gauges and pools; empty if all does.
    std::string audit();

 private:
    std::optional<FrameBytes> send_one(Arrival arrival);
    void run_burst(uint32_t worker, const std::vector<Arrival*>& arrivals);
    void send_answers(Worker& worker);
    void empty_rings();
    void exchange_news();
    void run_queues(Worker& worker);
    std::string audit_worker(Worker& worker);
    std::string audit_places(Worker& worker);
    void tell_time();

    const BoxSettings settings_;
    HandoffRings rings_;
    EndpointNews endpoint_news_;
    SharedGates shared_gates_;
    Subscribers subscribers_;
    std::vector<std::shared_ptr<const Snapshot>> snapshots_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::vector<FrameBytes>> left_by_;
    std::vector<std::vector<FrameBytes>> answers_by_;
    std::unique_ptr<Burst> burst_ = std::make_unique<Burst>();
    uint64_t now_ns_ = 1'000'000'000;
    int64_t wall_time_ahead_s_ = 0;
    uint64_t sent_in_ = 0;
    uint64_t came_out_ = 0;
    uint64_t observed_ = 0;
    // Frames that wait, by the number that stands for their buffer.
    std::unordered_map<uint64_t, FrameBytes> held_;
    uint64_t next_held_ = 1;
    Departures departures_;
};

}  // namespace sluice::test
