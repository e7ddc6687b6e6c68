// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "policy/policy.h"
#include "policy/prefix_table.h"
#include "policy/shared_ports.h"

namespace sluice {

// Whose an address is, or which of those who share it has a port of it.
class SubscriberIndex {
 public:
    static constexpr uint32_t kNobody = UINT32_MAX;

    struct Found {
        uint32_t subscriber = kNobody;
        // Of an address that is shared, if the port is nobody's: one of those who share it.
        uint32_t neighbour = kNobody;
    };

    // The subscribers must have been validated: no prefix or port is two's.
    explicit SubscriberIndex(const std::vector<Subscriber>& subscribers);

    // port: host order; 0 where there is none, which is nobody's of a shared address.
    Found find(const IpAddress& address, uint16_t port) const {
        const uint32_t value = prefixes_.find(address);
        if (value < kShared || value == PrefixTable::kNone)
            return {value, kNobody};
        const uint32_t owner = shared_.find(value - kShared, port);
        return {owner, owner == kNobody ? shared_.any_owner(value - kShared) : kNobody};
    }

    // By which one worker owns a subscriber and all who share an address with it, directly or by a
    // third. The same whenever the same addresses are shared; of who shares none, of its id.
    const std::vector<uint32_t>& owner_hashes() const { return owner_hashes_; }

    size_t memory_bytes() const;

 private:
    // A prefix's value: a subscriber, or from here on the number of a shared address.
    static constexpr uint32_t kShared = 1u << 31;
    static_assert(kNobody == PrefixTable::kNone && kNobody == SharedPorts::kNone);

    using Sharing = std::pair<IpAddress, std::vector<SharedPorts::Owned>>;

    static std::vector<Sharing> sharing(const std::vector<Subscriber>& subscribers);
    static PrefixTable index(const std::vector<Subscriber>& subscribers,
                             const std::vector<Sharing>& shared, SharedPorts& ports);
    static std::vector<uint32_t> hash_owners(const std::vector<Subscriber>& subscribers,
                                             const std::vector<Sharing>& shared);
    SubscriberIndex(const std::vector<Subscriber>& subscribers, const std::vector<Sharing>& shared);

    SharedPorts shared_;
    PrefixTable prefixes_;
    std::vector<uint32_t> owner_hashes_;
};

}  // namespace sluice
