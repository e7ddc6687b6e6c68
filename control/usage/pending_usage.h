// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "control/usage/billing_period.h"
#include "dataplane/publish.h"

namespace sluice {

struct UsageSum {
    uint64_t packets = 0;
    uint64_t bytes = 0;

    friend bool operator==(const UsageSum&, const UsageSum&) = default;
};

// What a subscriber's packets that left are told apart by, within a billing period.
struct CountKey {
    std::chrono::sys_seconds period_begin;
    Direction direction = Direction::up;
    Label label = Label::unknown;
    ServiceClass service_class = ServiceClass::standard;

    friend auto operator<=>(const CountKey&, const CountKey&) = default;
};

// What they came to.
struct CountSums {
    // Less than nothing while what a queue dropped was counted as having left in an earlier round.
    UsageChange left;
    UsageSum queue_dropped;
    UsageSum ce_marked;
};

// What a rule did, by the hour.
struct EffectKey {
    std::chrono::sys_seconds hour;
    std::string rule;
    Label label = Label::unknown;
    Direction direction = Direction::up;
    UsageKind effect = UsageKind::dropped;

    friend auto operator<=>(const EffectKey&, const EffectKey&) = default;
};

struct EffectSum {
    UsageSum sum;
    std::chrono::sys_seconds last;
};

// What was used and is not on the disk yet. Sums are only ever added to.
class PendingUsage {
 public:
    struct OfSubscriber {
        std::map<CountKey, CountSums> counts;
        std::map<EffectKey, EffectSum> effects;
    };

    explicit PendingUsage(const BillingCalendar& calendar) : calendar_(calendar) {}

    // rule: its name, where the row is of one. now: when the row was taken.
    void add(const std::string& id, const UsageRow& row, const std::string& rule,
             std::chrono::sys_seconds now);

    const std::unordered_map<std::string, OfSubscriber>& subscribers() const {
        return subscribers_;
    }
    // When the periods that the counts are of are over.
    const std::map<std::chrono::sys_seconds, std::chrono::sys_seconds>& periods() const {
        return periods_;
    }
    size_t rows() const { return rows_; }
    void clear();

 private:
    const BillingCalendar calendar_;
    std::unordered_map<std::string, OfSubscriber> subscribers_;
    std::map<std::chrono::sys_seconds, std::chrono::sys_seconds> periods_;
    size_t rows_ = 0;
};

}  // namespace sluice
