// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>

namespace sluice {

// One pointer that one thread replaces and several read without a lock: RCU by quiescent states.
// A reader says between bursts that it holds nothing (quiescent), and that it sleeps (offline), so
// nobody waits for a sleeper. The writer may free the old value when replace() has returned.
template <typename Value>
class Publication {
 public:
    Publication(const Value* first, size_t readers)
        : current_(first), readers_(readers), seen_(std::make_unique<Seen[]>(readers)) {}

    // The writer's; several writers take turns outside.
    void replace(const Value* next) {
        current_.store(next, std::memory_order_seq_cst);
        const uint64_t epoch = epoch_.fetch_add(1, std::memory_order_seq_cst) + 1;
        for (size_t reader = 0; reader < readers_; ++reader) {
            while (!has_passed(reader, epoch))
                std::this_thread::sleep_for(std::chrono::microseconds(20));
        }
    }

    // A reader's: it holds nothing from before. What it may use until it says so again.
    const Value& quiescent(size_t reader) {
        // The epoch first: a pointer read after it is at least as new.
        const uint64_t epoch = epoch_.load(std::memory_order_acquire);
        const Value* const value = current_.load(std::memory_order_acquire);
        seen_[reader].epoch.store(epoch, std::memory_order_release);
        return *value;
    }

    // A reader's, around a sleep: in between it may use nothing. Before the first and after the
    // last quiescent() a reader is offline.
    void offline(size_t reader) { seen_[reader].epoch.store(kOffline, std::memory_order_release); }
    void online(size_t reader) {
        // Sequentially consistent with the writer's store and check: either the writer sees this
        // reader and waits, or this reader's next load sees the new pointer.
        seen_[reader].epoch.store(epoch_.load(std::memory_order_seq_cst),
                                  std::memory_order_seq_cst);
    }

 private:
    static constexpr uint64_t kOffline = 0;

    struct alignas(64) Seen {
        std::atomic<uint64_t> epoch{kOffline};
    };

    bool has_passed(size_t reader, uint64_t epoch) const {
        const uint64_t seen = seen_[reader].epoch.load(std::memory_order_seq_cst);
        return seen == kOffline || seen >= epoch;
    }

    std::atomic<const Value*> current_;
    std::atomic<uint64_t> epoch_{1};
    const size_t readers_;
    std::unique_ptr<Seen[]> seen_;
};

}  // namespace sluice
