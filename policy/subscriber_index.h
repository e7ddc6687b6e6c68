// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "policy/deterministic_nat.h"
#include "policy/ipv4_prefix_table.h"
#include "policy/ipv6_prefix_table.h"
#include "policy/policy.h"
#include "policy/shared_ports.h"
#include "policy/subscriber_end.h"

namespace sluice {

// Whose an address is, or which of those who share it has a port of it. Changes in place: one
// thread changes it, any look things up.
class SubscriberIndex {
 public:
    static constexpr uint32_t kNobody = UINT32_MAX;
    static constexpr uint32_t kHighestRecord = (1u << 24) - 2;

    struct Found {
        uint32_t record = kNobody;
        // By which it was looked up: a NAT's inside address.
        IpAddress address;
    };

    // Room for so many /24s that are dealt out in parts, and for so many parts of addresses.
    struct Capacity {
        uint32_t split_networks;
        uint32_t shared_parts;
    };
    SubscriberIndex(const Capacity& capacity, Retired& retired);
    ~SubscriberIndex();

    Found find(const SubscriberEnd& end) const {
        const auto* const nats = nats_.load(std::memory_order_acquire);
        if (!nats->empty() && end.address.is_ipv4()) [[unlikely]]
            if (const auto translated = find_translated(*nats, end.address.ipv4(), end.port))
                return *translated;
        return {find_untranslated(end), end.address};
    }
    // The same of several, whose memory is under way side by side: at most kAtOnce, as many found
    // as ends.
    static constexpr size_t kAtOnce = Ipv4PrefixTable::kAtOnce;
    void find(std::span<const SubscriberEnd> ends, std::span<Found> found) const;

    // The rest is the writer's.

    // Somebody else who has it, or one of these ports of it; the lowest that both would have.
    struct Conflict {
        uint32_t record;
        std::optional<uint16_t> port;  // nothing: the whole of it
    };
    std::optional<Conflict> conflict(const SubscriberAddress& address, uint32_t record) const;
    // No conflict(). False if there is no room; then nothing was changed.
    bool add(const SubscriberAddress& address, uint32_t record);
    void remove(const SubscriberAddress& address, uint32_t record);
    void set_nats(std::vector<DeterministicNat> nats);

    // Whose the prefix is as a part of a shorter one, if it is nobody's itself.
    uint32_t around(const Prefix& prefix) const;

    // Addresses that one worker must own as a whole: those of which the subscriber has some ports,
    // and those outside that a NAT gives it.
    std::vector<uint32_t> shared_addresses(const Subscriber& subscriber) const;
    // Who has a part of such an address.
    std::vector<uint32_t> sharers(uint32_t address) const;
    // With an inside address of a NAT.
    const std::vector<DeterministicNat>& nats() const {
        return *nats_.load(std::memory_order_relaxed);
    }

    size_t memory_bytes() const;

 private:
    // Above it, a value of the IPv4 table is a block of shared ports; below, a record plus one.
    static constexpr uint32_t kShared = 1u << 24;

    uint32_t find_untranslated(const SubscriberEnd& end) const {
        return end.address.is_ipv4() ? owner_at(ipv4_.find(end.address.ipv4()), end.port)
                                     : ipv6_.find(end.address) - 1;
    }
    // value: what the IPv4 table says of the address.
    uint32_t owner_at(uint32_t value, uint16_t port) const {
        return value < kShared ? value - 1 : shared_.find(value - kShared, port);
    }
    // Nothing if no NAT has the address outside.
    std::optional<Found> find_translated(const std::vector<DeterministicNat>& nats,
                                         uint32_t outside, uint16_t port) const;
    std::vector<SharedPorts::Owned> sets_at(uint32_t address) const;
    bool replace(uint32_t address, std::span<const SharedPorts::Owned> sets);

    Retired& retired_;
    Ipv4PrefixTable ipv4_;
    Ipv6PrefixTable ipv6_;
    SharedPorts shared_;
    // By their outside addresses, ascending.
    std::atomic<const std::vector<DeterministicNat>*> nats_;
};

}  // namespace sluice
