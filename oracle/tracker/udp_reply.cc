// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_reply.h"

#include "classifier/wire/udp_tracker.h"
#include "oracle/udp/datagram_writer.h"

namespace sluice {
namespace {

DatagramWriter head(std::span<uint8_t> out, UdpTrackerAction action, uint32_t transaction_id) {
    DatagramWriter writer(out);
    writer.be32(static_cast<uint32_t>(action)).be32(transaction_id);
    return writer;
}

}  // namespace

size_t write_udp_connect(std::span<uint8_t> out, uint32_t transaction_id, uint64_t connection_id) {
    return head(out, UdpTrackerAction::connect, transaction_id).be64(connection_id).size();
}

size_t write_udp_announce_head(std::span<uint8_t> out, uint32_t transaction_id, uint32_t interval_s,
                               const SwarmCounts& counts) {
    return head(out, UdpTrackerAction::announce, transaction_id)
        .be32(interval_s)
        .be32(counts.incomplete())
        .be32(counts.seeds)
        .size();
}

size_t write_udp_scrape(std::span<uint8_t> out, uint32_t transaction_id,
                        std::span<const SwarmCounts> counts) {
    DatagramWriter writer = head(out, UdpTrackerAction::scrape, transaction_id);
    for (const SwarmCounts& swarm : counts)
        writer.be32(swarm.seeds).be32(swarm.completed).be32(swarm.incomplete());
    return writer.size();
}

size_t write_udp_error(std::span<uint8_t> out, uint32_t transaction_id, std::string_view message) {
    return head(out, UdpTrackerAction::error, transaction_id).text(message).size();
}

}  // namespace sluice
