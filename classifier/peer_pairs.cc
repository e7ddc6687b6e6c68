// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_pairs.h"

#include "classifier/address_hash.h"

namespace sluice {

uint64_t PeerPairs::hash(const uint8_t* subscriber, const uint8_t* remote) const {
    return address_hash(remote, address_hash(subscriber, seed_));
}

}  // namespace sluice
