// SPDX-License-Identifier: Apache-2.0
#include "policy/snapshot.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>
#include <vector>

#include "policy/hash.h"
#include "policy/huge_pages.h"
#include "policy/rule_table.h"
#include "policy/subscriber_index.h"

namespace sluice {
namespace {

// What finding a subscriber yields, apart from the strings that say who it is.
struct KnownSubscriber {
    uint64_t key;
    uint32_t owner;
    uint16_t tier;
    uint16_t group;
};

NameNumbers number_tiers(const Policy& policy) {
    NameNumbers numbers;
    for (const Tier& tier : policy.tiers)
        numbers.emplace(tier.name, static_cast<uint16_t>(numbers.size() + 1));
    return numbers;
}

NameNumbers number_groups(const Policy& policy) {
    NameNumbers numbers;
    const auto add = [&](const std::string& name) {
        numbers.emplace(name, static_cast<uint16_t>(numbers.size() + 1));
    };
    for (const Subscriber& subscriber : policy.subscribers) {
        if (!subscriber.group.empty())
            add(subscriber.group);
    }
    const auto add_all = [&](const Match& match) {
        for (const std::string& group : match.groups)
            add(group);
    };
    for (const Match& match : policy.never_touch)
        add_all(match);
    for (const Rule& rule : policy.rules)
        add_all(rule.match);
    return numbers;
}

uint16_t number_of(const NameNumbers& numbers, const std::string& name) {
    if (name.empty())
        return 0;
    const auto found = numbers.find(name);
    assert(found != numbers.end());
    return found->second;
}

HugePageVector<KnownSubscriber> known_subscribers(const Policy& policy, const NameNumbers& tiers,
                                                  const NameNumbers& groups,
                                                  const SubscriberIndex& index) {
    HugePageVector<KnownSubscriber> known;
    known.reserve(policy.subscribers.size());
    for (size_t i = 0; i < policy.subscribers.size(); ++i) {
        const Subscriber& subscriber = policy.subscribers[i];
        known.push_back({hash_text(subscriber.id), index.owner_hashes()[i],
                         number_of(tiers, subscriber.tier), number_of(groups, subscriber.group)});
    }
    return known;
}

RuleTable index_never_touch(const Policy& policy, const NameNumbers& tiers,
                            const NameNumbers& groups) {
    std::vector<const Match*> matches;
    for (const Match& match : policy.never_touch)
        matches.push_back(&match);
    return {matches, tiers, groups};
}

RuleTable index_rules(const Policy& policy, const NameNumbers& tiers, const NameNumbers& groups) {
    std::vector<const Match*> matches;
    for (const Rule& rule : policy.rules)
        matches.push_back(&rule.match);
    return {matches, tiers, groups};
}

Decision decision_of(uint32_t number, const Action& action) {
    return {number, action.drop, action.police.has_value(), action.dscp.has_value(),
            action.dscp.value_or(0)};
}

// RFC 4291's usual interface identifier is 64 bits, so a /64 is one customer at most; without a
// record we know no better.
uint64_t key_of_stranger(const IpAddress& address) {
    if (address.is_ipv4())
        return mix(address.ipv4(), 4);
    uint64_t network = 0;
    std::memcpy(&network, address.bytes.data(), sizeof network);
    return mix(network, 6);
}

}  // namespace

struct Snapshot::Impl {
    Impl(Policy checked, uint64_t revision_given, uint32_t number_given)
        : policy(std::move(checked)),
          revision(revision_given),
          number(number_given),
          tiers(number_tiers(policy)),
          groups(number_groups(policy)),
          default_tier(number_of(tiers, policy.default_tier)),
          subscribers(policy.subscribers, policy.nats),
          known(known_subscribers(policy, tiers, groups, subscribers)),
          never_touch(index_never_touch(policy, tiers, groups)),
          rules(index_rules(policy, tiers, groups)) {
        for (uint32_t i = 0; i < policy.rules.size(); ++i)
            decisions.push_back(decision_of(i, policy.rules[i].action));
    }

    SubscriberRef reference(const IpAddress& address, const SubscriberIndex::Found& found) const;

    Policy policy;
    uint64_t revision;
    uint32_t number;
    NameNumbers tiers;
    NameNumbers groups;
    uint16_t default_tier;
    SubscriberIndex subscribers;
    HugePageVector<KnownSubscriber> known;
    RuleTable never_touch;
    RuleTable rules;
    std::vector<Decision> decisions;
};

Snapshot::Snapshot(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Snapshot::~Snapshot() = default;

std::shared_ptr<const Snapshot> Snapshot::compile(Policy policy, uint64_t revision,
                                                  uint32_t number) {
    auto impl = std::make_unique<const Impl>(std::move(policy), revision, number);
    return std::shared_ptr<const Snapshot>(new Snapshot(std::move(impl)));
}

uint64_t Snapshot::revision() const {
    return impl_->revision;
}
uint32_t Snapshot::number() const {
    return impl_->number;
}
const Policy& Snapshot::policy() const {
    return impl_->policy;
}

SubscriberRef Snapshot::Impl::reference(const IpAddress& address,
                                        const SubscriberIndex::Found& found) const {
    if (found.subscriber == SubscriberIndex::kNobody) {
        // Strangers behind one outside address have a key each, and one owner.
        const uint32_t owner = found.neighbour == SubscriberIndex::kNobody
                                   ? static_cast<uint32_t>(key_of_stranger(address) >> 32)
                                   : known[found.neighbour].owner;
        return {SubscriberRef::kNobody, owner, key_of_stranger(found.address), default_tier, 0};
    }
    const KnownSubscriber& who = known[found.subscriber];
    return {found.subscriber, who.owner, who.key, who.tier, who.group};
}

SubscriberRef Snapshot::find_subscriber(const SubscriberEnd& end) const {
    return impl_->reference(end.address, impl_->subscribers.find(end));
}

uint64_t Snapshot::key_of(const Subscriber& subscriber) const {
    return impl_->known[static_cast<size_t>(&subscriber - impl_->policy.subscribers.data())].key;
}

void Snapshot::find_subscribers(std::span<const SubscriberEnd> ends,
                                std::span<SubscriberRef> found) const {
    constexpr size_t kAtOnce = SubscriberIndex::kAtOnce;
    std::array<SubscriberIndex::Found, kAtOnce> whose;
    for (size_t done = 0; done < ends.size(); done += kAtOnce) {
        const auto some = ends.subspan(done, std::min(kAtOnce, ends.size() - done));
        impl_->subscribers.find(some, std::span(whose).first(some.size()));
        for (const SubscriberIndex::Found& one : std::span(whose).first(some.size()))
            if (one.subscriber != SubscriberIndex::kNobody)
                __builtin_prefetch(&impl_->known[one.subscriber]);
        for (size_t i = 0; i < some.size(); ++i)
            found[done + i] = impl_->reference(some[i].address, whose[i]);
    }
}

std::array<Decision, kDirectionCount> Snapshot::decide(const FlowFacts& facts) const {
    const auto untouched = impl_->never_touch.first_match(facts);
    const auto matched = impl_->rules.first_match(facts);
    std::array<Decision, kDirectionCount> decisions;
    for (size_t i = 0; i < kDirectionCount; ++i) {
        if (untouched[i] != RuleTable::kNoMatch)
            decisions[i].rule = Decision::kNeverTouch;
        else if (matched[i] != RuleTable::kNoMatch)
            decisions[i] = impl_->decisions[matched[i]];
    }
    return decisions;
}

size_t Snapshot::memory_bytes() const {
    size_t bytes = sizeof(Impl) + impl_->known.capacity() * sizeof(KnownSubscriber) +
                   impl_->subscribers.memory_bytes() + impl_->never_touch.memory_bytes() +
                   impl_->rules.memory_bytes() + impl_->decisions.capacity() * sizeof(Decision);
    for (const Subscriber& subscriber : impl_->policy.subscribers)
        bytes += sizeof subscriber + subscriber.addresses.capacity() * sizeof(SubscriberAddress);
    return bytes + impl_->policy.rules.capacity() * sizeof(Rule);
}

}  // namespace sluice
