// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/bytes.h"

namespace sluice {

// Whether a flow's first payload is that of a service that is no P2P and has no label of its own:
// mail, files, databases, message queues, remote desktops, voice, time, and the like. A yes is
// sure by itself; the segment has to be whole.
bool is_other_service_tcp(Bytes first_segment);
bool is_other_service_udp(Bytes datagram);

}  // namespace sluice
