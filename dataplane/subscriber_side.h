// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/address.h"

namespace sluice {

// Which end of a packet is the subscriber, where only the addresses can tell: in a capture
// (design decision 2).
class SubscriberSide {
 public:
    enum class End { source, destination, unclear };

    SubscriberSide() = default;
    explicit SubscriberSide(std::vector<Prefix> subscribers) : prefixes_(std::move(subscribers)) {}

    // Unclear if both ends are subscribers, or neither is.
    End find(const IpAddress& source, const IpAddress& destination) const {
        const bool from = is_subscriber(source);
        if (from == is_subscriber(destination))
            return End::unclear;
        return from ? End::source : End::destination;
    }

 private:
    bool is_subscriber(const IpAddress& address) const {
        return std::any_of(prefixes_.begin(), prefixes_.end(),
                           [&](const Prefix& prefix) { return prefix.contains(address); });
    }

    std::vector<Prefix> prefixes_;
};

}  // namespace sluice
