// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "control/subscribers/session.h"

namespace sluice {

inline SubscriberAddress address(const std::string& prefix, PortSet ports = PortSet::all()) {
    return {*Prefix::parse(prefix), ports};
}

inline Session session(const std::string& key, const std::string& id,
                       std::vector<SubscriberAddress> addresses, const std::string& tier = "") {
    return {key, "nas-1", id, tier, std::move(addresses), UINT64_MAX, tier};
}

// What a registry would know of its sessions' layer.
struct KnownSubscribers {
    std::map<std::string, Subscriber> all;
    std::string refused_id;
    size_t puts = 0;

    SubscriberSink sink() {
        return {[this](const Subscriber& subscriber) -> std::optional<std::string> {
                    ++puts;
                    if (subscriber.id == refused_id)
                        return "not that one";
                    all[subscriber.id] = subscriber;
                    return std::nullopt;
                },
                [this](const std::string& id) { all.erase(id); }};
    }
};

}  // namespace sluice
