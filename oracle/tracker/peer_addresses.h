// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "oracle/rank/prefix_set.h"
#include "policy/address.h"

namespace sluice {

// Whose announces are taken. An address that means something in one network only (RFC 6890:
// loopback, link-local, private, unique local, shared), or is no host's, would be told to peers who
// cannot reach it, or to whom it is somebody else's. Immutable; any thread.
class PeerAddresses {
 public:
    // accepted: where such addresses are taken all the same.
    explicit PeerAddresses(std::span<const Prefix> accepted);
    PeerAddresses() : PeerAddresses(std::span<const Prefix>{}) {}

    bool takes(const IpAddress& address) const {
        return address.is_unicast() && !local_.contains(address);
    }

 private:
    PrefixSet local_;
};

}  // namespace sluice
