// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/bittorrent_traffic.h"
#include "bench/core_time.h"
#include "bench/inspection_scenes.h"
#include "bench/shown_traffic.h"
#include "classifier/signatures.h"

namespace sluice::bench {
namespace {

constexpr size_t kFlows = 65'536;
constexpr uint64_t kNowNs = 1'000'000'000'000;

// Three times a last-level cache of 32 MiB, and more than most have.
class OtherMemory {
 public:
    void read() {
        for (size_t i = 0; i < lines_.size(); i += kLineBytes / sizeof(uint64_t))
            lines_[i]++;
    }

 private:
    static constexpr size_t kLineBytes = 64;
    std::vector<uint64_t> lines_ = std::vector<uint64_t>((size_t{96} << 20) / sizeof(uint64_t));
};

// As a flow opens: a SYN each way, then the handshake from the subscriber.
class OpeningFlows {
 public:
    OpeningFlows() : flows_(kFlows), order_(kFlows), classifier_(Signatures::built_in(), {}) {
        Dice dice(9);
        Frames frames;
        for (size_t i = 0; i < kHandshakes; ++i)
            BitTorrentTraffic(frames, dice)
                .peer({0x6440'0001, static_cast<uint16_t>(40'001 + i)}, {0xc613'0001, 50'001}, 0,
                      0);
        const ShownTraffic traffic(std::move(frames));
        std::vector<bool> seen(traffic.flows);
        for (const ShownSegment& shown : traffic.segments) {
            if (shown.segment.payload.empty() || seen[shown.flow])
                continue;
            seen[shown.flow] = true;
            const Bytes payload = shown.segment.payload;
            handshakes_.emplace_back(payload.begin(), payload.end());
            sequence_ = shown.segment.sequence;
        }
        std::iota(order_.begin(), order_.end(), 0);
    }

    // Slots go back to the pools in another order than they were taken in.
    void begin_again() {
        std::ranges::shuffle(order_, engine_);
        for (const size_t flow : order_)
            classifier_.forget(flows_[flow].inspection);
        std::ranges::shuffle(order_, engine_);
    }
    void open(size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i)
            for (const Direction direction : {Direction::up, Direction::down})
                show(classifier_, flows_[order_[i]],
                     {.direction = direction, .syn = true, .sequence = sequence_ - 1}, kNowNs);
    }
    // The packets as the driver and the parser leave them: in the cache.
    void receive(size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i)
            for (const uint8_t byte : handshakes_[i % kHandshakes])
                last_byte_received_ = byte;
    }
    void shake_hands(size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i) {
            const std::vector<uint8_t>& handshake = handshakes_[i % kHandshakes];
            show(classifier_, flows_[order_[i]],
                 {.payload = handshake,
                  .wire_bytes = static_cast<uint32_t>(handshake.size()),
                  .sequence = sequence_},
                 kNowNs);
        }
    }
    bool recognised(size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i)
            if (flows_[order_[i]].inspection.verdict.label != Label::bittorrent_peer)
                return false;
        return true;
    }

 private:
    static constexpr size_t kHandshakes = 64;

    FlowRecords flows_;
    std::vector<size_t> order_;
    Classifier classifier_;
    std::mt19937_64 engine_{10};
    std::vector<std::vector<uint8_t>> handshakes_;
    uint32_t sequence_ = 0;
    volatile uint8_t last_byte_received_ = 0;
};

}  // namespace

double cold_handshake_ns(unsigned flows_in_burst, unsigned bursts) {
    OpeningFlows flows;
    OtherMemory other;
    // Once through, so that every page is there.
    flows.begin_again();
    flows.open(0, kFlows);
    flows.shake_hands(0, kFlows);
    flows.begin_again();

    std::vector<double> ns;
    for (size_t burst = 0; burst < bursts; ++burst) {
        const size_t first = burst * flows_in_burst % kFlows;
        if (first == 0 && burst != 0)
            flows.begin_again();
        flows.open(first, flows_in_burst);
        other.read();
        flows.receive(first, flows_in_burst);
        const double clock = core_time_of([] {});
        const double taken = core_time_of([&] { flows.shake_hands(first, flows_in_burst); });
        ns.push_back((taken - clock) / flows_in_burst);
        if (!flows.recognised(first, flows_in_burst))
            throw std::runtime_error("a handshake was not recognised");
    }
    return median(ns);
}

}  // namespace sluice::bench
