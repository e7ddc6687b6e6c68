// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_extensions.h"

#include <algorithm>
#include <array>

#include "classifier/peer_conduct.h"
#include "classifier/wire/peer_address.h"

namespace sluice {
namespace {

constexpr size_t kMostInMessage = 64;  // BEP 11: 50, but for the first one
constexpr uint16_t kMostOfConnection = 256;

WalkedPeer& sender(PeerWireWalk& walk, const WalkContext& context) {
    return walk.peers[static_cast<size_t>(context.direction)];
}

}  // namespace

MessageKind PeerExtensions::kind_of(const PeerWireWalk& walk, Direction direction,
                                    uint8_t extended_id) {
    if (extended_id == 0)
        return MessageKind::extension_handshake;
    const auto& ids = walk.messages[static_cast<size_t>(opposite(direction))].ids;
    const auto* const id = std::find(ids.begin(), ids.end(), extended_id);
    return id != ids.end() ? sluice::kind_of(Extension(id - ids.begin()))
                           : MessageKind::other_extension;
}

bool PeerExtensions::reads(MessageKind kind) {
    switch (kind) {
        case MessageKind::extension_handshake:
        case MessageKind::peer_exchange:
        case MessageKind::upload_only:
        case MessageKind::tracker_exchange:
        case MessageKind::dont_have:
        case MessageKind::holepunch:
            return true;
        default:
            return false;
    }
}

bool PeerExtensions::read(PeerWireWalk& walk, const WalkContext& context, MessageKind kind,
                          Bytes content) {
    switch (kind) {
        case MessageKind::extension_handshake:
            return read_handshake(walk, context, content);
        case MessageKind::peer_exchange:
            return read_peers(walk, context, content);
        case MessageKind::tracker_exchange:
            return read_trackers(walk, context, content);
        case MessageKind::holepunch:
            return read_holepunch(walk, context, content);
        case MessageKind::upload_only: {
            const auto only = parse_upload_only(content);
            if (only)
                sender(walk, context).set(WalkedPeer::kUploadOnly, *only);
            return only.has_value();
        }
        case MessageKind::dont_have: {
            const bool sound = parse_dont_have(content).has_value();
            if (sound)
                note_piece_lost(sender(walk, context));
            return sound;
        }
        default:
            return false;
    }
}

bool PeerExtensions::read_handshake(PeerWireWalk& walk, const WalkContext& context, Bytes content) {
    const auto handshake = parse_extension_handshake(content);
    if (!handshake)
        return false;
    // "the m dictionary is additive"
    auto& ids = walk.messages[static_cast<size_t>(context.direction)].ids;
    for (size_t i = 0; i < kExtensionCount; ++i)
        ids[i] = handshake->ids[i].value_or(ids[i]);
    if (handshake->upload_only)
        sender(walk, context).set(WalkedPeer::kUploadOnly, *handshake->upload_only);

    const bool subscriber = context.direction == Direction::up;
    const uint8_t* const address =
        subscriber ? context.ends.subscriber_address : context.ends.remote_address;
    if (address == nullptr)
        return true;
    PeerAddress listening{.port = handshake->listen_port};
    std::copy_n(address, listening.address.size(), listening.address.begin());
    if (could_be_a_peer(listening))
        learn_peer(walk, context, listening,
                   subscriber ? EndpointSource::announced : EndpointSource::hint);
    return true;
}

bool PeerExtensions::read_peers(PeerWireWalk& walk, const WalkContext& context, Bytes content) {
    const auto exchange = parse_peer_exchange(content);
    if (!exchange)
        return false;
    std::array<PeerAddress, kMostInMessage> peers;
    const size_t count = sluice::read_peers(exchange->added, peers);
    for (size_t i = 0; i < count; ++i)
        learn_peer(walk, context, peers[i], EndpointSource::hint);
    return true;
}

bool PeerExtensions::read_trackers(PeerWireWalk& walk, const WalkContext& context, Bytes content) {
    const auto urls = parse_tracker_exchange(content);
    if (!urls)
        return false;
    std::array<Endpoint, kMostInMessage> trackers;
    const size_t count = sluice::read_trackers(*urls, trackers);
    for (size_t i = 0; i < count; ++i)
        learn(walk, context, trackers[i], EndpointSource::hint);
    return true;
}

// Who is told to connect does so by uTP.
bool PeerExtensions::read_holepunch(PeerWireWalk& walk, const WalkContext& context, Bytes content) {
    const auto holepunch = parse_holepunch(content);
    if (!holepunch)
        return false;
    if (holepunch->type == Holepunch::Type::connect && could_be_a_peer(holepunch->peer))
        learn(walk, context, {holepunch->peer, Transport::udp}, EndpointSource::hint);
    return true;
}

// A client listens for TCP and uTP on one port.
void PeerExtensions::learn_peer(PeerWireWalk& walk, const WalkContext& context,
                                const PeerAddress& peer, EndpointSource source) {
    learn(walk, context, {peer, Transport::tcp}, source);
    learn(walk, context, {peer, Transport::udp}, source);
}

void PeerExtensions::learn(PeerWireWalk& walk, const WalkContext& context, const Endpoint& endpoint,
                           EndpointSource source) {
    if (context.time_s == 0 || walk.learnt == kMostOfConnection)
        return;
    ++walk.learnt;
    endpoints_.learn(endpoint, source, context.time_s);
}

}  // namespace sluice
