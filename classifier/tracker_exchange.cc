// SPDX-License-Identifier: Apache-2.0
#include "classifier/tracker_exchange.h"

namespace sluice {

bool TrackerExchange::request(const UdpTrackerRequest& request, Direction direction) {
    if (request.action == UdpTrackerAction::connect)
        return true;
    if (given_ && connected_ == direction && connection_id_ == request.connection_id)
        return true;
    asked_ = request.transaction_id != 0;
    asker_ = direction;
    action_ = request.action;
    transaction_id_ = request.transaction_id;
    return false;
}

bool TrackerExchange::reply(const UdpTrackerReply& reply, Direction direction) {
    if (asked_ && asker_ == opposite(direction) && reply.transaction_id == transaction_id_ &&
        (reply.action == action_ || reply.action == UdpTrackerAction::error))
        return true;
    if (reply.action == UdpTrackerAction::connect) {
        given_ = reply.connection_id != 0;
        connected_ = opposite(direction);
        connection_id_ = reply.connection_id;
    }
    return false;
}

}  // namespace sluice
