// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_request.h"

namespace sluice {
namespace {

// What follows the 16 bytes that all requests have.
bool read_rank(Reader& in, RankRequest& request) {
    request.key_id = in.be32();
    const uint8_t shared_address = in.u8();
    in.skip(1);  // for what is yet to be thought of
    const size_t ipv4 = in.u8();
    const size_t ipv6 = in.u8();
    request.ipv4 = in.take(ipv4 * kRankIpv4Bytes);
    request.ipv6 = in.take(ipv6 * kRankIpv6Bytes);
    request.shared_address = SharedAddress(shared_address);
    return in.ok() && ipv4 + ipv6 > 0 &&
           shared_address <= static_cast<uint8_t>(SharedAddress::rotate);
}

}  // namespace

std::optional<RankRequest> parse_rank_request(Bytes datagram) {
    if (datagram.size() > kRankDatagramBytes)
        return std::nullopt;
    Reader in{datagram};
    RankRequest request;
    request.connection_id = in.be64();
    request.action = RankAction(in.be32());
    request.transaction_id = in.be32();
    if (!in.ok())
        return std::nullopt;
    if (request.action == RankAction::connect)
        return request.connection_id == kRankProtocolId ? std::optional(request) : std::nullopt;
    if (request.action == RankAction::rank && read_rank(in, request))
        return request;
    return std::nullopt;
}

}  // namespace sluice
