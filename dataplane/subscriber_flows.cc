// SPDX-License-Identifier: Apache-2.0
#include "dataplane/subscriber_flows.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

}  // namespace

SubscriberFlows::SubscriberFlows(uint32_t subscribers, uint32_t strangers)
    : known_(subscribers), strangers_(strangers), index_(strangers) {}

// Of the pool after those of the records.
SubscriberFlows::Flows& SubscriberFlows::at(uint32_t number) {
    return number < known_.size() ? known_[number]
                                  : strangers_[number - static_cast<uint32_t>(known_.size())].flows;
}
const SubscriberFlows::Flows& SubscriberFlows::at(uint32_t number) const {
    return const_cast<SubscriberFlows*>(this)->at(number);
}

uint32_t SubscriberFlows::stranger(uint64_t key) {
    uint32_t found = index_.find(strangers_.data(), key);
    if (found == kNone) {
        found = strangers_.take();
        if (found == kNone)
            return kNone;
        strangers_[found].key = key;
        index_.insert(key, found);
    }
    return found + static_cast<uint32_t>(known_.size());
}

// As many as a second's at once after a silence. What is due lies at most a second ahead: more is
// a clock that was set back.
bool SubscriberFlows::keeps_rate(Flows& flows, Direction first, const FlowLimits& limits,
                                 uint64_t now_ns) {
    if (limits.new_flows_per_s == 0)
        return true;
    const uint64_t interval_ns = kNsPerSecond / limits.new_flows_per_s;
    uint64_t& due_ns = flows.due_ns[static_cast<size_t>(first)];
    if (due_ns < now_ns || due_ns > now_ns + kNsPerSecond)
        due_ns = now_ns;
    if (due_ns - now_ns + interval_ns > kNsPerSecond)
        return false;
    due_ns += interval_ns;
    return true;
}

std::optional<SubscriberFlows::Place> SubscriberFlows::begin(const SubscriberRef& subscriber,
                                                             Direction first,
                                                             const FlowLimits& limits,
                                                             uint64_t now_ns) {
    // A stranger has a place as long as it has flows, and the first is within any limit.
    const uint32_t number =
        subscriber.record != SubscriberRef::kNobody ? subscriber.record : stranger(subscriber.key);
    if (number == kNone)
        return kNowhere;
    Flows& flows = at(number);
    const uint32_t others = first == Direction::up ? flows.now[0] : flows.all();
    if (limits.flows != 0 && others >= limits.flows)
        return std::nullopt;
    if (!keeps_rate(flows, first, limits, now_ns))
        return std::nullopt;
    ++flows.now[static_cast<size_t>(first)];
    return number << 1 | static_cast<uint32_t>(first);
}

bool SubscriberFlows::begin_again(Place place, const FlowLimits& limits, uint64_t now_ns) {
    return place == kNowhere || keeps_rate(at(place >> 1), first_of(place), limits, now_ns);
}

void SubscriberFlows::end(Place place) {
    if (place == kNowhere)
        return;
    const uint32_t number = place >> 1;
    Flows& flows = at(number);
    --flows.now[static_cast<size_t>(first_of(place))];
    if (flows.all() != 0 || number < known_.size())
        return;
    const uint32_t stranger = number - static_cast<uint32_t>(known_.size());
    index_.erase(strangers_[stranger].key, stranger);
    strangers_.give_back(stranger);
}

uint32_t SubscriberFlows::count(Place place) const {
    return place == kNowhere ? 0 : at(place >> 1).all();
}

}  // namespace sluice
