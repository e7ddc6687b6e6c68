// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_reply.h"

#include "oracle/udp/datagram_writer.h"

namespace sluice {
namespace {

DatagramWriter head(std::span<uint8_t> out, RankAction action, uint32_t transaction_id) {
    DatagramWriter writer(out);
    writer.be32(static_cast<uint32_t>(action)).be32(transaction_id);
    return writer;
}

}  // namespace

size_t write_rank_connect(std::span<uint8_t> out, uint32_t transaction_id, uint64_t connection_id) {
    return head(out, RankAction::connect, transaction_id).be64(connection_id).size();
}

// Tiers have no gap, so there are no more of them than endpoints.
size_t write_rank_reply(std::span<uint8_t> out, uint32_t transaction_id, uint16_t good_for_s,
                        std::span<const Ranked> ranked) {
    DatagramWriter writer = head(out, RankAction::rank, transaction_id);
    writer.be16(good_for_s).u8(0).u8(static_cast<uint8_t>(ranked.size()));
    for (const Ranked& one : ranked)
        writer.u8(static_cast<uint8_t>(one.candidate)).u8(static_cast<uint8_t>(one.tier));
    return writer.size();
}

size_t write_rank_error(std::span<uint8_t> out, uint32_t transaction_id, RankError error,
                        uint16_t retry_after_s) {
    return head(out, RankAction::error, transaction_id)
        .be16(static_cast<uint16_t>(error))
        .be16(retry_after_s)
        .size();
}

}  // namespace sluice
