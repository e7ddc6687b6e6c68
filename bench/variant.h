// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "bench/frame.h"

namespace sluice::bench {

// Makes other flows of a mix's flows: the same change of addresses and ports at both ends of every
// packet of a pass, whichever way it goes. Variants do not share flows: 14 bits of the number go
// into the subscriber's address and 8 into the remote one, where the mixes leave zeros. Ephemeral
// ports (RFC 6335, widened to the upper half) change within their half; the others say what a
// server speaks, which some classifiers go by, and stay. Checksums are not corrected; nothing on
// the way judges them.
class Variant {
 public:
    static constexpr uint32_t kCount = 1u << 22;

    explicit Variant(uint32_t number)
        : subscriber_address_((number & 0x3fff) << 8),
          remote_address_(((number >> 14 ^ number) & 0xff) << 8),
          subscriber_port_(static_cast<uint16_t>((number * 0x9e37'79b9u >> 27) << 10)),
          remote_port_(static_cast<uint16_t>((number * 0x85eb'ca6bu >> 27) << 10)) {}

    // True if the packet goes up.
    bool apply(uint8_t* frame) const {
        Ends ends;
        std::memcpy(&ends, frame + kAddressesOffset, sizeof ends);
        // The mixes' subscribers are in 100.64.0.0/10, the remote hosts in 198.19.0.0/16.
        const bool up = (ends.source & 0xff) == 100;
        ends.source ^= __builtin_bswap32(up ? subscriber_address_ : remote_address_);
        ends.destination ^= __builtin_bswap32(up ? remote_address_ : subscriber_address_);
        ends.source_port ^= changed(ends.source_port, up ? subscriber_port_ : remote_port_);
        ends.destination_port ^=
            changed(ends.destination_port, up ? remote_port_ : subscriber_port_);
        std::memcpy(frame + kAddressesOffset, &ends, sizeof ends);
        return up;
    }

 private:
    struct Ends {
        uint32_t source;
        uint32_t destination;
        uint16_t source_port;
        uint16_t destination_port;
    };
    static_assert(kPortsOffset == kAddressesOffset + 8);

    // port is as on the wire: the high half has the top bit of its first byte.
    static uint16_t changed(uint16_t port, uint16_t bits) {
        return port & 0x80 ? __builtin_bswap16(bits) : uint16_t{0};
    }

    uint32_t subscriber_address_;
    uint32_t remote_address_;
    uint16_t subscriber_port_;
    uint16_t remote_port_;
};

}  // namespace sluice::bench
