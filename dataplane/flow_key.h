// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "classifier/classifier.h"
#include "policy/address.h"

namespace sluice {

// A connection as one subscriber sees it (design decision 2): the subscriber's end first, so both
// directions have one key, and two local peers are two flows. Ports are host order and zero where
// the protocol has none.
struct FlowKey {
    IpAddress subscriber;
    IpAddress remote;
    uint16_t subscriber_port = 0;
    uint16_t remote_port = 0;
    uint16_t realm = 0;  // the link's: equal addresses in two realms are strangers
    uint8_t protocol = 0;
    uint8_t reserved = 0;

    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};
static_assert(sizeof(FlowKey) == 40, "hashed and compared as five words");

// The same two ends for the classifier, which looks at the key's own addresses.
inline FlowEnds ends_of(const FlowKey& key) {
    return {.subscriber_address = key.subscriber.bytes.data(),
            .remote_address = key.remote.bytes.data(),
            .subscriber_port = key.subscriber_port,
            .remote_port = key.remote_port};
}

// Well mixed in all 32 bits. The seed is random per run and secret, so that nobody can choose
// connections that collide.
uint32_t hash(const FlowKey& key, uint64_t seed);

}  // namespace sluice
