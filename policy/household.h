// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "policy/subscriber_index.h"

namespace sluice {

// Who shares addresses with whom, directly or by a third: one worker's, since of fragments and of
// strangers on such an address nobody can tell whose they are.
struct Household {
    std::vector<uint32_t> records;
    std::vector<uint32_t> addresses;  // which they share, ascending; none: one subscriber alone
};

Household household_of(uint32_t record, const SubscriberIndex& index,
                       const std::function<const Subscriber&(uint32_t)>& subscriber);

}  // namespace sluice
