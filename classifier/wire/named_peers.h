// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "classifier/bytes.h"
#include "classifier/endpoint.h"

namespace sluice {

// The peers that a message names, where they lie in it. Whatever a message has no room for is
// empty; entries that are cut off at the end of what was seen are left out.
struct NamedPeers {
    Bytes compact4 = {};      // 6 bytes each: IPv4 address, port (BEP 23)
    Bytes compact6 = {};      // 18 bytes each: IPv6 address, port (BEP 7)
    Bytes strings = {};       // a bencoded list of strings of 6 or 18 bytes (BEP 5, values)
    Bytes dictionaries = {};  // a bencoded list of dictionaries with ip and port (BEP 3)
    Bytes nodes4 = {};        // 26 bytes each: a node's id, and its compact entry (BEP 5)
    Bytes nodes6 = {};        // 38 bytes each (BEP 32)
};

// Writes out as many as fit and could be a peer's: unicast, not loopback, a port that is not 0.
// Returns how many.
size_t read_peers(const NamedPeers& peers, std::span<PeerAddress> out);

}  // namespace sluice
