// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/address_list.h"

#include <algorithm>

namespace sluice {

bool overlap(const SubscriberAddress& a, const SubscriberAddress& b) {
    return a.prefix == b.prefix && common_port(a.ports, b.ports).has_value();
}

void add_address(std::vector<SubscriberAddress>& addresses, const SubscriberAddress& address) {
    SubscriberAddress added = address;
    for (const SubscriberAddress& there : addresses)
        if (overlap(there, added) && (there.ports.mask != 0 || added.ports.mask != 0))
            return;
    for (auto there = addresses.begin(); there != addresses.end();) {
        if (!overlap(*there, added)) {
            ++there;
            continue;
        }
        added.ports = PortSet::range(std::min(there->ports.first, added.ports.first),
                                     std::max(there->ports.last, added.ports.last));
        // What was passed does not overlap the union, whose every port is of one of the two.
        there = addresses.erase(there);
    }
    addresses.push_back(added);
}

}  // namespace sluice
