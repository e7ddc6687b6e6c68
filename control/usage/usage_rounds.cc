// SPDX-License-Identifier: Apache-2.0
#include "control/usage/usage_rounds.h"

#include <unordered_map>
#include <utility>

namespace sluice {
namespace {

using std::chrono::sys_seconds;

constexpr std::chrono::hours kEffectsKept{24};
constexpr uint32_t kSubscribersAtOnce = 5'000;

// The hour in which they begin is whole.
sys_seconds first_hour(sys_seconds now) {
    return std::chrono::floor<std::chrono::hours>(now - kEffectsKept);
}

}  // namespace

UsageRounds::UsageRounds(const UsageSettings& settings, std::unique_ptr<UsageStore> store,
                         Sources sources)
    : settings_(settings),
      sources_(std::move(sources)),
      store_(std::move(store)),
      pending_(settings_.calendar) {
    if (const auto kept = store_->as_of())
        counts_.committed_s = kept->time_since_epoch().count();
    if (store_->is_new())
        sources_.report("usage.began", store_->file(), "there was none: all counts begin at zero");
}

void UsageRounds::run(sys_seconds now) {
    take(now);
    commit(now);
    counts_.rounds++;
}

void UsageRounds::take(sys_seconds now) {
    sources_.take([&](std::span<const UsageRow> rows) {
        std::unordered_map<uint32_t, std::string> ids;
        for (const UsageRow& row : rows) {
            const auto [id, is_new] = ids.try_emplace(row.record);
            if (is_new)
                id->second = sources_.id_of(row.record);
            if (id->second.empty()) {
                counts_.unknown_rows++;
                continue;
            }
            pending_.add(
                id->second, row,
                row.is_of_rule() ? sources_.rule_name(row.snapshot, row.rule) : std::string(), now);
        }
        counts_.rows += rows.size();
        if (sources_.taken)
            sources_.taken(rows);
    });
    if (sources_.all_taken)
        sources_.all_taken();
    counts_.pending_rows = pending_.rows();
}

void UsageRounds::commit(sys_seconds now) {
    const auto began = std::chrono::steady_clock::now();
    try {
        const std::lock_guard lock(store_mutex_);
        store_->add(pending_, now);
    } catch (const StoreError& error) {
        counts_.commits_failed++;
        if (!counts_.failing.exchange(true))
            sources_.report("usage.not_kept", store_->file(),
                            std::string(error.what()) +
                                ": what is used from now on is kept in memory alone, and written "
                                "when that is possible again");
        return;
    }
    counts_.commit_ns += static_cast<uint64_t>(
        std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count());
    counts_.committed_s = now.time_since_epoch().count();
    pending_.clear();
    counts_.pending_rows = 0;
    if (counts_.failing.exchange(false))
        sources_.report("usage.kept_again", store_->file(), "what was in memory is on the disk");
}

bool UsageRounds::forget(sys_seconds now) try {
    const std::lock_guard lock(store_mutex_);
    if (looked_after_ == 0)
        store_->forget_before(periods_before(period_at(now, settings_.calendar),
                                             settings_.periods_kept - 1, settings_.calendar)
                                  .begin,
                              first_hour(now));
    const auto some = store_->subscribers_after(looked_after_, kSubscribersAtOnce);
    look_after(some, now);
    const bool more = some.size() == kSubscribersAtOnce;
    looked_after_ = more ? some.back().number : 0;
    return !more;
} catch (const StoreError&) {
    looked_after_ = 0;
    return true;  // commit() tells of a disk that fails; what is old goes another time
}

// Who comes back in time has lost nothing.
void UsageRounds::look_after(const std::vector<KeptSubscriber>& some, sys_seconds now) {
    std::vector<KeptSubscriber> changed;
    std::vector<int64_t> erased;
    for (const KeptSubscriber& kept : some) {
        const bool is_gone = !sources_.is_subscriber(kept.id);
        if (is_gone && kept.gone && now - *kept.gone >= settings_.erase_after)
            erased.push_back(kept.number);
        else if (is_gone != kept.gone.has_value())
            changed.push_back({kept.number, kept.id, is_gone ? std::optional(now) : std::nullopt});
    }
    if (changed.empty() && erased.empty())
        return;
    store_->change(changed, erased);
    counts_.subscribers_erased += erased.size();
}

std::optional<StoredUsage> UsageRounds::find(const std::string& id, uint32_t periods,
                                             sys_seconds now) const {
    const std::lock_guard lock(store_mutex_);
    return store_->find(id, periods, first_hour(now));
}

}  // namespace sluice
