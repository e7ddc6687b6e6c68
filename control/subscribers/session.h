// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace sluice {

// A subscriber's being on line, as RADIUS or DHCP told it.
struct Session {
    std::string key;  // unique: source, NAS, the session's own id
    std::string nas;  // whose restart ends it
    std::string subscriber_id;
    std::string tier;  // empty: as provisioned
    std::vector<SubscriberAddress> addresses;
    // If nothing renews it, by the clock of the table's owner.
    uint64_t expires_ns = 0;
    // As its source last told it; tier is another if somebody changed it since. DHCP tells none.
    std::string told_tier = {};
    // When, in Unix time by the source's clock; 0: it has not said.
    int64_t told_at_s = 0;
    std::string site = {};  // empty: as provisioned
};

// Where subscribers go that sessions make.
struct SubscriberSink {
    // Nothing: done. Else one line that says why not.
    std::function<std::optional<std::string>(const Subscriber&)> put;
    std::function<void(const std::string& id)> remove;
};

}  // namespace sluice
