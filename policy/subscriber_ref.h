// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// Whose a packet is. Found by address and port once per flow; the flow keeps the first two.
struct SubscriberRef {
    static constexpr uint32_t kNobody = UINT32_MAX;

    uint32_t record = kNobody;  // a subscriber's number as long as it lives, and a while longer
    uint32_t generation = 0;    // another than the record's by now: look again
    uint32_t owner = 0;  // which worker's it is, see owner_of(); all who share an address: one's
    uint16_t tier = 0;   // 0: none, or nobody known; see Names
    uint16_t group = 0;  // 0: none
    uint16_t site = 0;   // 0: none
    uint64_t key = 0;    // of its id, the same in every run; of nobody known: of the /32 or /64

    friend bool operator==(const SubscriberRef&, const SubscriberRef&) = default;
};

// Which worker owns a subscriber. Nothing moves anybody but who comes to share an address.
constexpr uint32_t owner_of(const SubscriberRef& subscriber, uint32_t workers) {
    return static_cast<uint32_t>(uint64_t{subscriber.owner} * workers >> 32);
}

}  // namespace sluice
