// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "policy/address.h"

namespace sluice {

// The VLANs of a mirror that has each direction in tags of its own, by the outermost one.
struct SideVlans {
    static constexpr size_t kVlans = 4'096;

    std::bitset<kVlans> up;  // the source is the subscriber
    std::bitset<kVlans> down;

    bool any() const { return up.any() || down.any(); }
    friend bool operator==(const SideVlans&, const SideVlans&) = default;
};

// Which end of a packet is the subscriber where its port does not tell: on a mirror, and in a
// capture (design decision 2).
class SubscriberSide {
 public:
    enum class End { source, destination, unclear };

    SubscriberSide() = default;
    explicit SubscriberSide(std::vector<Prefix> subscribers, SideVlans vlans = {});

    // vlan: the outermost tag's. Where that does not tell, the addresses may; unclear if both ends
    // are subscribers, or neither is.
    End find(std::optional<uint16_t> vlan, const IpAddress& source,
             const IpAddress& destination) const {
        if (vlan && vlans_.up[*vlan % SideVlans::kVlans])
            return End::source;
        if (vlan && vlans_.down[*vlan % SideVlans::kVlans])
            return End::destination;
        const bool from = is_subscriber(source);
        if (from == is_subscriber(destination))
            return End::unclear;
        return from ? End::source : End::destination;
    }

 private:
    struct Range {
        IpAddress first;
        IpAddress last;
    };

    bool is_subscriber(const IpAddress& address) const;

    // Of IPv6, of IPv4. Ascending, and apart: thousands cost hardly more than one.
    std::array<std::vector<Range>, 2> ranges_;
    SideVlans vlans_;
};

}  // namespace sluice
