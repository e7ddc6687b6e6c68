// SPDX-License-Identifier: Apache-2.0
// bench-answers: how long a tap's worker takes from having a burst in hand to having its resets in
// packet buffers, as one line of JSON.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/conversation.h"
#include "bench/core_time.h"
#include "bench/large_policy.h"
#include "classifier/signatures.h"
#include "dataplane/pipeline.h"

namespace sluice::bench {
namespace {

constexpr uint16_t kInject = 2;
constexpr uint32_t kFirstSubscriber = 0xc612'0000;  // 198.18.0.0/15
constexpr Endpoint kRemote{0xc633'6407, 6'881};     // 198.51.100.7

// A worker beside the path, whose one rule resets BitTorrent at both ends.
class Tap {
 public:
    explicit Tap(uint32_t flows)
        : rules_(build_policy("rules: [{ name: no-torrents, match: { label: bittorrent }, "
                              "action: { reset: both } }]",
                              1)),
          worker_({.flows = flows, .classifier = {}, .hash_seed = 0x5eed}, subscribers_,
                  Signatures::built_in(), make_shared_credit(1)) {
        for (const auto side : {PortTraits::Side::access, PortTraits::Side::core})
            worker_.ports.push_back({.side = side, .port = kInject, .peer = kInject, .tap = true});
        worker_.adopt(*rules_);
    }

    // Gives the frames that leave by the inject port.
    size_t take(std::vector<Frame>& frames, uint16_t port, uint64_t now_ns) {
        for (size_t i = 0; i < frames.size(); ++i) {
            Packet& packet = burst_.packets[i];
            packet = {};
            packet.data = frames[i].data();
            packet.length = packet.wire_length = static_cast<uint32_t>(frames[i].size());
            packet.port = port;
        }
        burst_.count = frames.size();
        burst_.now_ns = now_ns;
        process(burst_, worker_);
        size_t answers = 0;
        for (const Answer& answer : worker_.answers.all()) {
            auto& buffer = buffers_[answers++ % buffers_.size()];
            std::memcpy(buffer.data(), answer.frame.data(), answer.frame.size());
        }
        worker_.answers.clear();
        return answers;
    }

    // All that have been silent for long enough by then.
    void forget(uint64_t now_ns) {
        worker_.expire(now_ns, UINT32_MAX);
        if (worker_.flows.size() != 0)
            throw std::runtime_error("flows that ended are not forgotten");
    }

 private:
    const std::shared_ptr<const Snapshot> rules_;
    Subscribers subscribers_;
    Worker worker_;
    Burst burst_;
    std::array<std::array<uint8_t, Answers::kLongest>, 512> buffers_;
};

// So many connections, all new and of as many addresses as there are in a /16.
class Newcomers {
 public:
    explicit Newcomers(size_t count) : count_(count) {}

    // Their handshakes, then the packets that trigger the rule in one burst: how long that takes.
    double burst_us(Tap& tap, uint64_t now_ns) {
        std::vector<Frame> opened;
        std::vector<Frame> accepted;
        std::vector<Frame> begun;
        for (size_t i = 0; i < count_; ++i, ++flow_) {
            const Endpoint subscriber{kFirstSubscriber + (flow_ & 0xffff),
                                      static_cast<uint16_t>(20'000 + (flow_ >> 16))};
            opened.push_back(tcp_frame(subscriber, kRemote, 1'000, 0, kSyn, {}));
            accepted.push_back(tcp_frame(kRemote, subscriber, 5'000, 1'001, kSyn | kAck, {}));
            begun.push_back(tcp_frame(subscriber, kRemote, 1'001, 5'001, kPsh | kAck, handshake_));
        }
        tap.take(opened, 0, now_ns);
        tap.take(accepted, 1, now_ns);
        const uint64_t start_ns = core_time_ns();
        answers_ += tap.take(begun, 0, now_ns);
        return static_cast<double>(core_time_ns() - start_ns) / 1e3;
    }

    double frames_per_packet() const { return static_cast<double>(answers_) / flow_; }

 private:
    const size_t count_;
    Dice dice_{7};
    const std::string handshake_ =
        "\x13"
        "BitTorrent protocol" +
        std::string(8, '\0') + dice_.bytes(40);
    uint32_t flow_ = 0;
    size_t answers_ = 0;
};

struct Delays {
    double median_us = 0;
    double at_99_us = 0;
    double frames_per_packet = 0;
};

// Twice as many as are measured: the first half takes the memory, which a box does at its start,
// and is forgotten.
Delays delays(size_t in_a_burst, unsigned bursts) {
    constexpr uint64_t kBurstNs = 1'000'000;
    constexpr uint64_t kForgottenNs = 20'000'000'000;
    const auto tap = std::make_unique<Tap>(static_cast<uint32_t>(in_a_burst * bursts));
    Newcomers newcomers(in_a_burst);
    uint64_t now_ns = 1'000'000'000;
    for (unsigned burst = 0; burst < bursts; ++burst, now_ns += kBurstNs)
        newcomers.burst_us(*tap, now_ns);
    now_ns += kForgottenNs;
    tap->forget(now_ns);
    std::vector<double> us;
    for (unsigned burst = 0; burst < bursts; ++burst, now_ns += kBurstNs)
        us.push_back(newcomers.burst_us(*tap, now_ns));
    if (newcomers.frames_per_packet() < 1)
        throw std::runtime_error("not every connection was answered");
    std::ranges::sort(us);
    return {us[us.size() / 2], us[us.size() * 99 / 100], newcomers.frames_per_packet()};
}

void measure(unsigned bursts) {
    const Delays one = delays(1, bursts);
    const Delays all = delays(Burst::kCapacity, bursts);
    std::printf(
        "{\"one\": {\"median_us\": %.2f, \"at_99_us\": %.2f}, "
        "\"burst\": {\"median_us\": %.2f, \"at_99_us\": %.2f, \"packets\": %zu}, "
        "\"frames_per_packet\": %.1f}\n",
        one.median_us, one.at_99_us, all.median_us, all.at_99_us, Burst::kCapacity,
        all.frames_per_packet);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    CLI::App app{"From a burst in hand to its resets in packet buffers.", "bench-answers"};
    unsigned bursts = 2'000;
    app.add_option("--bursts", bursts)->check(CLI::Range(100u, 100'000u));
    CLI11_PARSE(app, argc, argv);
    try {
        sluice::bench::measure(bursts);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-answers: %s\n", error.what());
        return 1;
    }
}
