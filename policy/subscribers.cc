// SPDX-License-Identifier: Apache-2.0
#include "policy/subscribers.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_set>

#include "policy/hash.h"
#include "policy/household.h"

namespace sluice {
namespace {

uint32_t high_half(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
}

uint32_t owner_of_address(uint32_t ipv4) {
    return high_half(mix(ipv4, 4));
}

bool has(const std::vector<SubscriberAddress>& addresses, const SubscriberAddress& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

}  // namespace

// RFC 4291's usual interface identifier is 64 bits, so a /64 is one customer at most; without a
// record we know no better.
uint64_t Subscribers::key_of_stranger(const IpAddress& address) {
    if (address.is_ipv4())
        return mix(address.ipv4(), 4);
    return mix(address.half(0), 6);
}

uint64_t Subscribers::Address::hash() const {
    return mix(ipv4);
}

Subscribers::Subscribers(const Capacity& capacity)
    : retired_([this] {
          if (readers_.wait_until_quiescent)
              readers_.wait_until_quiescent();
      }),
      index_({capacity.split_networks, capacity.subscribers}, retired_),
      records_(capacity.subscribers),
      conditions_(capacity.subscribers),
      owners_(retired_) {
    assert(capacity.subscribers <= kMost);
}

void Subscribers::reserve() {
    subscribers_.reserve(capacity());
    records_by_id_.reserve(capacity());
}

Subscribers::~Subscribers() {
    readers_ = {};
    retired_.free_all();
}

SubscriberRef Subscribers::at(uint32_t number) const {
    const Record& record = records_[number];
    SubscriberRef found;
    found.record = number;
    // First, so that what is read after it is at least as new: if it is newer, the generation is
    // not the record's, and whoever holds it looks again.
    found.generation = record.generation.load(std::memory_order_acquire);
    found.owner = record.owner.load(std::memory_order_relaxed);
    found.tier = record.tier.load(std::memory_order_relaxed);
    found.group = record.group.load(std::memory_order_relaxed);
    found.site = record.site.load(std::memory_order_relaxed);
    found.key = record.key.load(std::memory_order_relaxed);
    return found;
}

SubscriberRef Subscribers::reference(const IpAddress& end,
                                     const SubscriberIndex::Found& found) const {
    if (found.record != SubscriberIndex::kNobody)
        return at(found.record);
    // Strangers behind one outside address have a key each, and one owner.
    SubscriberRef stranger;
    stranger.generation = strangers_generation_.load(std::memory_order_acquire);
    stranger.key = key_of_stranger(found.address);
    stranger.owner = high_half(key_of_stranger(end));
    if (end.is_ipv4())
        if (const uint32_t lowest = owners_.find({end.ipv4()}); lowest != owners_.kNone)
            stranger.owner = owner_of_address(lowest);
    return stranger;
}

void Subscribers::find(std::span<const SubscriberEnd> ends, std::span<SubscriberRef> found) const {
    constexpr size_t kAtOnce = SubscriberIndex::kAtOnce;
    std::array<SubscriberIndex::Found, kAtOnce> whose;
    for (size_t done = 0; done < ends.size(); done += kAtOnce) {
        const auto some = ends.subspan(done, std::min(kAtOnce, ends.size() - done));
        index_.find(some, std::span(whose).first(some.size()));
        for (const SubscriberIndex::Found& one : std::span(whose).first(some.size()))
            prefetch(one.record);
        for (size_t i = 0; i < some.size(); ++i)
            found[done + i] = reference(some[i].address, whose[i]);
    }
}

void Subscribers::set_readers(Readers readers) {
    readers_ = std::move(readers);
}

// A number comes back once every flow that still held it has looked again.
std::optional<uint32_t> Subscribers::take_record() {
    const uint64_t sweeps = readers_.sweeps ? readers_.sweeps() : UINT64_MAX;
    if (!freed_.empty() && sweeps - freed_.front().sweeps >= 2) {
        const uint32_t record = freed_.front().record;
        freed_.pop_front();
        return record;
    }
    if (subscribers_.size() == records_.size())
        return std::nullopt;
    subscribers_.emplace_back();
    return static_cast<uint32_t>(subscribers_.size() - 1);
}

void Subscribers::move(uint32_t record) {
    if (record == SubscriberRef::kNobody)
        strangers_generation_.fetch_add(1, std::memory_order_release);
    else
        records_[record].generation.fetch_add(1, std::memory_order_release);
    changes_.fetch_add(1, std::memory_order_release);
}

std::optional<std::string> Subscribers::conflict(const Subscriber& subscriber) const {
    const uint32_t record = record_of(subscriber.id);
    const auto& addresses = subscriber.addresses;
    for (auto address = addresses.begin(); address != addresses.end(); ++address)
        if (std::any_of(addresses.begin(), address, [&](const SubscriberAddress& other) {
                return other.prefix == address->prefix && common_port(other.ports, address->ports);
            }))
            return address->prefix.to_string() + " is there twice, or some of its ports are";
    for (const SubscriberAddress& address : addresses) {
        const auto taken = index_.conflict(address, record);
        if (!taken)
            continue;
        return (taken->port ? "port " + std::to_string(*taken->port) + " of " : "") +
               address.prefix.to_string() + " is already subscriber '" +
               subscribers_[taken->record].id + "'";
    }
    return std::nullopt;
}

std::optional<std::string> Subscribers::holder(const SubscriberAddress& address,
                                               const std::string& but_not) const {
    const auto taken = index_.conflict(address, record_of(but_not));
    return taken ? std::optional(subscribers_[taken->record].id) : std::nullopt;
}

std::optional<std::string> Subscribers::put(const Subscriber& subscriber) {
    if (auto reason = conflict(subscriber))
        return reason;
    uint16_t tier = 0;
    uint16_t group = 0;
    uint16_t site = 0;
    try {
        tier = names_.tiers.number(subscriber.tier);
        group = names_.groups.number(subscriber.group);
        site = names_.sites.number(subscriber.site);
    } catch (const NamesExhausted& exhausted) {
        return exhausted.what();
    }
    const uint32_t known = record_of(subscriber.id);
    const bool is_new = known == SubscriberRef::kNobody;
    if (!is_new && subscribers_[known] == subscriber)
        return std::nullopt;
    const auto record = is_new ? take_record() : known;
    if (!record)
        return "there is room for " + std::to_string(records_.size()) +
               " subscribers, and for those that were removed a moment ago: see memory.subscribers";

    const Subscriber before = is_new ? Subscriber{} : subscribers_[*record];
    Record& own = records_[*record];
    if (is_new) {  // before anybody can find it
        own.key.store(hash_text(subscriber.id), std::memory_order_relaxed);
        own.owner.store(high_half(hash_text(subscriber.id)), std::memory_order_relaxed);
        set_conditions(*record, {});
    }
    const auto old_neighbours = neighbours(before);
    subscribers_[*record] = subscriber;
    if (auto reason = add_addresses(*record, subscriber, before)) {
        subscribers_[*record] = before;
        if (is_new)
            freed_.push_back({*record, 0});
        return reason;
    }
    own.tier.store(tier, std::memory_order_relaxed);
    own.group.store(group, std::memory_order_relaxed);
    own.site.store(site, std::memory_order_relaxed);
    for (const SubscriberAddress& address : before.addresses)
        if (!has(subscriber.addresses, address))
            index_.remove(address, *record);
    if (is_new) {
        records_by_id_.emplace(subscriber.id, *record);
        count_.fetch_add(1, std::memory_order_relaxed);
    }
    move(*record);
    auto concerned = old_neighbours;
    concerned.push_back(*record);
    settle_owners(std::move(concerned));
    return std::nullopt;
}

// Those that it did not have before, all of them or none.
std::optional<std::string> Subscribers::add_addresses(uint32_t record, const Subscriber& subscriber,
                                                      const Subscriber& before) {
    for (size_t i = 0; i < subscriber.addresses.size(); ++i) {
        const SubscriberAddress& address = subscriber.addresses[i];
        if (has(before.addresses, address))
            continue;
        const uint32_t around = index_.around(address.prefix);
        if (index_.add(address, record)) {
            move(around);  // some of whose flows are this one's from now on
            continue;
        }
        for (size_t added = 0; added < i; ++added)
            if (!has(before.addresses, subscriber.addresses[added]))
                index_.remove(subscriber.addresses[added], record);
        return "there is no room for " + address.prefix.to_string() +
               ": too many /24s are dealt out in parts";
    }
    return std::nullopt;
}

bool Subscribers::remove(const std::string& id) {
    const auto found = records_by_id_.find(id);
    if (found == records_by_id_.end())
        return false;
    const uint32_t record = found->second;
    records_by_id_.erase(found);
    const Subscriber before = std::exchange(
        subscribers_[record], {.id = id, .tier = {}, .group = {}, .addresses = {}, .site = {}});
    const auto concerned = neighbours(before);
    for (const SubscriberAddress& address : before.addresses)
        index_.remove(address, record);
    move(record);
    freed_.push_back({record, readers_.sweeps ? readers_.sweeps() : 0});
    count_.fetch_sub(1, std::memory_order_relaxed);
    settle_owners(concerned);
    return true;
}

// First everybody lets go of what they will not have, so that whoever gets it finds it free.
std::optional<std::string> Subscribers::replace_all(const std::vector<Subscriber>& subscribers) {
    std::unordered_map<std::string_view, const Subscriber*> wanted;
    for (const Subscriber& subscriber : subscribers)
        wanted.emplace(subscriber.id, &subscriber);
    for (uint32_t record = 0; record < subscribers_.size(); ++record) {
        if (subscriber(record) == nullptr)
            continue;
        Subscriber kept = subscribers_[record];
        const auto found = wanted.find(kept.id);
        if (found == wanted.end()) {
            remove(kept.id);
            continue;
        }
        const auto& addresses = found->second->addresses;
        if (std::erase_if(kept.addresses, [&](const auto& one) { return !has(addresses, one); }) >
            0)
            put(kept);
    }
    for (const Subscriber& subscriber : subscribers)
        if (auto reason = put(subscriber))
            return "subscriber '" + subscriber.id + "': " + *reason;
    return std::nullopt;
}

void Subscribers::set_nats(const std::vector<NatMapping>& nats) {
    const auto& now = index_.nats();
    const bool same =
        std::equal(now.begin(), now.end(), nats.begin(), nats.end(),
                   [](const DeterministicNat& a, const NatMapping& b) { return a.mapping() == b; });
    if (same)
        return;
    index_.set_nats({nats.begin(), nats.end()});
    std::vector<uint32_t> all;
    for (const auto& [id, record] : records_by_id_) {
        move(record);
        all.push_back(record);
    }
    move(SubscriberRef::kNobody);
    settle_owners(std::move(all));
}

// Who shares an address with it, but not itself.
std::vector<uint32_t> Subscribers::neighbours(const Subscriber& subscriber) const {
    std::vector<uint32_t> records;
    const uint32_t own = record_of(subscriber.id);
    for (const uint32_t address : index_.shared_addresses(subscriber))
        for (const uint32_t sharer : index_.sharers(address))
            if (sharer != own)
                records.push_back(sharer);
    return records;
}

// A household's owner is its lowest address's, so that it is the same whoever comes and goes; of
// who shares nothing, its id's.
void Subscribers::settle_owners(std::vector<uint32_t> records) {
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    std::unordered_set<uint32_t> settled;
    for (const uint32_t record : records) {
        if (settled.contains(record) || subscriber(record) == nullptr)
            continue;
        const Household household = household_of(
            record, index_,
            [this](uint32_t member) -> const Subscriber& { return subscribers_[member]; });
        for (const uint32_t address : household.addresses) {
            const uint32_t lowest = household.addresses.front();
            if (address != lowest && lowest != owners_.kNone)
                owners_.set({address}, lowest);
            else
                owners_.erase({address});
        }
        for (const uint32_t member : household.records) {
            settled.insert(member);
            const uint32_t owner =
                household.addresses.empty()
                    ? high_half(records_[member].key.load(std::memory_order_relaxed))
                    : owner_of_address(household.addresses.front());
            if (records_[member].owner.exchange(owner, std::memory_order_relaxed) != owner)
                move(member);
        }
    }
}

const Subscriber* Subscribers::find_by_id(const std::string& id) const {
    return subscriber(record_of(id));
}

const Subscriber* Subscribers::subscriber(uint32_t record) const {
    if (record >= subscribers_.size() || record_of(subscribers_[record].id) != record)
        return nullptr;
    return &subscribers_[record];
}

uint32_t Subscribers::record_of(const std::string& id) const {
    const auto found = records_by_id_.find(id);
    return found == records_by_id_.end() ? SubscriberRef::kNobody : found->second;
}

size_t Subscribers::lookup_memory_bytes() const {
    return index_.memory_bytes() + subscribers_.size() * (sizeof(Record) + 1) +
           owners_.memory_bytes();
}

}  // namespace sluice
