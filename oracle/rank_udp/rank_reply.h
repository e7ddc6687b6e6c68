// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "oracle/rank/ranking.h"
#include "oracle/rank_udp/rank_request.h"

namespace sluice {

inline constexpr size_t kRankConnectReply = 16;
inline constexpr size_t kRankErrorReply = 12;
inline constexpr size_t kRankReplyHead = 12;
inline constexpr size_t kRankedBytes = 2;  // place and tier
inline constexpr size_t kRankMacBytes = 16;
// With every endpoint that a request can have, and a MAC.
inline constexpr size_t kRankReplyBytes =
    kRankReplyHead + kMostRanked * kRankedBytes + kRankMacBytes;
// No reply is larger than what it answers, whoever asks: the smallest request has one endpoint.
static_assert(kRankReplyHead + kRankedBytes + kRankMacBytes <= kRankRequestHead + kRankIpv4Bytes);
static_assert(kRankedBytes <= kRankIpv4Bytes && kRankErrorReply <= kRankRequestHead);

enum class RankError : uint16_t {
    unproven = 1,     // the connection id is none of ours, or too old: connect again
    too_often = 2,    // ask again in so many seconds
    unknown_key = 3,  // no such key here
};

// Each writes at out, which has room for kRankReplyBytes, and gives the size.
size_t write_rank_connect(std::span<uint8_t> out, uint32_t transaction_id, uint64_t connection_id);
// ranked: kMostRanked at most. good_for_s: how long the order may be used unasked.
size_t write_rank_reply(std::span<uint8_t> out, uint32_t transaction_id, uint16_t good_for_s,
                        std::span<const Ranked> ranked);
size_t write_rank_error(std::span<uint8_t> out, uint32_t transaction_id, RankError error,
                        uint16_t retry_after_s);

}  // namespace sluice
