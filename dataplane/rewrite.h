// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/packet.h"
#include "dataplane/trust_map.h"

namespace sluice {

// Writes the DSCP (0 to 63) into the outermost IP header: the one that the routers on the way
// queue by. A tunnel's inner header stays as the sender wrote it; at the tunnel's end RFC 2983's
// uniform or pipe model decides. ECN bits stay, an IPv4 header's checksum is kept right
// incrementally (and kept as wrong as it was), and no other bit of the frame changes. TCP, UDP and
// ICMP checksums and IPsec AH do not cover the field. False if there is no such header in hand.
bool set_dscp(Packet& packet, uint8_t dscp);
// The same into the innermost header that was read, which is left when the tunnels end; outside a
// tunnel it is the same one.
bool set_inner_dscp(Packet& packet, uint8_t dscp);

// Into the outermost header what the map makes of the DSCP that is there; of packets without a
// flow, too. A tunnel's header is what queues go by.
void map_dscp(Packet& packet, const TrustMap& trust);

// RFC 3168, section 5: Congestion Experienced, into the ECN bits of a header that has ECT(0) or
// ECT(1). The checksum is kept as above. header: of IPv4 or IPv6, as parsed before.
void set_congestion_experienced(uint8_t* header);

}  // namespace sluice
