// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/usage/pending_usage.h"
#include "control/usage/settings.h"
#include "control/usage/usage_store.h"

namespace sluice {

// Takes what was used from the packet path to the disk, a round at a time. A disk that is full or
// fails loses nothing that was on it: what came since stays in memory until it can be written.
class UsageRounds {
 public:
    // What it asks of the other parts of the box.
    struct Sources {
        std::function<void(const std::function<void(std::span<const UsageRow>)>&)> take;
        std::function<std::string(uint32_t record)> id_of;  // empty: nobody's
        std::function<bool(const std::string& id)> is_subscriber;
        std::function<std::string(uint32_t snapshot, uint32_t rule)> rule_name;
        // For the operator: what has happened and to which file.
        std::function<void(std::string_view kind, std::string_view file, std::string_view detail)>
            report;
        // Who else looks at what is taken: at each portion of it, and when that was all of a
        // round.
        std::function<void(std::span<const UsageRow>)> taken = {};
        std::function<void()> all_taken = {};
    };
    // Any thread reads them.
    struct Counts {
        std::atomic<uint64_t> rounds{0};
        std::atomic<uint64_t> rows{0};          // taken
        std::atomic<uint64_t> unknown_rows{0};  // of a record that nobody is known by
        std::atomic<uint64_t> commits_failed{0};
        std::atomic<uint64_t> commit_ns{0};     // of all of them
        std::atomic<int64_t> committed_s{0};    // Unix time of the last one
        std::atomic<uint64_t> pending_rows{0};  // not on the disk
        std::atomic<bool> failing{false};       // the last commit did
        std::atomic<uint64_t> subscribers_erased{0};
    };

    UsageRounds(const UsageSettings& settings, std::unique_ptr<UsageStore> store, Sources sources);

    // The recorder's thread alone.
    void run(std::chrono::sys_seconds now);
    // Old periods, old effects, and who is gone for long. Some work a call; true: done with all.
    bool forget(std::chrono::sys_seconds now);

    // Any thread. What is on the disk, so that it never goes backwards. Throws StoreError.
    std::optional<StoredUsage> find(const std::string& id, uint32_t periods,
                                    std::chrono::sys_seconds now) const;
    std::chrono::sys_seconds as_of() const {
        return std::chrono::sys_seconds(std::chrono::seconds(counts_.committed_s.load()));
    }
    BillingPeriod running_period(std::chrono::sys_seconds now) const {
        return period_at(now, settings_.calendar);
    }
    const UsageSettings& settings() const { return settings_; }
    const Counts& counts() const { return counts_; }

 private:
    void take(std::chrono::sys_seconds now);
    void commit(std::chrono::sys_seconds now);
    void look_after(const std::vector<KeptSubscriber>& some, std::chrono::sys_seconds now);

    const UsageSettings settings_;
    const Sources sources_;
    mutable std::mutex store_mutex_;
    const std::unique_ptr<UsageStore> store_;
    PendingUsage pending_;
    int64_t looked_after_ = 0;  // the number of the last one in forget()
    Counts counts_;
};

}  // namespace sluice
