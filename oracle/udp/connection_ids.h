// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "oracle/udp/sip_hash.h"
#include "policy/address.h"

namespace sluice {

// BEP 15's proof that a client receives what is sent to the address that it sends from. Nothing is
// kept of one that was given: it is a keyed hash of the address and the time. Immutable; any
// thread.
class ConnectionIds {
 public:
    // Accepted for two minutes, as BEP 15 wants, and for half a minute more at the most.
    static constexpr uint32_t kSlotSeconds = 30;
    static constexpr uint32_t kMostSlots = 4;

    explicit ConnectionIds(const SipKey& key) : key_(key) {}

    uint64_t give(const IpAddress& source, uint32_t now_s) const {
        return id(source, now_s / kSlotSeconds);
    }

    // The id says itself when it was given, so that one hash tells.
    bool accepts(uint64_t given, const IpAddress& source, uint32_t now_s) const {
        const uint32_t now = now_s / kSlotSeconds;
        const uint32_t age = (now - static_cast<uint32_t>(given)) & kSlotMask;
        return age <= kMostSlots && given == id(source, now - age);
    }

 private:
    static constexpr uint32_t kSlotMask = 7;

    uint64_t id(const IpAddress& source, uint32_t slot) const {
        std::array<uint8_t, 20> hashed;
        std::memcpy(hashed.data(), source.bytes.data(), 16);
        std::memcpy(hashed.data() + 16, &slot, sizeof slot);
        return (sip_hash(key_, hashed) & ~uint64_t{kSlotMask}) | (slot & kSlotMask);
    }

    SipKey key_;
};

}  // namespace sluice
