// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/udp_tracker.h"

namespace sluice {
namespace {

constexpr uint64_t kProtocolId = 0x41727101980;
constexpr size_t kHashBytes = 20;
constexpr size_t kScrapedBytes = 12;  // seeders, completed, leechers
constexpr size_t kMostHashes = 74;    // "Up to about 74 torrents can be scraped at once"
constexpr size_t kPeerBytes = 6;
constexpr size_t kPeer6Bytes = 18;

// BEP 41: types and lengths, up to the end of options or of the packet.
bool are_options(Reader in) {
    constexpr uint8_t kEndOfOptions = 0;
    constexpr uint8_t kNop = 1;
    while (in.remaining() > 0) {
        const uint8_t type = in.u8();
        if (type == kEndOfOptions)
            return true;
        if (type != kNop)  // URLData is 2; of those to come the length is known, too
            in.skip(in.u8());
    }
    return in.ok();
}

// What follows the 16 bytes that all requests have.
bool read_announce(Reader& in, UdpTrackerRequest& request) {
    in.skip(2 * kHashBytes);  // info-hash, peer id
    in.skip(3 * 8);           // downloaded, left, uploaded
    request.event = UdpTrackerEvent(in.be32());
    in.skip(3 * 4);  // IP address, key, number wanted
    request.port = in.be16();
    return in.ok() && request.event <= UdpTrackerEvent::stopped && request.port != 0 &&
           are_options(in);
}

bool is_whole(size_t bytes, size_t unit, size_t most) {
    return bytes > 0 && bytes % unit == 0 && bytes <= most * unit;
}

}  // namespace

MessageKind UdpTrackerRequest::message() const {
    switch (action) {
        case UdpTrackerAction::announce:
            return MessageKind::announce_request;
        case UdpTrackerAction::scrape:
            return MessageKind::scrape_request;
        case UdpTrackerAction::connect:
        case UdpTrackerAction::error:  // is no request's
            break;
    }
    return MessageKind::connect_request;
}

MessageKind UdpTrackerReply::message() const {
    switch (action) {
        case UdpTrackerAction::connect:
            return MessageKind::connect_response;
        case UdpTrackerAction::announce:
            return MessageKind::announce_response;
        case UdpTrackerAction::scrape:
            return MessageKind::scrape_response;
        case UdpTrackerAction::error:
            break;
    }
    return MessageKind::error_response;
}

std::optional<UdpTrackerRequest> parse_udp_tracker_request(Bytes datagram) {
    Reader in{datagram};
    UdpTrackerRequest request;
    request.connection_id = in.be64();
    request.action = UdpTrackerAction(in.be32());
    request.transaction_id = in.be32();
    if (!in.ok())
        return std::nullopt;

    bool fits = false;
    if (request.action == UdpTrackerAction::connect)
        fits = request.connection_id == kProtocolId;
    else if (request.action == UdpTrackerAction::announce)
        fits = read_announce(in, request);
    else if (request.action == UdpTrackerAction::scrape)
        fits = is_whole(in.remaining(), kHashBytes, kMostHashes);
    return fits ? std::optional(request) : std::nullopt;
}

std::optional<UdpTrackerReply> parse_udp_tracker_reply(Bytes datagram) {
    Reader in{datagram};
    UdpTrackerReply reply;
    reply.action = UdpTrackerAction(in.be32());
    reply.transaction_id = in.be32();
    if (!in.ok())
        return std::nullopt;

    bool fits = false;
    switch (reply.action) {
        case UdpTrackerAction::connect:
            reply.connection_id = in.be64();  // "at least 16 bytes"
            fits = in.ok();
            break;
        case UdpTrackerAction::announce:
            in.skip(3 * 4);  // interval, leechers, seeders
            reply.entries = in.rest();
            // Three of IPv4 are as long as one of IPv6.
            fits = in.ok() && reply.entries.size() % kPeerBytes == 0;
            break;
        case UdpTrackerAction::scrape:
            fits = is_whole(in.remaining(), kScrapedBytes, kMostHashes);
            break;
        case UdpTrackerAction::error:
            fits = true;
            break;
    }
    return fits ? std::optional(reply) : std::nullopt;
}

NamedPeers peers_of(const UdpTrackerReply& reply, IpVersion version) {
    if (version == IpVersion::ipv4)
        return {.compact4 = reply.entries};
    if (reply.entries.size() % kPeer6Bytes == 0)
        return {.compact6 = reply.entries};
    return {};
}

}  // namespace sluice
