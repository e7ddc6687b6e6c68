// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "dataplane/burst.h"
#include "policy/subscribers.h"

namespace sluice {

// Whose those packets of a burst are that have no flow yet, found side by side: each look-up alone
// waits for its memory.
class Newcomers {
 public:
    // Of few subscribers the memory is in the caches, and this would only push other things out.
    static bool are_worth_it(const Burst& burst, const Subscribers& subscribers) {
        constexpr size_t kMoreThanCachesHold = 32'768;
        return burst.flowless > 1 && subscribers.count() > kMoreThanCachesHold;
    }

    Newcomers(Burst& burst, const Subscribers& subscribers);

    // Of each of these packets in turn. Null if its key has become another since.
    const SubscriberRef* take(const Packet& packet);

 private:
    size_t count_ = 0;
    size_t next_ = 0;
    std::array<SubscriberEnd, Burst::kCapacity> ends_;
    std::array<SubscriberRef, Burst::kCapacity> found_;
};

}  // namespace sluice
