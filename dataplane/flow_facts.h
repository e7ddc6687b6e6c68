// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>

#include "dataplane/worker.h"
#include "policy/snapshot.h"

namespace sluice {

// What is so of every flow between these ends. What stands for ports in ICMP's key is none that a
// rule means.
inline FlowFacts facts_of_ends(const Worker& worker, const FlowKey& key,
                               const SubscriberRef& subscriber, uint16_t port) {
    const bool has_ports = key.protocol != IPPROTO_ICMP;
    FlowFacts facts;
    facts.protocol = key.protocol;
    facts.subscriber_port = has_ports ? key.subscriber_port : uint16_t{0};
    facts.remote_port = has_ports ? key.remote_port : uint16_t{0};
    facts.subscriber_address = key.subscriber;
    facts.remote_address = key.remote;
    facts.subscriber = subscriber;
    facts.conditions = worker.subscribers.conditions(subscriber.record);
    facts.link = worker.ports[port].link;
    facts.open_schedules = worker.open_schedules;
    return facts;
}

}  // namespace sluice
