// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/peer_wire_walk.h"

namespace sluice {

// Which way the bytes that are read go, and when and between whom: for what is learnt from them.
struct WalkContext {
    Direction direction = Direction::up;
    uint32_t time_s = 0;  // 0: long after they came; then nothing is learnt
    FlowEnds ends = {};
};

// Reads the extensions' messages (BEP 10): the ids that each end wants, whether it only uploads,
// and where other peers and trackers are. Anybody can have anybody named, so a message teaches 64
// endpoints at most and a connection 256.
class PeerExtensions {
 public:
    explicit PeerExtensions(LearntEndpoints& endpoints) : endpoints_(endpoints) {}

    // By the ids that the other end asked for.
    static MessageKind kind_of(const PeerWireWalk& walk, Direction direction, uint8_t extended_id);

    // Whether read() has a use for such messages' content.
    static bool reads(MessageKind kind);

    // The whole content, behind the extended id. False if it is malformed.
    bool read(PeerWireWalk& walk, const WalkContext& context, MessageKind kind, Bytes content);

 private:
    bool read_handshake(PeerWireWalk& walk, const WalkContext& context, Bytes content);
    bool read_peers(PeerWireWalk& walk, const WalkContext& context, Bytes content);
    bool read_trackers(PeerWireWalk& walk, const WalkContext& context, Bytes content);
    bool read_holepunch(PeerWireWalk& walk, const WalkContext& context, Bytes content);
    void learn_peer(PeerWireWalk& walk, const WalkContext& context, const PeerAddress& peer,
                    EndpointSource source);
    void learn(PeerWireWalk& walk, const WalkContext& context, const Endpoint& endpoint,
               EndpointSource source);

    LearntEndpoints& endpoints_;
};

}  // namespace sluice
