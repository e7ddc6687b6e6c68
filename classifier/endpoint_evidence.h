// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"

namespace sluice {

// The end that sent the segment, and the one that it goes to; nothing where nobody said who.
std::optional<PeerAddress> sender_of(const Segment& segment);
std::optional<PeerAddress> receiver_of(const Segment& segment);

// What a flow's two ends say of it, and what the flow says of them. Ends that nobody told are
// known by nobody.
class EndpointEvidence {
 public:
    explicit EndpointEvidence(LearntEndpoints& endpoints) : endpoints_(endpoints) {}

    // The better known of the two ends, as somebody that peers connect to. A DHT node's socket
    // counts for UDP alone, which is how the table keeps it.
    EndpointSource known(const Segment& segment) const;

    // A recognised peer listens there. With who opened it unknown, either end may be the listener.
    void confirm(const Segment& segment, bool subscriber_listens, bool remote_listens);

 private:
    LearntEndpoints& endpoints_;
};

}  // namespace sluice
