// SPDX-License-Identifier: Apache-2.0
#include "classifier/endpoint_evidence.h"

#include <algorithm>

namespace sluice {
namespace {

std::optional<PeerAddress> address(const uint8_t* bytes, uint16_t port) {
    if (bytes == nullptr)
        return std::nullopt;
    PeerAddress at;
    std::copy_n(bytes, at.address.size(), at.address.begin());
    at.port = port;
    return at;
}

std::optional<PeerAddress> subscriber_of(const Segment& segment) {
    return address(segment.ends.subscriber_address, segment.ends.subscriber_port);
}

std::optional<PeerAddress> remote_of(const Segment& segment) {
    return address(segment.ends.remote_address, segment.ends.remote_port);
}

}  // namespace

std::optional<PeerAddress> sender_of(const Segment& segment) {
    return segment.direction == Direction::up ? subscriber_of(segment) : remote_of(segment);
}

std::optional<PeerAddress> receiver_of(const Segment& segment) {
    return segment.direction == Direction::up ? remote_of(segment) : subscriber_of(segment);
}

EndpointSource EndpointEvidence::known(const Segment& segment) const {
    EndpointSource best = EndpointSource::none;
    for (const auto& at : {subscriber_of(segment), remote_of(segment)})
        if (at)
            best = std::max(best, endpoints_.find({*at, segment.transport}, segment.time_s));
    return best;
}

bool EndpointEvidence::are_peers(const Segment& segment) const {
    const FlowEnds& ends = segment.ends;
    return ends.subscriber_address != nullptr && ends.remote_address != nullptr &&
           pairs_.knows(ends.subscriber_address, ends.remote_address, segment.time_s);
}

void EndpointEvidence::acquaint(const Segment& segment) {
    const FlowEnds& ends = segment.ends;
    if (ends.subscriber_address != nullptr && ends.remote_address != nullptr)
        pairs_.note(ends.subscriber_address, ends.remote_address, segment.time_s);
}

void EndpointEvidence::confirm(const Segment& segment, bool subscriber_listens,
                               bool remote_listens) {
    acquaint(segment);
    for (const Transport transport : {Transport::tcp, Transport::udp}) {
        // A client listens at one port number for both, so the other one is a hint.
        const EndpointSource source =
            transport == segment.transport ? EndpointSource::confirmed : EndpointSource::hint;
        const auto subscriber = subscriber_of(segment);
        const auto remote = remote_of(segment);
        if (subscriber_listens && subscriber)
            endpoints_.learn({*subscriber, transport}, source, segment.time_s);
        if (remote_listens && remote)
            endpoints_.learn({*remote, transport}, source, segment.time_s);
    }
}

}  // namespace sluice
