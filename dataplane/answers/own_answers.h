// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/packet.h"

namespace sluice {

// What the box injects, a mirror may show it: as if the ends had said it. Each answer has a mark in
// fields that say nothing there, a keyed hash of what no router on the way changes. So no worker
// has to remember what another has sent.
//
// IPv4's identification, or the lower half of IPv6's flow label; and besides, of a TCP reset the
// window, and of a uTP reset the lower half of the timestamp difference. A reset of somebody else's
// looks like ours once in four thousand millions; a refusal once in 65,536.

// ip: an answer, whole but for its checksums. Writes its mark.
void mark_answer(uint8_t* ip, const uint8_t* transport, uint64_t key);

// Whether a packet that came in has such a mark. Costs next to nothing where it is of another kind.
bool is_own_answer(const Packet& packet, uint64_t key);

}  // namespace sluice
