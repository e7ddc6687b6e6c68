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
    learn_all(std::span(read).first(read_peers(peers, read)), Transport::tcp, source,
              segment.time_s);
}

// Two rounds, so that the misses of a whole message are under way together.
void Signalling::learn_all(std::span<const PeerAddress> peers, Transport transport,
                           EndpointSource source, uint32_t now_s) {
    for (const PeerAddress& at : peers)
        endpoints_.prefetch({at, transport});
    for (const PeerAddress& at : peers)
        endpoints_.learn({at, transport}, source, now_s);
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
    learn_all(std::span(nodes).first(read_peers(message.nodes, nodes)), Transport::udp,
              EndpointSource::dht_node, segment.time_s);
}

}  // namespace sluice
