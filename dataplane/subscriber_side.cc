// SPDX-License-Identifier: Apache-2.0
#include "dataplane/subscriber_side.h"

#include <algorithm>

namespace sluice {

// Of two prefixes one holds the other, or they have nothing in common.
SubscriberSide::SubscriberSide(std::vector<Prefix> subscribers, SideVlans vlans) : vlans_(vlans) {
    std::ranges::sort(subscribers);
    for (const Prefix& prefix : subscribers) {
        auto& ranges = ranges_[prefix.address.is_ipv4() ? 1 : 0];
        if (ranges.empty() || ranges.back().last < prefix.address)
            ranges.push_back({prefix.address, prefix.last()});
    }
}

bool SubscriberSide::is_subscriber(const IpAddress& address) const {
    const auto& ranges = ranges_[address.is_ipv4() ? 1 : 0];
    const auto after = std::ranges::upper_bound(ranges, address, {}, &Range::first);
    return after != ranges.begin() && address <= std::prev(after)->last;
}

}  // namespace sluice
