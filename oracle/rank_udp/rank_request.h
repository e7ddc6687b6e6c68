// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "classifier/bytes.h"
#include "oracle/rank/ranking.h"

namespace sluice {

// The rank service's datagrams (docs/rank-service.md): BEP 15's way of asking, with a protocol id
// of its own, so that nobody takes them for a tracker's.
inline constexpr uint64_t kRankProtocolId = 0x736c'7569'6365'0001;  // "sluice", version 1

enum class RankAction : uint32_t { connect = 0, rank = 1, error = 3 };

// As large as goes through any IPv6 path (RFC 8200, section 5).
inline constexpr size_t kRankDatagramBytes = 1'280 - 40 - 8;
inline constexpr size_t kRankRequestHead = 24;
// Compact endpoints as trackers tell them: BEP 23, and BEP 7's of IPv6.
inline constexpr size_t kRankIpv4Bytes = 6;
inline constexpr size_t kRankIpv6Bytes = 18;
// An endpoint is told by its place in one byte, and they are fewer than that counts.
inline constexpr size_t kMostRanked = (kRankDatagramBytes - kRankRequestHead) / kRankIpv4Bytes;
static_assert(kMostRanked == 201);

struct RankRequest {
    RankAction action = RankAction::connect;
    uint64_t connection_id = 0;  // of a connect its magic
    uint32_t transaction_id = 0;
    uint32_t key_id = 0;  // by which the reply is to be authenticated; 0: it is not to be
    SharedAddress shared_address = SharedAddress::apart;
    Bytes ipv4;  // whole endpoints
    Bytes ipv6;

    size_t endpoints() const { return ipv4.size() / kRankIpv4Bytes + ipv6.size() / kRankIpv6Bytes; }
};

// Nothing where there is no request in it: one of another protocol or version, cut off, larger than
// kRankDatagramBytes, or without an endpoint to rank. What follows the last field is not looked at.
std::optional<RankRequest> parse_rank_request(Bytes datagram);

}  // namespace sluice
