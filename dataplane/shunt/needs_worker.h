// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

struct Packet;
struct Worker;

// Whether anything is done for the packet's flow that the kernel could not do as well: look into
// it, hold it to a rate, mark, reset, drop or count it for a rule. Also where the kernel could not
// tell the packet's flow, as in a tunnel.
bool needs_worker(const Packet& packet, const Worker& worker);

}  // namespace sluice
