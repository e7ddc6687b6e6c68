// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "policy/deterministic_nat.h"
#include "policy/policy.h"
#include "policy/prefix_table.h"
#include "policy/shared_ports.h"
#include "policy/subscriber_end.h"

namespace sluice {

// Whose an address is, or which of those who share it has a port of it.
class SubscriberIndex {
 public:
    static constexpr uint32_t kNobody = UINT32_MAX;

    struct Found {
        uint32_t subscriber = kNobody;
        // If it is nobody's, of an address that others share: one of those who share it.
        uint32_t neighbour = kNobody;
        // By which the subscriber, or the stranger, was looked up: a NAT's inside address.
        IpAddress address;
    };

    // Both must have been validated: no prefix or port is two's.
    SubscriberIndex(const std::vector<Subscriber>& subscribers,
                    const std::vector<NatMapping>& nats);

    Found find(const SubscriberEnd& end) const {
        if (!nats_.empty() && end.address.is_ipv4()) [[unlikely]]
            if (const auto translated = find_translated(end.address.ipv4(), end.port))
                return *translated;
        return find_untranslated(end);
    }

    // The same of several, whose memory is under way side by side: at most kAtOnce, as many found
    // as ends.
    static constexpr size_t kAtOnce = PrefixTable::kAtOnce;
    void find(std::span<const SubscriberEnd> ends, std::span<Found> found) const;

    // By which one worker owns a subscriber and all who share an address with it, directly or by a
    // third. The same whenever the same addresses are shared; of who shares none, of its id.
    const std::vector<uint32_t>& owner_hashes() const { return owner_hashes_; }

    size_t memory_bytes() const;

 private:
    // A prefix's value: a subscriber, or from here on the number of a shared address.
    static constexpr uint32_t kShared = 1u << 31;
    static_assert(kNobody == PrefixTable::kNone && kNobody == SharedPorts::kNone);

    using Sharing = std::pair<IpAddress, std::vector<SharedPorts::Owned>>;
    struct Neighbour {
        uint32_t outside;  // a NAT's address, behind which the subscriber is
        uint32_t subscriber;

        friend auto operator<=>(const Neighbour&, const Neighbour&) = default;
    };

    Found find_untranslated(const SubscriberEnd& end) const {
        return found_at(prefixes_.find(end.address), end);
    }
    // value: what the prefix table says of the address.
    Found found_at(uint32_t value, const SubscriberEnd& end) const {
        if (value < kShared || value == PrefixTable::kNone)
            return {value, kNobody, end.address};
        const uint32_t owner = shared_.find(value - kShared, end.port);
        return {owner, owner == kNobody ? shared_.any_owner(value - kShared) : kNobody,
                end.address};
    }
    // Nothing if no NAT has the address outside.
    std::optional<Found> find_translated(uint32_t outside, uint16_t port) const;

    static std::vector<Sharing> sharing(const std::vector<Subscriber>& subscribers);
    static PrefixTable index(const std::vector<Subscriber>& subscribers,
                             const std::vector<Sharing>& shared, SharedPorts& ports);
    std::vector<Neighbour> neighbours(const std::vector<Subscriber>& subscribers) const;
    std::vector<uint32_t> hash_owners(const std::vector<Subscriber>& subscribers,
                                      const std::vector<Sharing>& shared) const;
    SubscriberIndex(const std::vector<Subscriber>& subscribers, const std::vector<NatMapping>& nats,
                    const std::vector<Sharing>& shared);

    SharedPorts shared_;
    PrefixTable prefixes_;
    std::vector<DeterministicNat> nats_;  // by their outside addresses, ascending
    std::vector<Neighbour> neighbours_;   // ascending
    std::vector<uint32_t> owner_hashes_;
};

}  // namespace sluice
