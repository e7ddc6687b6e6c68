// SPDX-License-Identifier: Apache-2.0
#include "dataplane/heartbeat.h"

#include <algorithm>
#include <atomic>

namespace sluice {
namespace {

// Written by one worker, read by others, and by programs in the kernel.
void store(__u64& field, uint64_t value, std::memory_order order) {
    std::atomic_ref<__u64>(field).store(value, order);
}

uint64_t load(const __u64& field, std::memory_order order) {
    return std::atomic_ref<__u64>(const_cast<__u64&>(field)).load(order);
}

}  // namespace

Heartbeat::Heartbeat(std::span<sluice_heartbeat> all, uint32_t own,
                     const HeartbeatSettings& settings)
    : all_(all),
      own_(all[own]),
      patience_ns_(settings.patience_ns),
      period_ns_(std::clamp<uint64_t>(settings.patience_ns / 16, 50'000, 1'000'000)) {}

uint64_t Heartbeat::beat(uint64_t now_ns) {
    const uint64_t since_ns = last_ns_ == 0 ? 0 : now_ns - last_ns_;
    const bool was_stuck = since_ns > patience_ns_;
    last_ns_ = now_ns;
    // Before the beat: who sees that sees this.
    if (was_stuck)
        store(own_.own_fresh_since_ns, now_ns, std::memory_order_relaxed);
    store(own_.own_trouble, SLUICE_NO_TROUBLE, std::memory_order_relaxed);
    store(own_.own_beat_ns, now_ns, std::memory_order_release);
    look_around();
    return was_stuck ? since_ns : 0;
}

void Heartbeat::withhold(sluice_trouble trouble) {
    store(own_.own_trouble, trouble, std::memory_order_relaxed);
}

void Heartbeat::withdraw() {
    last_ns_ = 0;
    store(own_.own_beat_ns, 0, std::memory_order_release);
    store(own_.oldest_beat_ns, 0, std::memory_order_release);
}

void Heartbeat::look_around() {
    uint64_t oldest_ns = UINT64_MAX;
    uint64_t fresh_since_ns = 0;
    for (const sluice_heartbeat& each : all_) {
        oldest_ns = std::min(oldest_ns, load(each.own_beat_ns, std::memory_order_acquire));
        fresh_since_ns =
            std::max(fresh_since_ns, load(each.own_fresh_since_ns, std::memory_order_relaxed));
    }
    store(own_.fresh_since_ns, fresh_since_ns, std::memory_order_relaxed);
    store(own_.oldest_beat_ns, oldest_ns, std::memory_order_release);
}

WorkersHealth workers_health(std::span<const sluice_heartbeat> all,
                             const HeartbeatSettings& settings, uint64_t now_ns) {
    using State = WorkersHealth::State;
    WorkersHealth health{.state = State::well};
    const auto is = [&](State state, uint32_t worker) {
        health = {
            state, worker,
            static_cast<sluice_trouble>(load(all[worker].own_trouble, std::memory_order_relaxed))};
    };
    for (uint32_t worker = 0; worker < all.size(); ++worker) {
        const uint64_t beat_ns = load(all[worker].own_beat_ns, std::memory_order_acquire);
        const uint64_t fresh_since_ns =
            load(all[worker].own_fresh_since_ns, std::memory_order_relaxed);
        // A program goes by what its worker wrote down of all.
        if (beat_ns == 0 || load(all[worker].oldest_beat_ns, std::memory_order_acquire) == 0) {
            is(State::absent, worker);
            return health;
        }
        if (beat_ns < now_ns && now_ns - beat_ns > settings.patience_ns)
            is(State::stuck, worker);
        else if (health.state == State::well && beat_ns - fresh_since_ns < settings.settle_ns)
            is(State::settling, worker);
    }
    return health;
}

}  // namespace sluice
