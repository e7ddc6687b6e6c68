// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/peer_pairs.h"

namespace sluice {

// The end that sent the segment, and the one that it goes to; nothing where nobody said who.
std::optional<PeerAddress> sender_of(const Segment& segment);
std::optional<PeerAddress> receiver_of(const Segment& segment);

// What a flow's two ends say of it, and what the flow says of them. Ends that nobody told are
// known by nobody.
class EndpointEvidence {
 public:
    EndpointEvidence(LearntEndpoints& endpoints, PeerPairs& pairs)
        : endpoints_(endpoints), pairs_(pairs) {}

    // The better known of the two ends, as somebody that peers connect to. A DHT node's socket
    // counts for UDP alone, which is how the table keeps it.
    EndpointSource known(const Segment& segment) const;

    // Whether another connection between the same two hosts was recognised as one of peers.
    bool are_peers(const Segment& segment) const;

    // A recognised peer listens there. With who opened it unknown, either end may be the listener.
    void confirm(const Segment& segment, bool subscriber_listens, bool remote_listens);
    // The two hosts are peers, whoever listens.
    void acquaint(const Segment& segment);

 private:
    LearntEndpoints& endpoints_;
    PeerPairs& pairs_;
};

}  // namespace sluice
