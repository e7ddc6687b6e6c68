// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/label.h"
#include "classifier/wire/ed2k_udp.h"
#include "classifier/wire/inflator.h"
#include "classifier/wire/kad.h"
#include "classifier/wire/wireguard.h"

namespace sluice {

// Datagrams of eD2k, Kad and WireGuard, many of which prove nothing alone: the last one of a flow
// is remembered, and one of the other direction that answers it is proof.
class DatagramPairs {
 public:
    // The verdict that the datagram brings, by itself or with the one before; no label if none.
    Verdict ed2k(Bytes datagram, Direction direction);
    Verdict kad(Bytes datagram, Direction direction, Inflator& inflator);
    Verdict wireguard(Bytes datagram, Direction direction);

    // Something was seen that an answer would prove.
    bool waits() const { return last_.index() != 0; }

 private:
    template <class Message>
    bool is_answered_by(const Message& message, Direction direction);

    std::variant<std::monostate, Ed2kUdpMessage, KadMessage, WireguardMessage> last_;
    Direction direction_ = Direction::up;  // that the last one went
};

}  // namespace sluice
