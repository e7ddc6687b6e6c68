// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/policy.h"

namespace sluice {

// Whether a port of an address is in both.
bool overlap(const SubscriberAddress& a, const SubscriberAddress& b);

// Adds it to the addresses of one subscriber so that no port is in the list twice: ranges that
// overlap become one. Of sets by value and mask that overlap, the one that is there stays.
void add_address(std::vector<SubscriberAddress>& addresses, const SubscriberAddress& address);

}  // namespace sluice
