// SPDX-License-Identifier: Apache-2.0
#include "policy/subscriber_index.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace sluice {
namespace {

constexpr uint8_t kIpv4Bits = 32;
// The usual block of an address that several share.
constexpr uint32_t kPartsPerBlock = 16;
constexpr uint32_t kUnitsPerBlock = 10;

// One port may be written as a mask or as a range.
PortSet canonical(const PortSet& ports) {
    return ports.mask == UINT16_MAX ? PortSet::range(ports.value, ports.value) : ports;
}

}  // namespace

SubscriberIndex::SubscriberIndex(const Capacity& capacity, Retired& retired)
    : retired_(retired),
      ipv4_(capacity.split_networks, retired),
      ipv6_(retired),
      shared_(std::min<uint32_t>(
                  SharedPorts::kHighestBlock,
                  // Twice, since what is replaced is in the way until no reader has it.
                  64 * 1'024 + 2 * (capacity.shared_parts / kPartsPerBlock + 1) * kUnitsPerBlock),
              retired),
      nats_(new std::vector<DeterministicNat>()) {}

SubscriberIndex::~SubscriberIndex() {
    delete nats_.load(std::memory_order_relaxed);
}

void SubscriberIndex::find(std::span<const SubscriberEnd> ends, std::span<Found> found) const {
    assert(ends.size() <= kAtOnce && ends.size() == found.size());
    if (!nats_.load(std::memory_order_acquire)->empty()) {
        for (size_t i = 0; i < ends.size(); ++i)
            found[i] = find(ends[i]);
        return;
    }
    std::array<uint32_t, kAtOnce> ipv4;
    std::array<IpAddress, kAtOnce> ipv6;
    std::array<uint32_t, kAtOnce> ipv4_values;
    std::array<uint32_t, kAtOnce> ipv6_values;
    size_t ipv4_count = 0;
    size_t ipv6_count = 0;
    for (const SubscriberEnd& end : ends) {
        if (end.address.is_ipv4())
            ipv4[ipv4_count++] = end.address.ipv4();
        else
            ipv6[ipv6_count++] = end.address;
    }
    ipv4_.find(std::span(ipv4).first(ipv4_count), std::span(ipv4_values).first(ipv4_count));
    ipv6_.find(std::span(ipv6).first(ipv6_count), std::span(ipv6_values).first(ipv6_count));
    for (const uint32_t value : std::span(ipv4_values).first(ipv4_count))
        if (value >= kShared)
            shared_.prefetch(value - kShared);
    ipv4_count = ipv6_count = 0;
    for (size_t i = 0; i < ends.size(); ++i)
        found[i] = {ends[i].address.is_ipv4() ? owner_at(ipv4_values[ipv4_count++], ends[i].port)
                                              : ipv6_values[ipv6_count++] - 1,
                    ends[i].address};
}

std::optional<SubscriberIndex::Found> SubscriberIndex::find_translated(
    const std::vector<DeterministicNat>& nats, uint32_t outside, uint16_t port) const {
    const auto behind = std::upper_bound(nats.begin(), nats.end(), outside,
                                         [](uint32_t address, const DeterministicNat& nat) {
                                             return address < nat.mapping().outside.first.ipv4();
                                         });
    if (behind == nats.begin() || outside > behind[-1].mapping().outside.last.ipv4())
        return std::nullopt;
    const auto inside = behind[-1].inside_of(outside, port);
    if (!inside)  // handed out dynamically
        return Found{kNobody, IpAddress::from_ipv4(outside)};
    const IpAddress address = IpAddress::from_ipv4(*inside);
    return Found{find_untranslated({address, port}), address};
}

std::vector<SharedPorts::Owned> SubscriberIndex::sets_at(uint32_t address) const {
    const uint32_t value = ipv4_.exact(address, kIpv4Bits);
    if (value < kShared)
        return {};
    return shared_.sets_of(value - kShared);
}

std::optional<SubscriberIndex::Conflict> SubscriberIndex::conflict(const SubscriberAddress& address,
                                                                   uint32_t record) const {
    const Prefix& prefix = address.prefix;
    const uint32_t value = prefix.address.is_ipv4()
                               ? ipv4_.exact(prefix.address.ipv4(), prefix.length)
                               : ipv6_.exact(prefix);
    if (value == Ipv4PrefixTable::kNone || value == record + 1)
        return std::nullopt;
    if (!prefix.address.is_ipv4() || value < kShared)
        return Conflict{value - 1, address.ports.is_all()
                                       ? std::nullopt
                                       : common_port(address.ports, PortSet::all())};
    for (const auto& [ports, owner] : sets_at(prefix.address.ipv4()))
        if (const auto port = common_port(address.ports, ports); port && owner != record)
            return Conflict{owner, port};
    return std::nullopt;
}

bool SubscriberIndex::add(const SubscriberAddress& address, uint32_t record) {
    assert(record <= kHighestRecord);
    const auto& [prefix, ports] = address;
    if (!prefix.address.is_ipv4()) {
        ipv6_.set(prefix, record + 1);
        return true;
    }
    const uint32_t ipv4 = prefix.address.ipv4();
    if (ports.is_all()) {
        const uint32_t before = ipv4_.exact(ipv4, prefix.length);
        if (!ipv4_.set(ipv4, prefix.length, record + 1))
            return false;
        if (before >= kShared)  // of which it had all that was anybody's
            shared_.remove(before - kShared);
        return true;
    }
    auto sets = sets_at(ipv4);
    const SharedPorts::Owned own{canonical(ports), record};
    if (std::find(sets.begin(), sets.end(), own) != sets.end())
        return true;
    sets.push_back(own);
    return replace(ipv4, sets);
}

void SubscriberIndex::remove(const SubscriberAddress& address, uint32_t record) {
    const auto& [prefix, ports] = address;
    if (!prefix.address.is_ipv4()) {
        if (ipv6_.exact(prefix) == record + 1)
            ipv6_.remove(prefix);
        return;
    }
    const uint32_t ipv4 = prefix.address.ipv4();
    if (ports.is_all()) {
        if (ipv4_.exact(ipv4, prefix.length) == record + 1)
            ipv4_.remove(ipv4, prefix.length);
        return;
    }
    auto sets = sets_at(ipv4);
    if (std::erase(sets, SharedPorts::Owned{canonical(ports), record}) > 0)
        replace(ipv4, sets);
}

// A new block takes the old one's place.
bool SubscriberIndex::replace(uint32_t address, std::span<const SharedPorts::Owned> sets) {
    const uint32_t before = ipv4_.exact(address, kIpv4Bits);
    if (sets.empty()) {
        ipv4_.remove(address, kIpv4Bits);
    } else {
        auto block = shared_.add(sets);
        if (!block) {  // perhaps all that is missing waits for readers
            retired_.free_all();
            block = shared_.add(sets);
        }
        if (!block)
            return false;
        if (!ipv4_.set(address, kIpv4Bits, kShared + *block)) {
            shared_.remove(*block);
            return false;
        }
    }
    if (before >= kShared)
        shared_.remove(before - kShared);
    return true;
}

void SubscriberIndex::set_nats(std::vector<DeterministicNat> nats) {
    std::sort(nats.begin(), nats.end(), [](const DeterministicNat& a, const DeterministicNat& b) {
        return a.mapping().outside.first < b.mapping().outside.first;
    });
    const auto* const before = nats_.exchange(new std::vector<DeterministicNat>(std::move(nats)),
                                              std::memory_order_acq_rel);
    retired_.add([before] { delete before; });
}

uint32_t SubscriberIndex::around(const Prefix& prefix) const {
    return find_untranslated({prefix.address, 0});
}

std::vector<uint32_t> SubscriberIndex::shared_addresses(const Subscriber& subscriber) const {
    std::vector<uint32_t> addresses;
    for (const auto& [prefix, ports] : subscriber.addresses) {
        if (!prefix.address.is_ipv4())
            continue;
        if (!ports.is_all())
            addresses.push_back(prefix.address.ipv4());
        for (const DeterministicNat& nat : nats()) {
            const auto& [first, last] = nat.mapping().inside;
            const IpAddress from = std::max(prefix.address, first);
            const IpAddress to = std::min(prefix.last(), last);
            if (from > to)
                continue;
            const uint64_t last_outside = *nat.outside_of(to.ipv4());
            for (uint64_t at = *nat.outside_of(from.ipv4()); at <= last_outside; ++at)
                addresses.push_back(static_cast<uint32_t>(at));
        }
    }
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    return addresses;
}

std::vector<uint32_t> SubscriberIndex::sharers(uint32_t address) const {
    std::vector<uint32_t> records;
    for (const auto& [ports, owner] : sets_at(address))
        records.push_back(owner);
    for (const DeterministicNat& nat : nats()) {
        for (const uint32_t inside : nat.insides_of(address)) {
            const uint32_t record = find_untranslated({IpAddress::from_ipv4(inside), 0});
            if (record != kNobody)
                records.push_back(record);
        }
    }
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    return records;
}

size_t SubscriberIndex::memory_bytes() const {
    size_t bytes = ipv4_.memory_bytes() + ipv6_.memory_bytes() + shared_.memory_bytes();
    for (const DeterministicNat& nat : nats())
        bytes += nat.memory_bytes();
    return bytes;
}

}  // namespace sluice
