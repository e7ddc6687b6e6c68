// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dataplane/scheduler/scheduler.h"
#include "policy/shaping_plan.h"
#include "policy/subscribers.h"

namespace sluice::test {

inline constexpr uint64_t kMbit = 1'000'000;
inline constexpr uint64_t kSecond = 1'000'000'000;
inline constexpr uint64_t kMs = 1'000'000;

// A scheduler in simulated time, with subscribers whose packets are counted as they come out.
class Shaper {
 public:
    struct Tally {
        uint64_t packets = 0;
        uint64_t bytes = 0;  // IP layer
        uint64_t marked = 0;
        uint64_t late = 0;
        uint64_t out_of_room = 0;
        uint64_t longest_wait_ns = 0;
    };
    struct Source {
        std::string subscriber;
        uint64_t flow = 1;
        uint32_t bytes = 1'500;
        uint8_t dscp = 0;
        uint32_t rule = ShapedPacket::kNoRule;
        Direction direction = Direction::down;
        bool ecn_capable = false;
    };

    explicit Shaper(Policy policy, SchedulerSettings settings = {},
                    std::vector<LinkCapacity> links = {{"pop1", {0, 0}}})
        : links_(std::move(links)) {
        for (const Subscriber& subscriber : policy.subscribers)
            subscribers_.put(subscriber);
        plan_ = std::make_unique<ShapingPlan>(policy, links_, subscribers_.names());
        scheduler_ = std::make_unique<Scheduler>(settings, subscribers_);
        scheduler_->adopt(*plan_);
    }

    void adopt(const Policy& policy) {
        auto next = std::make_unique<ShapingPlan>(policy, links_, subscribers_.names());
        plan_ = std::move(next);  // the one before has gone when the scheduler hears of it
        scheduler_->adopt(*plan_);
    }

    // One packet now. What goes at once is counted at once.
    Scheduler::Admission send(const Source& source) {
        const uint32_t record = subscribers_.record_of(source.subscriber);
        void* const buffer = buffer_of(source);
        const ShapedPacket packet{.buffer = buffer,
                                  .subscriber_key = Scheduler::key_of(record, source.direction),
                                  .flow_id = reinterpret_cast<uintptr_t>(buffer),
                                  .record = record,
                                  .generation = subscribers_.generation(record),
                                  .rule = source.rule,
                                  .ip_bytes = source.bytes,
                                  .dscp = source.dscp,
                                  .ecn_capable = source.ecn_capable,
                                  .direction = source.direction};
        const auto admission = scheduler_->admit(packet, now_ns_);
        if (admission == Scheduler::Admission::goes)
            count(source.subscriber, source.flow, source.bytes, {});
        if (admission == Scheduler::Admission::lost)
            tally(source.subscriber, source.flow).out_of_room++;
        return admission;
    }

    void run() {
        do {
            out_.clear();
            scheduler_->run(now_ns_, out_);
            for (const Departure& departure : out_.all())
                count_departure(departure);
        } while (out_.all().size() > Departures::kCapacity / 2);
    }

    // Keeps so many packets of each source waiting for the time, polled as often.
    void keep_backlogged(const std::vector<Source>& sources, uint64_t duration_ns,
                         uint64_t poll_ns = 50'000, uint32_t depth = 20) {
        const uint64_t end_ns = now_ns_ + duration_ns;
        while (now_ns_ < end_ns) {
            for (const Source& source : sources) {
                while (waiting_[{source.subscriber, source.flow}] < depth) {
                    const auto admission = send(source);
                    if (admission == Scheduler::Admission::lost)
                        break;
                    if (admission == Scheduler::Admission::waits)
                        waiting_[{source.subscriber, source.flow}]++;
                }
            }
            pass(poll_ns);
            run();
        }
    }

    void pass(uint64_t duration_ns) { now_ns_ += duration_ns; }
    uint64_t now_ns() const { return now_ns_; }
    void set_now_ns(uint64_t now_ns) { now_ns_ = now_ns; }

    Tally& tally(const std::string& subscriber, uint64_t flow) {
        return tallies_[{subscriber, flow}];
    }
    Tally of(const std::string& subscriber) const {
        Tally sum;
        for (const auto& [key, tally] : tallies_) {
            if (key.first != subscriber)
                continue;
            sum.packets += tally.packets;
            sum.bytes += tally.bytes;
            sum.marked += tally.marked;
            sum.late += tally.late;
            sum.out_of_room += tally.out_of_room;
            sum.longest_wait_ns = std::max(sum.longest_wait_ns, tally.longest_wait_ns);
        }
        return sum;
    }
    void forget_tallies() { tallies_.clear(); }

    void set_best_effort(const std::string& subscriber, bool on) {
        Conditions conditions;
        conditions.set(Condition::best_effort, Direction::up, on);
        conditions.set(Condition::best_effort, Direction::down, on);
        subscribers_.set_conditions(subscribers_.record_of(subscriber), conditions);
    }
    Subscribers& subscribers() { return subscribers_; }
    Scheduler& scheduler() { return *scheduler_; }

 private:
    using Key = std::pair<std::string, uint64_t>;

    // A number that tells subscriber and flow; no memory is behind it.
    void* buffer_of(const Source& source) {
        const Key key{source.subscriber, source.flow};
        const auto found = numbers_.try_emplace(key, keys_.size());
        if (found.second)
            keys_.push_back(key);
        return reinterpret_cast<void*>(found.first->second + 1);
    }
    void count(const std::string& subscriber, uint64_t flow, uint32_t bytes, uint64_t waited_ns) {
        Tally& counted = tally(subscriber, flow);
        counted.packets++;
        counted.bytes += bytes;
        counted.longest_wait_ns = std::max(counted.longest_wait_ns, waited_ns);
    }
    void count_departure(const Departure& departure) {
        const Key& key = keys_[reinterpret_cast<uintptr_t>(departure.buffer) - 1];
        if (waiting_[key] > 0)
            waiting_[key]--;
        Tally& counted = tallies_[key];
        counted.late += departure.fate == Departure::Fate::late;
        counted.out_of_room += departure.fate == Departure::Fate::out_of_room;
        counted.marked += departure.fate == Departure::Fate::marked;
        if (departure.fate == Departure::Fate::sent || departure.fate == Departure::Fate::marked)
            count(key.first, key.second, departure.ip_bytes, departure.waited_ns);
    }

    std::vector<LinkCapacity> links_;
    Subscribers subscribers_{{.subscribers = 100'000}};
    std::unique_ptr<ShapingPlan> plan_;
    uint64_t now_ns_ = 1'000'000'000'000;  // so that a clock may step back
    std::unique_ptr<Scheduler> scheduler_;
    Departures out_;
    std::map<Key, Tally> tallies_;
    std::map<Key, uint32_t> waiting_;
    std::map<Key, size_t> numbers_;
    std::vector<Key> keys_;
};

// A policy that shapes, with tiers of the same rate both ways and a subscriber for each name.
inline Policy shaping_policy(const std::vector<Tier>& tiers,
                             const std::vector<Subscriber>& subscribers) {
    Policy policy;
    policy.tiers = tiers;
    policy.subscribers = subscribers;
    policy.shaping = ShapingSettings{};
    return policy;
}

inline Tier tier(const std::string& name, uint64_t bps, uint32_t weight = 1) {
    Tier made;
    made.name = name;
    made.up_bps = bps;
    made.down_bps = bps;
    made.weight = weight;
    return made;
}

inline Subscriber subscriber(const std::string& id, const std::string& tier,
                             const std::string& site = "") {
    Subscriber made;
    made.id = id;
    made.tier = tier;
    made.site = site;
    return made;
}

}  // namespace sluice::test
