// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/packet.h"

namespace sluice {

// The upper six bits of the type-of-service octet or traffic class (RFC 2474), as it leaves: of a
// packet that has a flow, after act.
inline uint8_t leaving_dscp(const Packet& packet) {
    const uint8_t* const header = packet.data + packet.parsed.outer_ip_offset;
    const bool is_ipv4 = header[0] >> 4 == 4;
    return static_cast<uint8_t>(is_ipv4 ? header[1] >> 2
                                        : (header[0] & 0x0f) << 2 | header[1] >> 6);
}

}  // namespace sluice
