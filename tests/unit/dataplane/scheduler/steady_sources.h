// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "dataplane/scheduler/scheduler.h"
#include "policy/shaping_plan.h"
#include "policy/subscribers.h"

namespace sluice::test {

// A scheduler in simulated time and flows that always have something to send. Little is done for a
// packet, so that seconds of 10 Gbit/s are quick.
class SteadySources {
 public:
    struct Source {
        std::string subscriber;
        std::vector<uint32_t> sizes = {1'500};  // in turn; IP layer
        uint32_t waiting_bytes = 30'000;        // that it keeps in the queue, and a packet at least
        uint8_t dscp = 0;
        Direction direction = Direction::down;
    };

    SteadySources(const Policy& policy, uint64_t link_bps, const SchedulerSettings& settings = {})
        : link_{"pop1", {link_bps, link_bps}} {
        for (const Subscriber& subscriber : policy.subscribers)
            subscribers_.put(subscriber);
        plan_ = std::make_unique<ShapingPlan>(policy, std::span(&link_, 1), subscribers_.names());
        scheduler_ = std::make_unique<Scheduler>(settings, subscribers_);
        scheduler_->adopt(*plan_);
    }

    // Each is a flow; its number.
    size_t add(const Source& source) {
        const uint32_t record = subscribers_.record_of(source.subscriber);
        flows_.push_back({.source = source,
                          .packet = {.subscriber_key = Scheduler::key_of(record, source.direction),
                                     .flow_id = flows_.size() + 1,
                                     .record = record,
                                     .generation = subscribers_.generation(record),
                                     .dscp = source.dscp,
                                     .ecn_capable = true,
                                     .direction = source.direction}});
        flows_.back().packet.buffer = reinterpret_cast<void*>(flows_.size());
        return flows_.size() - 1;
    }
    void silence(size_t flow) { flows_[flow].source.waiting_bytes = 0; }

    void run(uint64_t duration_ns, uint64_t poll_ns = 50'000) {
        for (const uint64_t end_ns = now_ns_ + duration_ns; now_ns_ < end_ns; now_ns_ += poll_ns)
            poll();
    }
    void forget() {
        for (Flow& flow : flows_)
            flow.sent_bytes = flow.sent_packets = flow.longest_wait_ns = 0;
    }
    void set_now_ns(uint64_t now_ns) { now_ns_ = now_ns; }
    uint64_t now_ns() const { return now_ns_; }

    uint64_t bytes(size_t flow) const { return flows_[flow].sent_bytes; }
    uint64_t packets(size_t flow) const { return flows_[flow].sent_packets; }
    uint64_t longest_wait_ns(size_t flow) const { return flows_[flow].longest_wait_ns; }
    double mbits(size_t flow) const { return static_cast<double>(bytes(flow)) * 8e-6; }

    // One packet of this many bytes, of a flow that has nothing to send by itself.
    void send(size_t flow, uint32_t bytes) { show(flows_[flow], bytes); }

    void set_best_effort(const std::string& subscriber, bool on) {
        Conditions conditions;
        conditions.set(Condition::best_effort, Direction::up, on);
        conditions.set(Condition::best_effort, Direction::down, on);
        subscribers_.set_conditions(subscribers_.record_of(subscriber), conditions);
    }

 private:
    struct Flow {
        Source source;
        ShapedPacket packet;
        size_t next_size = 0;
        uint64_t waiting_bytes = 0;
        uint64_t sent_bytes = 0;
        uint64_t sent_packets = 0;
        uint64_t longest_wait_ns = 0;
    };

    void poll() {
        for (Flow& flow : flows_) {
            while (flow.waiting_bytes < flow.source.waiting_bytes) {
                const uint32_t bytes = flow.source.sizes[flow.next_size];
                flow.next_size = (flow.next_size + 1) % flow.source.sizes.size();
                if (show(flow, bytes) == Scheduler::Admission::lost)
                    break;
            }
        }
        do {
            out_.clear();
            scheduler_->run(now_ns_, out_);
            for (const Departure& departure : out_.all())
                count(departure);
        } while (out_.all().size() >= Departures::kCapacity / 2);
    }
    Scheduler::Admission show(Flow& flow, uint32_t bytes) {
        flow.packet.ip_bytes = bytes;
        const auto admission = scheduler_->admit(flow.packet, now_ns_);
        if (admission == Scheduler::Admission::waits)
            flow.waiting_bytes += bytes;
        if (admission == Scheduler::Admission::goes) {
            flow.sent_bytes += bytes;
            flow.sent_packets++;
        }
        return admission;
    }
    void count(const Departure& departure) {
        Flow& flow = flows_[reinterpret_cast<uintptr_t>(departure.buffer) - 1];
        flow.waiting_bytes -= departure.ip_bytes;
        if (departure.is_dropped())
            return;
        flow.sent_bytes += departure.ip_bytes;
        flow.sent_packets++;
        flow.longest_wait_ns = std::max(flow.longest_wait_ns, departure.waited_ns);
    }

    LinkCapacity link_;
    Subscribers subscribers_{{.subscribers = 10'000}};
    std::unique_ptr<ShapingPlan> plan_;
    uint64_t now_ns_ = 100'000'000'000;
    std::unique_ptr<Scheduler> scheduler_;
    Departures out_;
    std::vector<Flow> flows_;
};

// 1: all get the same; 1/n: one gets all.
inline double jain_index(const std::vector<double>& shares) {
    double sum = 0;
    double squares = 0;
    for (const double share : shares) {
        sum += share;
        squares += share * share;
    }
    return squares == 0 ? 0 : sum * sum / (static_cast<double>(shares.size()) * squares);
}

}  // namespace sluice::test
