// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/udp_tracker.h"

namespace sluice {
namespace {

constexpr uint64_t kProtocolId = 0x41727101980;
constexpr size_t kHashBytes = 20;
constexpr size_t kMostHashes = 74;  // "Up to about 74 torrents can be scraped at once"
constexpr uint32_t kLastEvent = 3;  // none, completed, started, stopped

// What follows the 16 bytes that all requests have. BEP 41 appends options.
bool is_announce(Reader& in) {
    in.skip(2 * kHashBytes);  // info-hash, peer id
    in.skip(3 * 8);           // downloaded, left, uploaded
    const uint32_t event = in.be32();
    in.skip(3 * 4);  // IP address, key, number wanted
    const uint16_t port = in.be16();
    return in.ok() && event <= kLastEvent && port != 0;
}

bool is_scrape(const Reader& in) {
    return in.remaining() > 0 && in.remaining() % kHashBytes == 0 &&
           in.remaining() <= kMostHashes * kHashBytes;
}

}  // namespace

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
        fits = is_announce(in);
    else if (request.action == UdpTrackerAction::scrape)
        fits = is_scrape(in);
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
            reply.connection_id = in.be64();
            fits = in.ok() && in.remaining() == 0;
            break;
        case UdpTrackerAction::announce:
            in.skip(3 * 4);  // interval, leechers, seeders
            // Peers of 6 bytes, or of 18 where the tracker is reached by IPv6.
            fits = in.ok() && in.remaining() % 6 == 0;
            break;
        case UdpTrackerAction::scrape:
            fits = in.remaining() > 0 && in.remaining() % 12 == 0;
            break;
        case UdpTrackerAction::error:
            fits = true;
            break;
    }
    return fits ? std::optional(reply) : std::nullopt;
}

}  // namespace sluice
