// SPDX-License-Identifier: Apache-2.0
// Who may begin a flow: the limits on all flows of a subscriber, and how many it has.
#include "dataplane/flow_facts.h"
#include "dataplane/worker.h"

namespace sluice {
namespace {

// Routing, management and voice come before all else that is said.
bool is_never_touched(const Worker& worker, const Packet& packet, const SubscriberRef& subscriber) {
    if (worker.snapshot->policy().never_touch.empty())
        return false;
    FlowFacts facts = facts_of_ends(worker, packet.key, subscriber, packet.port);
    facts.verdict = packet.verdict;
    const auto decided = worker.snapshot->decide(facts);
    return decided[static_cast<size_t>(packet.direction)].rule == Decision::kNeverTouch;
}

}  // namespace

std::optional<SubscriberFlows::Place> Worker::admit(const Packet& packet,
                                                    const SubscriberRef& subscriber,
                                                    uint64_t now_ns) {
    auto place =
        subscriber_flows.begin(subscriber, packet.direction, snapshot->limits(subscriber), now_ns);
    if (!place && !is_held_to_limits(packet, subscriber))
        place = subscriber_flows.begin(subscriber, packet.direction, {}, now_ns);
    if (place == SubscriberFlows::kNowhere)
        counters.counted_strangers_exhausted++;
    return place;
}

bool Worker::admit_again(const Packet& packet, uint64_t now_ns) {
    const SubscriberRef subscriber = subscriber_of(*packet.flow);
    return subscriber_flows.begin_again(packet.flow->enforcement.counted_in,
                                        snapshot->limits(subscriber), now_ns) ||
           !is_held_to_limits(packet, subscriber);
}

// Of a flow that would be beyond them.
bool Worker::is_held_to_limits(const Packet& packet, const SubscriberRef& subscriber) {
    if (is_never_touched(*this, packet, subscriber))
        return false;
    if (snapshot->policy().shadow) {
        counters.flows_beyond_limit_in_shadow++;
        return false;
    }
    counters.flows_beyond_limit++;
    return true;
}

void Worker::count_uncounted() {
    constexpr uint32_t kAtOnce = 256;
    count_next_ = flows.scan(count_next_, kAtOnce, [this](Flow& flow) {
        uint32_t& place = flow.enforcement.counted_in;
        if (place != SubscriberFlows::kNowhere)
            return;
        const bool begun_outside = (flow.inspection.flags & FlowInspection::kOpenedDown) != 0;
        place = *subscriber_flows.begin(subscriber_of(flow),
                                        begun_outside ? Direction::down : Direction::up, {}, 0);
    });
}

void Worker::count_with(Flow& flow, const SubscriberRef& subscriber) {
    uint32_t& place = flow.enforcement.counted_in;
    if (place == SubscriberFlows::kNowhere)
        return;
    const Direction first = SubscriberFlows::first_of(place);
    subscriber_flows.end(place);
    // Another worker's subscriber is counted there.
    place = subscriber == SubscriberRef{} ? SubscriberFlows::kNowhere
                                          : *subscriber_flows.begin(subscriber, first, {}, 0);
}

}  // namespace sluice
