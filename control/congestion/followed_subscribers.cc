// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/followed_subscribers.h"

#include <utility>

namespace sluice {

// Whoever goes first, since it may have come back under a lower record.
void FollowedSubscribers::follow(uint64_t now_ns) {
    std::vector<std::pair<uint32_t, Subscriber>> here;
    registry_.for_each_changed(seen_, [&](uint32_t record, const Subscriber* subscriber) {
        const uint32_t number = number_of(record);
        if (number != kNone && followed_[number].record == record &&
            (subscriber == nullptr || subscriber->id != followed_[number].id))
            go(record, now_ns);
        if (subscriber != nullptr)
            here.emplace_back(record, Subscriber{.id = subscriber->id,
                                                 .tier = subscriber->tier,
                                                 .group = {},
                                                 .addresses = {},
                                                 .site = subscriber->site});
    });
    by_record_.resize(seen_.size());
    for (const auto& [record, subscriber] : here)
        come(record, subscriber);
}

void FollowedSubscribers::go(uint32_t record, uint64_t now_ns) {
    const Gone gone{number_of(record), now_ns};
    Followed& followed = followed_[gone.number];
    followed.record = SubscriberRef::kNobody;
    remembered_.insert_or_assign(followed.id, gone);
    gone_.push_back(gone);
}

void FollowedSubscribers::come(uint32_t record, const Subscriber& subscriber) {
    uint32_t number = number_of(record);
    if (number == kNone || followed_[number].record != record) {
        if (const auto known = remembered_.find(subscriber.id); known != remembered_.end()) {
            number = known->second.number;
            remembered_.erase(known);
            come_back_.push_back(number);
        } else if (!free_.empty()) {
            number = free_.back();
            free_.pop_back();
        } else {
            number = static_cast<uint32_t>(followed_.size());
            followed_.emplace_back();
        }
        followed_[number].id = subscriber.id;
        followed_[number].record = record;
        by_record_[record] = {number, followed_[number].use};
    }
    try {
        engine_.put(number, subscriber.tier, subscriber.site);
    } catch (const NamesExhausted&) {
        engine_.put(number, {}, {});  // the policy has more names than there are numbers
    }
}

// Without use within its windows it has nothing to come back to.
bool FollowedSubscribers::is_idle(uint32_t number) const {
    const auto managed = engine_.subscriber(number);
    if (!managed)
        return true;
    for (const auto& side : managed->sides)
        if (side.permille > 0 || side.heavy_since_ns != 0 || side.moved)
            return false;
    return true;
}

bool FollowedSubscribers::is_back(const Gone& gone) const {
    const auto known = remembered_.find(followed_[gone.number].id);
    return known == remembered_.end() || known->second != gone;
}

void FollowedSubscribers::let_go(uint64_t now_ns, uint64_t remembered_ns) {
    std::erase_if(gone_, [&](const Gone& gone) {
        if (is_back(gone))
            return true;
        const bool is_kept = gone.since_ns == now_ns ? !is_idle(gone.number)
                                                     : now_ns - gone.since_ns < remembered_ns;
        if (is_kept && remembered_.size() <= kGoneMost)
            return false;
        forget(gone.number);
        return true;
    });
}

void FollowedSubscribers::forget(uint32_t number) {
    remembered_.erase(followed_[number].id);
    ++followed_[number].use;
    engine_.remove(number);
    freed_.push_back(number);
}

void FollowedSubscribers::end_round() {
    free_.insert(free_.end(), freed_.begin(), freed_.end());
    freed_.clear();
    come_back_.clear();
}

uint32_t FollowedSubscribers::number_of(uint32_t record) const {
    if (record >= by_record_.size())
        return kNone;
    const OfRecord& found = by_record_[record];
    return found.number != kNone && followed_[found.number].use == found.use ? found.number : kNone;
}

}  // namespace sluice
