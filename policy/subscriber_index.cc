// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_index.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <numeric>

#include "policy/hash.h"

namespace sluice {
namespace {

constexpr uint8_t kIpv4Bits = 32;

// Sets that grow together (Tarjan): who shares an address with whom.
class Households {
 public:
    explicit Households(size_t count) : parents_(count) {
        std::iota(parents_.begin(), parents_.end(), 0u);
    }

    uint32_t of(uint32_t member) {
        while (parents_[member] != member)
            member = parents_[member] = parents_[parents_[member]];
        return member;
    }
    void join(uint32_t a, uint32_t b) { parents_[of(a)] = of(b); }

 private:
    std::vector<uint32_t> parents_;
};

}  // namespace

SubscriberIndex::SubscriberIndex(const std::vector<Subscriber>& subscribers,
                                 const std::vector<NatMapping>& nats)
    : SubscriberIndex(subscribers, nats, sharing(subscribers)) {}

SubscriberIndex::SubscriberIndex(const std::vector<Subscriber>& subscribers,
                                 const std::vector<NatMapping>& nats,
                                 const std::vector<Sharing>& shared)
    : prefixes_(index(subscribers, shared, shared_)), nats_(nats.begin(), nats.end()) {
    std::sort(nats_.begin(), nats_.end(), [](const DeterministicNat& a, const DeterministicNat& b) {
        return a.mapping().outside.first < b.mapping().outside.first;
    });
    neighbours_ = neighbours(subscribers);
    owner_hashes_ = hash_owners(subscribers, shared);
}

void SubscriberIndex::find(std::span<const SubscriberEnd> ends, std::span<Found> found) const {
    if (!nats_.empty()) {
        for (size_t i = 0; i < ends.size(); ++i)
            found[i] = find(ends[i]);
        return;
    }
    std::array<IpAddress, kAtOnce> addresses;
    std::array<uint32_t, kAtOnce> values;
    for (size_t i = 0; i < ends.size(); ++i)
        addresses[i] = ends[i].address;
    prefixes_.find(std::span(addresses).first(ends.size()), std::span(values).first(ends.size()));
    for (const uint32_t value : std::span(values).first(ends.size()))
        if (value >= kShared && value != PrefixTable::kNone)
            shared_.prefetch(value - kShared);
    for (size_t i = 0; i < ends.size(); ++i)
        found[i] = found_at(values[i], ends[i]);
}

std::optional<SubscriberIndex::Found> SubscriberIndex::find_translated(uint32_t outside,
                                                                       uint16_t port) const {
    const auto behind = std::upper_bound(nats_.begin(), nats_.end(), outside,
                                         [](uint32_t address, const DeterministicNat& nat) {
                                             return address < nat.mapping().outside.first.ipv4();
                                         });
    if (behind == nats_.begin() || outside > behind[-1].mapping().outside.last.ipv4())
        return std::nullopt;
    Found found{.subscriber = kNobody, .neighbour = kNobody, .address = {}};
    if (const auto inside = behind[-1].inside_of(outside, port))
        found = find_untranslated({IpAddress::from_ipv4(*inside), port});
    else
        found.address = IpAddress::from_ipv4(outside);
    if (found.subscriber != kNobody)
        return found;
    const auto neighbour =
        std::lower_bound(neighbours_.begin(), neighbours_.end(), Neighbour{outside, 0});
    if (neighbour != neighbours_.end() && neighbour->outside == outside)
        found.neighbour = neighbour->subscriber;
    return found;
}

// The addresses of which somebody has a part, ascending.
std::vector<SubscriberIndex::Sharing> SubscriberIndex::sharing(
    const std::vector<Subscriber>& subscribers) {
    std::map<IpAddress, std::vector<SharedPorts::Owned>> by_address;
    for (uint32_t i = 0; i < subscribers.size(); ++i)
        for (const auto& [prefix, ports] : subscribers[i].addresses)
            if (!ports.is_all())
                by_address[prefix.address].push_back({ports, i});
    return {std::make_move_iterator(by_address.begin()), std::make_move_iterator(by_address.end())};
}

PrefixTable SubscriberIndex::index(const std::vector<Subscriber>& subscribers,
                                   const std::vector<Sharing>& shared, SharedPorts& ports) {
    assert(subscribers.size() < kShared);
    std::vector<std::pair<Prefix, uint32_t>> entries;
    for (uint32_t i = 0; i < subscribers.size(); ++i)
        for (const SubscriberAddress& address : subscribers[i].addresses)
            if (address.ports.is_all())
                entries.emplace_back(address.prefix, i);
    for (const auto& [address, owned] : shared)
        entries.emplace_back(Prefix{address, kIpv4Bits}, kShared + ports.add(owned));
    return PrefixTable(entries);
}

// Who has an inside address of a NAT, by the outside one.
std::vector<SubscriberIndex::Neighbour> SubscriberIndex::neighbours(
    const std::vector<Subscriber>& subscribers) const {
    std::vector<Neighbour> neighbours;
    for (const DeterministicNat& nat : nats_) {
        const auto& [first, last] = nat.mapping().inside;
        for (uint32_t i = 0; i < subscribers.size(); ++i) {
            for (const auto& [prefix, ports] : subscribers[i].addresses) {
                if (!prefix.address.is_ipv4())
                    continue;
                const IpAddress from = std::max(prefix.address, first);
                const IpAddress to = std::min(prefix.last(), last);
                if (from > to)
                    continue;
                const uint64_t last_outside = *nat.outside_of(to.ipv4());
                for (uint64_t at = *nat.outside_of(from.ipv4()); at <= last_outside; ++at)
                    neighbours.push_back({static_cast<uint32_t>(at), i});
            }
        }
    }
    std::sort(neighbours.begin(), neighbours.end());
    return neighbours;
}

std::vector<uint32_t> SubscriberIndex::hash_owners(const std::vector<Subscriber>& subscribers,
                                                   const std::vector<Sharing>& shared) const {
    std::vector<uint32_t> hashes;
    hashes.reserve(subscribers.size());
    for (const Subscriber& subscriber : subscribers)
        hashes.push_back(static_cast<uint32_t>(hash_text(subscriber.id) >> 32));
    Households households(subscribers.size());
    // One who has a part of each address that is shared, ascending.
    std::vector<std::pair<uint32_t, uint32_t>> addresses;
    for (const auto& [address, owned] : shared) {
        addresses.emplace_back(address.ipv4(), owned.front().owner);
        for (const auto& [ports, owner] : owned)
            households.join(owner, owned.front().owner);
    }
    for (const auto& [outside, subscriber] : neighbours_) {
        if (addresses.empty() || addresses.back().first != outside)
            addresses.emplace_back(outside, subscriber);
        households.join(subscriber, addresses.back().second);
    }
    // Descending, so that a household's hash is of the lowest address that it shares: the hash of
    // that address's strangers, if there are any.
    std::sort(addresses.rbegin(), addresses.rend());
    for (const auto& [address, subscriber] : addresses)
        hashes[households.of(subscriber)] = static_cast<uint32_t>(mix(address, 4) >> 32);
    for (uint32_t i = 0; i < hashes.size(); ++i)
        hashes[i] = hashes[households.of(i)];
    return hashes;
}

size_t SubscriberIndex::memory_bytes() const {
    size_t bytes = prefixes_.memory_bytes() + shared_.memory_bytes() +
                   neighbours_.capacity() * sizeof(Neighbour) +
                   owner_hashes_.capacity() * sizeof(uint32_t);
    for (const DeterministicNat& nat : nats_)
        bytes += nat.memory_bytes();
    return bytes;
}

}  // namespace sluice
