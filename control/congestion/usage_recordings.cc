// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/usage_recordings.h"

#include <algorithm>
#include <utility>

namespace sluice {
namespace {

// Below 0 if more was dropped by queues than came to them in the interval.
uint64_t counted(int64_t bytes) {
    return static_cast<uint64_t>(std::max<int64_t>(bytes, 0));
}

}  // namespace

std::vector<RecordedUse> UsageRecordings::Recording::wait(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    if (!over_.wait_for(lock, timeout, [this] { return !waiting_.empty(); }))
        return {};
    std::vector<RecordedUse> interval = std::move(waiting_.front());
    waiting_.pop_front();
    return interval;
}

std::shared_ptr<UsageRecordings::Recording> UsageRecordings::begin(std::chrono::seconds every,
                                                                   Time now) {
    auto recording = std::make_shared<Recording>(every);
    recording->began_ = now;
    const std::lock_guard lock(mutex_);
    recordings_.push_back(recording);
    return recording;
}

std::vector<std::shared_ptr<UsageRecordings::Recording>> UsageRecordings::recordings() {
    std::vector<std::shared_ptr<Recording>> alive;
    const std::lock_guard lock(mutex_);
    std::erase_if(recordings_, [&](const std::weak_ptr<Recording>& one) {
        auto recording = one.lock();
        if (recording == nullptr)
            return true;
        alive.push_back(std::move(recording));
        return false;
    });
    return alive;
}

void UsageRecordings::used(std::span<const UsageRow> rows) {
    for (const auto& recording : recordings())
        for (const UsageRow& row : rows)
            if (const int64_t bytes = change_of_left(row).bytes; bytes != 0)
                recording->sums_[row.record][static_cast<size_t>(row.direction)] += bytes;
}

std::vector<RecordedUse> UsageRecordings::take(Recording& recording, Time now) const {
    std::vector<RecordedUse> interval;
    for (const auto& [record, bytes] : std::exchange(recording.sums_, {})) {
        const auto subscriber = registry_.find(registry_.id_of(record));
        if (subscriber)
            interval.push_back(
                {.time_s = static_cast<uint64_t>(std::chrono::system_clock::to_time_t(now)),
                 .subscriber = subscriber->id,
                 .tier = subscriber->tier,
                 .site = subscriber->site,
                 .bytes = {counted(bytes[0]), counted(bytes[1])}});
    }
    return interval;
}

void UsageRecordings::finish_round(Time now) {
    for (const auto& recording : recordings()) {
        if (now - recording->began_ < recording->every_)
            continue;
        recording->began_ = now;
        std::vector<RecordedUse> interval = take(*recording, now);
        if (interval.empty())
            continue;
        {
            const std::lock_guard lock(recording->mutex_);
            recording->waiting_.push_back(std::move(interval));
            if (recording->waiting_.size() > Recording::kWaitingMost)
                recording->waiting_.pop_front();
        }
        recording->over_.notify_one();
    }
}

}  // namespace sluice
