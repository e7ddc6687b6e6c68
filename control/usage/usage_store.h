// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "control/store/database.h"
#include "control/store/file_lock.h"
#include "control/usage/billing_period.h"
#include "control/usage/pending_usage.h"

namespace sluice {

// How errors speak of it.
inline constexpr Database::Purpose kUsageDatabase{"the usage database", "usage.path",
                                                  "subscribers' counts begin at zero again"};

// What is kept of one subscriber.
struct StoredUsage {
    struct Count {
        std::string direction;  // "up" or "down"
        std::string label;
        std::string service_class;
        UsageSum sum;  // of what left
        UsageSum queue_dropped = {};
        UsageSum ce_marked = {};  // they left, too
    };
    struct Period {
        BillingPeriod when;
        std::vector<Count> counts;
    };
    struct Effect {
        std::string rule;
        std::string label;
        std::string direction;
        std::string effect;
        UsageSum sum;
        std::chrono::sys_seconds last;
    };
    std::vector<Period> periods;  // newest first, without those in which there was nothing
    std::vector<Effect> effects;  // most bytes first
};

struct KeptSubscriber {
    int64_t number = 0;
    std::string id;
    std::optional<std::chrono::sys_seconds> gone;  // when it was first missed
};

// Usage on the disk. Counts are only added to, a whole round at once, so that they never go
// backwards, whenever the daemon ends: what a queue drops after it was counted as having left is
// owed, and taken from what leaves next. Not for two threads at once. Everything throws StoreError;
// what a function was to write is then not written.
class UsageStore {
 public:
    // One process at a time has it. Creates it if it is not there, and brings an older one up.
    explicit UsageStore(const std::filesystem::path& file);

    bool is_new() const { return is_new_; }
    const std::string& file() const { return database_.file(); }
    // Of the last round that is kept; nothing: of none.
    std::optional<std::chrono::sys_seconds> as_of();

    void add(const PendingUsage& usage, std::chrono::sys_seconds as_of);
    // Nothing if nothing is kept of that id. since: the first hour of effects.
    std::optional<StoredUsage> find(const std::string& id, uint32_t periods,
                                    std::chrono::sys_seconds since);

    // Retention.
    void forget_before(std::chrono::sys_seconds first_period, std::chrono::sys_seconds first_hour);
    std::vector<KeptSubscriber> subscribers_after(int64_t number, uint32_t limit);
    // Keeps since when they are gone, and erases others with all that is kept of them.
    void change(const std::vector<KeptSubscriber>& changed, const std::vector<int64_t>& erased);

 private:
    void create_or_check_schema();
    int64_t number_of(const std::string& id);
    using Numbered = std::pair<int64_t, const PendingUsage::OfSubscriber*>;
    std::vector<Numbered> in_order(const PendingUsage& usage);
    void add_in_transaction(const PendingUsage& usage, std::chrono::sys_seconds as_of);

    FileLock lock_;
    Database database_;
    bool is_new_ = false;
    std::unordered_map<std::string, int64_t> numbers_;  // of those that were added to before
};

}  // namespace sluice
