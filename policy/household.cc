// SPDX-License-Identifier: Apache-2.0
#include "policy/household.h"

#include <algorithm>
#include <unordered_set>

namespace sluice {

Household household_of(uint32_t record, const SubscriberIndex& index,
                       const std::function<const Subscriber&(uint32_t)>& subscriber) {
    Household household{{record}, {}};
    std::unordered_set<uint32_t> records{record};
    std::unordered_set<uint32_t> addresses;
    for (size_t next = 0; next < household.records.size(); ++next) {
        for (const uint32_t address : index.shared_addresses(subscriber(household.records[next]))) {
            if (!addresses.insert(address).second)
                continue;
            household.addresses.push_back(address);
            for (const uint32_t sharer : index.sharers(address))
                if (records.insert(sharer).second)
                    household.records.push_back(sharer);
        }
    }
    std::sort(household.addresses.begin(), household.addresses.end());
    return household;
}

}  // namespace sluice
