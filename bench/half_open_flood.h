// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/frame.h"
#include "dataplane/pipeline.h"

namespace sluice::bench {

// TCP flows by the hundred thousand, from addresses that no mix has. They go through the stages as
// packets do, but come from no port.
class HalfOpenFlood {
 public:
    explicit HalfOpenFlood(Worker& worker) : worker_(worker) {}

    // A SYN, then the first bytes of something that could become a peer-wire handshake, a tracker
    // request or encrypted peer wire, and never anything more.
    void begin_and_stop(uint32_t flows, uint64_t now_ns);
    // A SYN, then the whole handshake: flows that have nothing to do with the flood.
    void begin_and_shake_hands(uint32_t flows, uint64_t now_ns);

    uint64_t packets() const { return packets_; }
    uint64_t forwarded() const { return forwarded_; }

 private:
    void open(const std::string& first_payload, uint64_t now_ns);
    void add(Frame frame, uint64_t now_ns);
    void flush(uint64_t now_ns);

    Worker& worker_;
    Burst burst_;
    std::vector<Frame> frames_;
    uint32_t flows_ = 0;
    uint64_t packets_ = 0;
    uint64_t forwarded_ = 0;
};

}  // namespace sluice::bench
