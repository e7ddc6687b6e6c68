// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/learnt_names.h"
#include "classifier/wire/http_tracker.h"
#include "classifier/wire/krpc.h"
#include "classifier/wire/named_peers.h"

namespace sluice {

// What trackers, nodes and peers say of where other peers are, on its way into the table; and the
// count of what they say.
class Signalling {
 public:
    Signalling(LearntEndpoints& endpoints, LearntNames& tracker_names, Classifier::Counts& counts)
        : endpoints_(endpoints), tracker_names_(tracker_names), counts_(counts) {}

    void count(MessageKind kind, Direction direction) {
        counts_.messages[static_cast<size_t>(direction)][static_cast<size_t>(kind)]++;
        counts_.heard |= uint64_t{1} << static_cast<size_t>(kind);
    }

    // A message of the DHT: its sender is a node, and may name peers, nodes, or itself as a peer.
    void hear(const KrpcMessage& message, const Segment& segment);

    // The beginning of an HTTP message: an announce, a tracker's reply, or a metainfo.
    void hear_http(Bytes stream, const HttpHead& head, const Segment& segment);

    // The sender says at which port it takes peers. Of the subscriber that is as good as seen; a
    // remote end may say anything.
    void announced(uint16_t port, const Segment& segment);
    // Peers that the sender names. They take uTP at the same port, but that proves itself: they are
    // remembered for TCP, where encryption leaves no proof.
    void named(const NamedPeers& peers, EndpointSource source, const Segment& segment);

 private:
    void hear_announce(const HttpTrackerRequest& request, const Segment& segment);
    void hear_response(Bytes body, const Segment& segment);
    void learn_all(std::span<const PeerAddress> peers, Transport transport, EndpointSource source,
                   uint32_t now_s);
    void learn_both(const PeerAddress& at, EndpointSource source, uint32_t now_s);

    LearntEndpoints& endpoints_;
    LearntNames& tracker_names_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
