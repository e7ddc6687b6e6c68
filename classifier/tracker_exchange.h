// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/wire/udp_tracker.h"

namespace sluice {

// Announces and scrapes of a flow picked up after its connect request (BEP 15): a reply must repeat
// the transaction id that the other direction asked with, or a request the connection id that the
// other direction was given. Both are random; zero proves nothing, for other protocols are full of
// it.
class TrackerExchange {
 public:
    // True if it proves the exchange.
    bool request(const UdpTrackerRequest& request, Direction direction);
    bool reply(const UdpTrackerReply& reply, Direction direction);

 private:
    uint64_t connection_id_ = 0;
    uint32_t transaction_id_ = 0;
    UdpTrackerAction action_ = UdpTrackerAction::connect;
    Direction asker_ = Direction::up;
    Direction connected_ = Direction::up;  // who may use the connection id
    bool asked_ = false;
    bool given_ = false;
};

}  // namespace sluice
