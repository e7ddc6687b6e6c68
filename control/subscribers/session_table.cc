// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/session_table.h"

#include <algorithm>

#include "control/subscribers/address_list.h"
#include "policy/hash.h"

namespace sluice {

size_t SessionTable::PrefixHash::operator()(const Prefix& prefix) const {
    return mix(prefix.address.half(0) ^ prefix.length, prefix.address.half(1));
}

// Of a session, an IPv4 address and an IPv6 prefix.
void SessionTable::reserve(size_t sessions) {
    sessions_.reserve(sessions);
    customers_.reserve(sessions);
    holders_.reserve(2 * sessions);
}

std::optional<std::string> SessionTable::open(Session session, uint64_t now_ns) {
    std::vector<SubscriberAddress> addresses;
    for (const SubscriberAddress& address : session.addresses)
        add_address(addresses, address);
    session.addresses = std::move(addresses);

    const auto [found, is_new] = sessions_.try_emplace(session.key);
    Held& held = found->second;
    std::string former_id;
    bool changed = true;
    if (is_new) {
        ++counts_.opened;
        held.opened_ns = now_ns;
        held.tier_told = held.site_told = ++told_;
    } else {
        const Session& before = held.session;
        former_id = before.subscriber_id;
        changed = before.subscriber_id != session.subscriber_id || before.tier != session.tier ||
                  before.site != session.site || before.addresses != session.addresses ||
                  customers_.at(former_id).refused;
        if (before.tier != session.tier)
            held.tier_told = ++told_;
        if (before.site != session.site)
            held.site_told = ++told_;
        by_expiry_.erase({before.expires_ns, &held});
        if (!changed && before.nas == session.nas) {
            held.session = std::move(session);
            by_expiry_.insert({held.session.expires_ns, &held});
            return std::nullopt;
        }
        let_addresses_go(held);
        detach(held);
    }
    held.session = std::move(session);
    attach(held);
    std::set<std::string> touched;
    hold_addresses(held, touched);
    if (!former_id.empty() && former_id != held.session.subscriber_id)
        touched.insert(former_id);
    // Who lost something first, so that nothing is two's in between.
    for (const std::string& id : touched)
        tell(id);
    return tell(held.session.subscriber_id);
}

bool SessionTable::close(const std::string& key) {
    const auto found = sessions_.find(key);
    if (found == sessions_.end()) {
        ++counts_.unknown_closed;
        return false;
    }
    ++counts_.closed;
    remove(found->second);
    return true;
}

size_t SessionTable::close_all(const std::string& nas, uint64_t opened_before_ns) {
    const auto found = by_nas_.find(nas);
    if (found == by_nas_.end())
        return 0;
    std::vector<Held*> ended;
    for (Held* held : found->second)
        if (held->opened_ns < opened_before_ns)
            ended.push_back(held);
    counts_.closed += ended.size();
    for (Held* held : ended)
        remove(*held);
    return ended.size();
}

size_t SessionTable::expire(uint64_t now_ns) {
    size_t expired = 0;
    for (; !by_expiry_.empty() && by_expiry_.begin()->first <= now_ns; ++expired)
        remove(*by_expiry_.begin()->second);
    counts_.expired += expired;
    return expired;
}

const Session* SessionTable::find(const std::string& key) const {
    const auto found = sessions_.find(key);
    return found == sessions_.end() ? nullptr : &found->second.session;
}

std::vector<const Session*> SessionTable::sessions_of(const std::string& subscriber_id) const {
    std::vector<const Session*> sessions;
    const auto found = customers_.find(subscriber_id);
    if (found != customers_.end())
        for (const Held* held : found->second.sessions)
            sessions.push_back(&held->session);
    return sessions;
}

std::vector<const Session*> SessionTable::sessions_at(const Prefix& prefix) const {
    std::vector<const Session*> sessions;
    const auto found = holders_.find(prefix);
    if (found == holders_.end())
        return sessions;
    for (const Held* held : found->second)
        if (std::find(sessions.begin(), sessions.end(), &held->session) == sessions.end())
            sessions.push_back(&held->session);
    return sessions;
}

std::vector<std::string> SessionTable::nases() const {
    std::vector<std::string> names;
    for (const auto& [nas, sessions] : by_nas_)
        names.push_back(nas);
    return names;
}

// A holder is listed once for each of its addresses that have the prefix.
void SessionTable::hold_addresses(Held& held, std::set<std::string>& touched) {
    for (const SubscriberAddress& address : held.session.addresses) {
        take_from_others(held, address, touched);
        holders_[address.prefix].push_back(&held);
    }
}

void SessionTable::let_addresses_go(Held& held) {
    for (const SubscriberAddress& address : held.session.addresses) {
        const auto found = holders_.find(address.prefix);
        std::vector<Held*>& sharing = found->second;
        sharing.erase(std::find(sharing.begin(), sharing.end(), &held));
        if (sharing.empty())
            holders_.erase(found);
    }
}

void SessionTable::take_from_others(const Held& held, const SubscriberAddress& address,
                                    std::set<std::string>& touched) {
    const auto found = holders_.find(address.prefix);
    if (found == holders_.end())
        return;
    std::erase_if(found->second, [&](Held* other) {
        if (other->session.subscriber_id == held.session.subscriber_id)
            return false;
        auto& theirs = other->session.addresses;
        const auto taken = std::find_if(theirs.begin(), theirs.end(), [&](const auto& candidate) {
            return overlap(candidate, address);
        });
        if (taken == theirs.end())
            return false;
        theirs.erase(taken);
        touched.insert(other->session.subscriber_id);
        ++counts_.moved_addresses;
        return true;
    });
}

void SessionTable::remove(Held& held) {
    const std::string id = held.session.subscriber_id;
    by_expiry_.erase({held.session.expires_ns, &held});
    let_addresses_go(held);
    detach(held);
    sessions_.erase(std::string(held.session.key));
    tell(id);
}

void SessionTable::attach(Held& held) {
    customers_[held.session.subscriber_id].sessions.push_back(&held);
    by_nas_[held.session.nas].insert(&held);
    by_expiry_.insert({held.session.expires_ns, &held});
}

// From all but its expiry, which a renewal has moved already.
void SessionTable::detach(Held& held) {
    std::erase(customers_.at(held.session.subscriber_id).sessions, &held);
    const auto found = by_nas_.find(held.session.nas);
    found->second.erase(&held);
    if (found->second.empty())
        by_nas_.erase(found);
}

std::optional<std::string> SessionTable::tell(const std::string& subscriber_id) {
    const auto found = customers_.find(subscriber_id);
    if (found->second.sessions.empty()) {
        customers_.erase(found);
        sink_.remove(subscriber_id);
        return std::nullopt;
    }
    auto objection = sink_.put(compose(subscriber_id, found->second));
    found->second.refused = objection.has_value();
    if (objection)
        ++counts_.refused;
    return objection;
}

Subscriber SessionTable::compose(const std::string& subscriber_id, const Customer& customer) const {
    Subscriber subscriber{subscriber_id, "", "", {}};
    uint64_t tier_told = 0;
    uint64_t site_told = 0;
    for (const Held* held : customer.sessions) {
        for (const SubscriberAddress& address : held->session.addresses)
            add_address(subscriber.addresses, address);
        if (!held->session.tier.empty() && held->tier_told >= tier_told) {
            subscriber.tier = held->session.tier;
            tier_told = held->tier_told;
        }
        if (!held->session.site.empty() && held->site_told >= site_told) {
            subscriber.site = held->session.site;
            site_told = held->site_told;
        }
    }
    return subscriber;
}

}  // namespace sluice
