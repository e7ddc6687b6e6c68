// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// What the bytes begin with.
enum class FirstLayer : uint8_t {
    ethernet,   // a MAC header
    ethertype,  // what FirstHeader::ethertype says: after cooked or HDLC headers
    ip,         // IPv4 or IPv6, told apart by the version
    ppp,        // address and control fields or not, then the protocol
};

struct FirstHeader {
    FirstLayer layer = FirstLayer::ethernet;
    uint16_t ethertype = 0;
    uint16_t offset = 0;  // where it starts in the frame
};

}  // namespace sluice
