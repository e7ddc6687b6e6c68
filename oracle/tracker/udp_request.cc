// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_request.h"

#include <algorithm>
#include <cstring>

namespace sluice {
namespace {

constexpr uint64_t kProtocolId = 0x41727101980;
constexpr size_t kHashBytes = 20;
constexpr size_t kMostHashes = 74;

// What follows the 16 bytes that all requests have.
bool read_announce(Reader& in, AnnounceRequest& announce) {
    const Bytes hash = in.take(kHashBytes);
    in.skip(20);  // peer id
    in.skip(8);   // downloaded
    announce.has_all = in.be64() == 0;
    in.skip(8);  // uploaded
    const uint32_t event = in.be32();
    in.skip(2 * 4);  // IP address, key
    announce.wanted = in.be32();
    announce.port = in.be16();
    if (!in.ok())
        return false;
    std::memcpy(announce.hash.bytes.data(), hash.data(), kHashBytes);
    // One that is yet to be thought of is a sign of life at least.
    if (event <= static_cast<uint32_t>(AnnounceEvent::paused))
        announce.event = AnnounceEvent(event);
    // It is signed, and -1 is the default.
    if (announce.wanted > INT32_MAX)
        announce.wanted = AnnounceRequest::kAsManyAsUsual;
    return true;
}

}  // namespace

std::optional<UdpRequest> parse_udp_request(Bytes datagram) {
    Reader in{datagram};
    UdpRequest request;
    request.connection_id = in.be64();
    request.action = UdpTrackerAction(in.be32());
    request.transaction_id = in.be32();
    if (!in.ok())
        return std::nullopt;
    bool fits = false;
    if (request.action == UdpTrackerAction::connect) {
        fits = request.connection_id == kProtocolId;
    } else if (request.action == UdpTrackerAction::announce) {
        fits = read_announce(in, request.announce);
    } else if (request.action == UdpTrackerAction::scrape) {
        const size_t hashes = std::min(in.remaining() / kHashBytes, kMostHashes);
        request.hashes = in.take(hashes * kHashBytes);
        fits = hashes > 0;
    }
    return fits ? std::optional(request) : std::nullopt;
}

}  // namespace sluice
