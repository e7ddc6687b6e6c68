// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "bench/capture_port.h"
#include "bench/variant.h"
#include "dataplane/pipeline.h"

namespace sluice::bench {

// How the passes over the capture become flows.
struct Load {
    uint32_t variants = Variant::kCount;  // a power of two: after so many, the first again
    uint64_t pass_ns = 0;                 // the worker's time that a pass takes; 0: real time
};

// One worker on one core between the two ports. What is measured is all that the box adds to
// passing the buffers on: the clock, filling the burst, the stages, acting on the fates.
class Box {
 public:
    Box(CapturePort& port, const WorkerSettings& settings, const Load& load,
        std::shared_ptr<const Snapshot> snapshot);

    // Each takes at least this many packets and says how long one took. bare(): no rewriting
    // either, as testpmd io. baseline(): receive, rewrite, send.
    double bare_ns(uint64_t packets);
    double baseline_ns(uint64_t packets);
    double measured_ns(uint64_t packets);

    // From now on flows are met in another order than they came to the table in, so that memory is
    // met in none. For captures whose flows are two packets in a row (imix): each flow of a pass
    // is of another variant, and a cycle of passes still meets every flow once.
    void scatter() { scattered_ = true; }

    // Another snapshot for the worker to pick up between two bursts; any thread. The caller keeps
    // both alive until adopted() is its number.
    void publish(const Snapshot* snapshot) { published_.store(snapshot); }
    uint32_t adopted() const { return adopted_.load(); }

    Worker& worker() { return worker_; }
    // For a thread that changes them while the box runs: until the burst at hand is over. After
    // end_waiting() nobody is waited for.
    Subscribers& subscribers() { return subscribers_; }
    void wait_until_quiescent() const;
    void end_waiting() { waiting_ended_ = true; }
    uint64_t received() const { return received_; }
    uint64_t sent() const { return sent_; }

 private:
    uint16_t receive();
    bool rewrite_next(uint8_t* frame);
    uint32_t variant_number() const;
    uint64_t now_ns() const;
    uint16_t process_burst(uint16_t count);

    CapturePort& port_;
    const Load load_;
    const std::shared_ptr<const Snapshot> first_snapshot_;
    Subscribers subscribers_;
    Worker worker_;
    Burst burst_;
    std::array<rte_mbuf*, Burst::kCapacity> mbufs_;
    Variant variant_{0};
    uint32_t next_in_pass_ = 0;
    uint64_t passes_ = 0;
    bool scattered_ = false;
    uint64_t received_ = 0;
    uint64_t sent_ = 0;
    std::atomic<const Snapshot*> published_;
    std::atomic<uint32_t> adopted_{0};
    std::atomic<uint64_t> bursts_{0};
    std::atomic<bool> waiting_ended_{false};
};

}  // namespace sluice::bench
