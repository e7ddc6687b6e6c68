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
        wait_until_quiescent();
    }

    // Until no reader holds anything from before. Any thread.
    void wait_until_quiescent() {
        const uint64_t epoch = epoch_.fetch_add(1, std::memory_order_seq_cst) + 1;
        for (size_t reader = 0; reader < readers_; ++reader) {
            while (!has_passed(reader, epoch))
                std::this_thread::sleep_for(std::chrono::microseconds(20));
        }
    }

    // A reader's: it holds nothing from before. What it may use until it says so again.
    const Value& quiescent(size_t reader) {
        std::atomic<uint64_t>& seen = seen_[reader].epoch;
        // The epoch first: a pointer read after it is at least as new.
        const uint64_t epoch = epoch_.load(std::memory_order_seq_cst);
        // Back from a sleep the reader shows itself before it reads the pointer: either the writer
        // sees it and waits, or it sees the writer's new pointer.
        if (seen.load(std::memory_order_relaxed) == kOffline) [[unlikely]]
            seen.store(epoch, std::memory_order_seq_cst);
        const Value* const value = current_.load(std::memory_order_seq_cst);
        seen.store(epoch, std::memory_order_release);
        return *value;
    }

    // A reader's, before a sleep: until its next quiescent() it may use nothing. A reader that has
    // not come yet is offline, too.
    void offline(size_t reader) { seen_[reader].epoch.store(kOffline, std::memory_order_release); }

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
