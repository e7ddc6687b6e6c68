// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/registry.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "policy/snapshot.h"

namespace sluice {
namespace {

constexpr size_t kObjectionsMost = 20;

bool overlap(const SubscriberAddress& a, const SubscriberAddress& b) {
    return a.prefix == b.prefix && common_port(a.ports, b.ports).has_value();
}

bool overlap(const Subscriber& subscriber, const SubscriberAddress& address) {
    return std::any_of(subscriber.addresses.begin(), subscriber.addresses.end(),
                       [&](const SubscriberAddress& other) { return overlap(other, address); });
}

void add(const Subscriber& layer, Subscriber& sum) {
    if (!layer.tier.empty())
        sum.tier = layer.tier;
    if (!layer.group.empty())
        sum.group = layer.group;
    if (!layer.site.empty())
        sum.site = layer.site;
    for (const SubscriberAddress& address : layer.addresses)
        if (!overlap(sum, address))  // two layers may both know of one
            sum.addresses.push_back(address);
}

template <typename Named>
std::set<std::string, std::less<>> names_of(const std::vector<Named>& list) {
    std::set<std::string, std::less<>> names;
    for (const Named& one : list)
        names.insert(one.name);
    return names;
}

}  // namespace

Subscriber SubscriberRegistry::effective(const std::string& id) const {
    Subscriber sum{.id = id, .tier = {}, .group = {}, .addresses = {}};
    for (const ById& layer : layers_)
        if (const auto found = layer.find(id); found != layer.end())
            add(found->second, sum);
    return sum;
}

std::vector<std::string> SubscriberRegistry::objections(const Policy& policy) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> reasons;
    const auto object = [&](std::string reason) {
        if (reasons.size() < kObjectionsMost)
            reasons.push_back(std::move(reason));
    };
    const auto tiers = names_of(policy.tiers);
    const auto sites = names_of(policy.sites);
    for (const auto& [id, subscriber] : at(Layer::api)) {
        if (!subscriber.tier.empty() && !tiers.contains(subscriber.tier))
            object("tier '" + subscriber.tier + "' is that of subscriber '" + id +
                   "', who was imported; keep the tier, or change the subscriber first");
        if (!subscriber.site.empty() && !sites.contains(subscriber.site))
            object("site '" + subscriber.site + "' is that of subscriber '" + id +
                   "', who was imported; keep the site, or change the subscriber first");
    }
    size_t others = 0;
    for (const Layer layer : {Layer::api, Layer::session})
        others += at(layer).size();
    if (policy.subscribers.size() + others > live_.capacity())
        object("there is room for " + std::to_string(live_.capacity()) +
               " subscribers, see memory.subscribers");
    for (const Subscriber& subscriber : policy.subscribers) {
        for (const SubscriberAddress& address : subscriber.addresses) {
            const auto holder = live_.holder(address, subscriber.id);
            if (!holder)
                continue;
            for (const Layer layer : {Layer::api, Layer::session})
                if (const auto found = at(layer).find(*holder);
                    found != at(layer).end() && overlap(found->second, address))
                    object("subscriber '" + subscriber.id + "': " + address.prefix.to_string() +
                           " is already subscriber '" + *holder + "', who was " +
                           (layer == Layer::api ? "imported" : "learnt by RADIUS or DHCP"));
        }
    }
    return reasons;
}

std::shared_ptr<const Snapshot> SubscriberRegistry::adopt(Policy policy, uint64_t revision,
                                                          uint32_t number) {
    const std::lock_guard lock(mutex_);
    std::vector<Subscriber> own = std::move(policy.subscribers);
    policy.subscribers.clear();
    const auto snapshot =
        Snapshot::compile(std::move(policy), revision, number, live_.names(), links_);
    tiers_ = names_of(snapshot->policy().tiers);
    sites_ = names_of(snapshot->policy().sites);
    nats_ = snapshot->policy().nats;

    std::vector<std::string> order;
    at(Layer::policy).clear();
    for (Subscriber& subscriber : own) {
        order.push_back(subscriber.id);
        at(Layer::policy).emplace(subscriber.id, std::move(subscriber));
    }
    for (const Layer layer : {Layer::api, Layer::session})
        for (const auto& [id, subscriber] : at(layer))
            order.push_back(id);
    std::vector<Subscriber> all;
    std::set<std::string_view> taken;
    for (const std::string& id : order)
        if (taken.insert(id).second)
            all.push_back(effective(id));
    live_.set_nats(nats_);
    if (const auto reason = live_.replace_all(all))
        spdlog::error("revision {}: {}; this subscriber and those after it are as they were",
                      revision, *reason);
    return snapshot;
}

void SubscriberRegistry::expect_sessions() {
    const std::lock_guard lock(mutex_);
    live_.reserve();
    at(Layer::session).reserve(live_.capacity());
}

std::optional<std::string> SubscriberRegistry::behind_nat(const Subscriber& subscriber) const {
    for (const SubscriberAddress& address : subscriber.addresses)
        for (const NatMapping& nat : nats_)
            if (address.prefix.address <= nat.outside.last &&
                nat.outside.first <= address.prefix.last())
                return address.prefix.to_string() +
                       " has an outside address of a NAT of the policy; give the subscriber its "
                       "inside address";
    return std::nullopt;
}

std::optional<std::string> SubscriberRegistry::put_locked(Layer layer,
                                                          const Subscriber& subscriber) {
    if (!subscriber.tier.empty() && !tiers_.contains(subscriber.tier))
        return "there is no tier '" + subscriber.tier + "' in the active policy";
    if (!subscriber.site.empty() && !sites_.contains(subscriber.site))
        return "there is no site '" + subscriber.site + "' in the active policy";
    if (auto reason = behind_nat(subscriber))
        return reason;
    auto [place, is_new] = at(layer).try_emplace(subscriber.id);
    Subscriber before = std::exchange(place->second, subscriber);
    auto reason = live_.put(effective(subscriber.id));
    if (!reason)
        return std::nullopt;
    if (is_new)
        at(layer).erase(place);
    else
        place->second = std::move(before);
    return reason;
}

std::optional<std::string> SubscriberRegistry::put(Layer layer, const Subscriber& subscriber) {
    const std::lock_guard lock(mutex_);
    return put_locked(layer, subscriber);
}

std::vector<std::optional<std::string>> SubscriberRegistry::put_all(
    Layer layer, std::span<const Subscriber> subscribers, const Keep& keep) {
    const std::lock_guard lock(mutex_);
    std::vector<std::optional<std::string>> reasons;
    std::vector<const Subscriber*> taken;
    std::vector<std::optional<Subscriber>> before;
    for (const Subscriber& subscriber : subscribers) {
        const auto known = at(layer).find(subscriber.id);
        auto was = known == at(layer).end() ? std::nullopt : std::optional(known->second);
        reasons.push_back(put_locked(layer, subscriber));
        if (reasons.back())
            continue;
        taken.push_back(&subscriber);
        before.push_back(std::move(was));
    }
    try {
        keep(taken);
    } catch (...) {
        for (size_t i = taken.size(); i-- > 0;) {
            if (before[i])
                put_locked(layer, *before[i]);
            else
                remove_locked(layer, taken[i]->id);
        }
        throw;
    }
    return reasons;
}

bool SubscriberRegistry::remove_locked(Layer layer, const std::string& id) {
    if (at(layer).erase(id) == 0)
        return false;
    const bool elsewhere = std::any_of(layers_.begin(), layers_.end(),
                                       [&](const ById& other) { return other.contains(id); });
    if (elsewhere)
        live_.put(effective(id));
    else
        live_.remove(id);
    return true;
}

bool SubscriberRegistry::remove(Layer layer, const std::string& id) {
    const std::lock_guard lock(mutex_);
    return remove_locked(layer, id);
}

std::optional<Subscriber> SubscriberRegistry::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const Subscriber* const found = live_.find_by_id(id);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Subscriber> SubscriberRegistry::find_in(Layer layer, const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = at(layer).find(id);
    return found == at(layer).end() ? std::nullopt : std::optional(found->second);
}

std::optional<Subscriber> SubscriberRegistry::find(const SubscriberEnd& end) const {
    const std::lock_guard lock(mutex_);
    const Subscriber* const found = live_.subscriber(live_.find(end).record);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

void SubscriberRegistry::for_each(const std::function<bool(const Subscriber&)>& visit) const {
    const std::lock_guard lock(mutex_);
    for (uint32_t record = 0; record < live_.records(); ++record) {
        const Subscriber* const subscriber = live_.subscriber(record);
        if (subscriber != nullptr && !visit(*subscriber))
            return;
    }
}

std::string SubscriberRegistry::id_of(uint32_t record) const {
    const std::lock_guard lock(mutex_);
    return record < live_.records() ? live_.id_of(record) : "";
}

uint32_t SubscriberRegistry::record_of(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    return live_.record_of(id);
}

void SubscriberRegistry::for_each_changed(std::vector<uint32_t>& seen, const Changed& visit) const {
    const std::lock_guard lock(mutex_);
    seen.resize(live_.records());
    for (uint32_t record = 0; record < seen.size(); ++record) {
        const uint32_t generation = live_.generation(record);
        if (std::exchange(seen[record], generation) != generation)
            visit(record, live_.subscriber(record));
    }
}

void SubscriberRegistry::set_conditions(uint32_t record, const std::string& id,
                                        Conditions conditions) {
    const std::lock_guard lock(mutex_);
    if (live_.record_of(id) == record)
        live_.set_conditions(record, conditions);
}

size_t SubscriberRegistry::count(Layer layer) const {
    const std::lock_guard lock(mutex_);
    return at(layer).size();
}

}  // namespace sluice
