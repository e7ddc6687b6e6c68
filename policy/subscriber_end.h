// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "policy/address.h"

namespace sluice {

// By what a subscriber is found.
struct SubscriberEnd {
    IpAddress address;
    // Host order; 0 where there is none, which is nobody's of a shared address.
    uint16_t port = 0;

    friend bool operator==(const SubscriberEnd&, const SubscriberEnd&) = default;
};

}  // namespace sluice
