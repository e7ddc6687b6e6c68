// SPDX-License-Identifier: Apache-2.0
#include "classifier/signalling.h"

#include <array>

#include "classifier/endpoint_evidence.h"

namespace sluice {
namespace {

// More than a tracker hands out by default (50), and as many as may be believed of one message.
constexpr size_t kMostPeers = 64;

}  // namespace

void Signalling::learn_both(const PeerAddress& at, EndpointSource source, uint32_t now_s) {
    endpoints_.learn({at, Transport::tcp}, source, now_s);
    endpoints_.learn({at, Transport::udp}, source, now_s);
}

void Signalling::named(const NamedPeers& peers, EndpointSource source, const Segment& segment) {
    std::array<PeerAddress, kMostPeers> read;
    const size_t count = read_peers(peers, read);
    for (size_t i = 0; i < count; ++i)
        learn_both(read[i], source, segment.time_s);
}

void Signalling::announced(uint16_t port, const Segment& segment) {
    auto at = sender_of(segment);
    // Behind a proxy clients announce port 1.
    if (!at || port <= 1)
        return;
    at->port = port;
    learn_both(
        *at, segment.direction == Direction::up ? EndpointSource::announced : EndpointSource::hint,
        segment.time_s);
}

void Signalling::hear(const KrpcMessage& message, const Segment& segment) {
    count(message.message, segment.direction);
    if (const auto at = sender_of(segment)) {
        endpoints_.learn({*at, Transport::udp}, EndpointSource::dht_node, segment.time_s);
        // A client listens at one port number for both. Of a remote end that is its own word, or
        // that of whoever writes its address on a datagram.
        if (segment.direction == Direction::up)
            endpoints_.learn({*at, Transport::tcp}, EndpointSource::hint, segment.time_s);
    }
    if (message.message == MessageKind::announce_peer_request) {
        const uint16_t source_port = segment.direction == Direction::up
                                         ? segment.ends.subscriber_port
                                         : segment.ends.remote_port;
        announced(message.implied_port ? source_port : message.announced_port, segment);
    }
    if (message.kind != KrpcKind::reply)
        return;
    named(message.peers, EndpointSource::hint, segment);
    std::array<PeerAddress, kMostPeers> nodes;
    const size_t count = read_peers(message.nodes, nodes);
    for (size_t i = 0; i < count; ++i)
        endpoints_.learn({nodes[i], Transport::udp}, EndpointSource::dht_node, segment.time_s);
}

}  // namespace sluice
