// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "bench/core_time.h"
#include "bench/inspection_scenes.h"
#include "bench/shown_traffic.h"
#include "classifier/signatures.h"

namespace sluice::bench {
namespace {

constexpr size_t kFlows = 1'024;
constexpr uint64_t kStartNs = 1'000'000'000'000;
constexpr uint64_t kRoundNs = 3'000'000;

// Random bytes of random length, with a sequence number that goes on in each direction.
class RandomTraffic {
 public:
    explicit RandomTraffic(Transport transport) : transport_(transport) {
        Dice dice(8);
        for (std::string& payload : payloads_)
            payload = dice.bytes(20 + dice.below(1'381));
    }

    void open(Classifier& classifier, FlowRecords& flows) {
        next_.assign(flows.size(), {1'000, 2'000});
        if (transport_ == Transport::udp)
            return;
        for (size_t flow = 0; flow < flows.size(); ++flow)
            for (const Direction direction : {Direction::up, Direction::down})
                show(classifier, flows[flow],
                     {.direction = direction,
                      .syn = true,
                      .sequence = next_[flow][static_cast<size_t>(direction)] - 1},
                     kStartNs);
    }
    // One segment of each flow that is not settled; how many those were. Without bytes, the call
    // has nothing to look at, and is made for as many flows as are said.
    size_t show_round(Classifier& classifier, FlowRecords& flows, size_t round) {
        size_t shown = 0;
        for (size_t flow = 0; flow < flows.size(); ++flow) {
            if (!flows[flow].inspection.needs_payload())
                continue;
            const std::string& payload = payloads_[drawn_++ % payloads_.size()];
            shown += show(classifier, flows[flow], segment(flow, round, payload),
                          kStartNs + round * kRoundNs);
        }
        return shown;
    }
    void show_empty(Classifier& classifier, FlowRecords& flows, size_t round, size_t count) {
        for (size_t flow = 0; flow < count; ++flow) {
            const std::string& payload = payloads_[drawn_++ % payloads_.size()];
            Segment nothing = segment(flow, round, payload);
            nothing.payload = {};
            nothing.ends = {.subscriber_address = flows[flow].key.subscriber.bytes.data(),
                            .remote_address = flows[flow].key.remote.bytes.data(),
                            .subscriber_port = flows[flow].key.subscriber_port,
                            .remote_port = flows[flow].key.remote_port};
            classifier.observe(flows[flow].inspection, nothing);
        }
    }

 private:
    Segment segment(size_t flow, size_t round, const std::string& payload) {
        const Direction direction = round % 2 == 0 ? Direction::up : Direction::down;
        uint32_t& next = next_[flow][static_cast<size_t>(direction)];
        const uint32_t sequence = next;
        next += static_cast<uint32_t>(payload.size());
        return {.payload = {reinterpret_cast<const uint8_t*>(payload.data()), payload.size()},
                .wire_bytes = static_cast<uint32_t>(payload.size()),
                .direction = direction,
                .transport = transport_,
                .sequence = sequence};
    }

    const Transport transport_;
    std::array<std::string, 1'024> payloads_;
    std::vector<std::array<uint32_t, kDirectionCount>> next_;
    size_t drawn_ = 0;
};

UndecidedCost undecided(Transport transport, unsigned runs) {
    constexpr size_t kMostRounds = 256;
    Classifier classifier(Signatures::built_in(), {});
    FlowRecords flows(kFlows);
    RandomTraffic traffic(transport);
    UndecidedCost cost;
    std::vector<double> ns;
    for (unsigned run = 0; run < runs; ++run) {
        flows.renew(classifier);
        traffic.open(classifier, flows);
        std::vector<size_t> shown;
        const double looking = core_time_of([&] {
            do
                shown.push_back(traffic.show_round(classifier, flows, shown.size()));
            while (shown.back() != 0 && shown.size() < kMostRounds);
        });
        flows.renew(classifier);
        traffic.open(classifier, flows);
        const double empty = core_time_of([&] {
            for (size_t round = 0; round < shown.size(); ++round)
                traffic.show_empty(classifier, flows, round, shown[round]);
        });
        size_t packets = 0;
        for (const size_t count : shown)
            packets += count;
        ns.push_back((looking - empty) / static_cast<double>(packets));
        cost.packets_per_flow = static_cast<double>(packets) / kFlows;
    }
    cost.ns = median(ns);
    return cost;
}

}  // namespace

UndecidedCost undecided_udp(unsigned runs) {
    return undecided(Transport::udp, runs);
}

UndecidedCost undecided_tcp(unsigned runs) {
    return undecided(Transport::tcp, runs);
}

}  // namespace sluice::bench
