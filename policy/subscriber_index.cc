// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_index.h"

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

SubscriberIndex::SubscriberIndex(const std::vector<Subscriber>& subscribers)
    : SubscriberIndex(subscribers, sharing(subscribers)) {}

SubscriberIndex::SubscriberIndex(const std::vector<Subscriber>& subscribers,
                                 const std::vector<Sharing>& shared)
    : prefixes_(index(subscribers, shared, shared_)),
      owner_hashes_(hash_owners(subscribers, shared)) {}

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

std::vector<uint32_t> SubscriberIndex::hash_owners(const std::vector<Subscriber>& subscribers,
                                                   const std::vector<Sharing>& shared) {
    std::vector<uint32_t> hashes;
    hashes.reserve(subscribers.size());
    for (const Subscriber& subscriber : subscribers)
        hashes.push_back(static_cast<uint32_t>(hash_text(subscriber.id) >> 32));
    Households households(subscribers.size());
    for (const auto& [address, owned] : shared)
        for (const auto& [ports, owner] : owned)
            households.join(owner, owned.front().owner);
    // Backwards, so that a household's hash is of the lowest address that it shares.
    for (auto sharing = shared.rbegin(); sharing != shared.rend(); ++sharing)
        hashes[households.of(sharing->second.front().owner)] =
            static_cast<uint32_t>(mix(sharing->first.ipv4(), 4) >> 32);
    for (uint32_t i = 0; i < hashes.size(); ++i)
        hashes[i] = hashes[households.of(i)];
    return hashes;
}

size_t SubscriberIndex::memory_bytes() const {
    return prefixes_.memory_bytes() + shared_.memory_bytes() +
           owner_hashes_.capacity() * sizeof(uint32_t);
}

}  // namespace sluice
