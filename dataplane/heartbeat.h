// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "ebpf/shared.h"

namespace sluice {

struct HeartbeatSettings {
    uint64_t patience_ns = 10'000'000;  // a worker that has not beaten for longer is stuck
    uint64_t settle_ns = 500'000'000;   // and well again when it has beaten for so long
};

// One worker's sign of life, which the XDP programs of all ports go by (ebpf/shared.h). With its
// own beat it writes down the oldest of all workers': since each hands packets to others, one that
// is stuck is everybody's outage, and so a program asks one heartbeat only. Pure: times are passed
// in, CLOCK_MONOTONIC's, which the programs read too.
class Heartbeat {
 public:
    // all: of all workers; outlives it. Nothing counts as a beat before the first beat().
    Heartbeat(std::span<sluice_heartbeat> all, uint32_t own, const HeartbeatSettings& settings);

    // How often to beat, so that one beat missed is not yet the patience's end.
    uint64_t period_ns() const { return period_ns_; }
    // How long this worker had been stuck, if it was; else 0.
    uint64_t beat(uint64_t now_ns);
    // In place of a beat: it runs, but cannot do its work, and will soon count as stuck.
    void withhold(sluice_trouble trouble);
    // From now on packets go past the workers, until it beats again.
    void withdraw();

 private:
    void look_around();

    const std::span<sluice_heartbeat> all_;
    sluice_heartbeat& own_;
    const uint64_t patience_ns_;
    const uint64_t period_ns_;
    uint64_t last_ns_ = 0;
};

// What a program sees at that time, for those who tell of it. Any thread.
struct WorkersHealth {
    enum class State : uint8_t {
        well,
        stuck,     // worker has not beaten for longer than the patience
        settling,  // it beats again, not yet for long enough
        absent,    // it has not begun to beat, or does not want packets
    };
    State state = State::absent;
    uint32_t worker = 0;  // which, where it is not well
    sluice_trouble trouble = SLUICE_NO_TROUBLE;
};
WorkersHealth workers_health(std::span<const sluice_heartbeat> all,
                             const HeartbeatSettings& settings, uint64_t now_ns);

}  // namespace sluice
