// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "oracle/tracker/swarm.h"

namespace sluice {

// A UDP reply of BEP 15 is as large as goes through any IPv6 path at most (RFC 8200, section 5).
inline constexpr size_t kUdpReplyBytes = 1'280 - 40 - 8;
// What stands before an announce reply's peers.
inline constexpr size_t kUdpAnnounceHead = 20;

// Each writes at out, which has room for kUdpReplyBytes, and gives the size.
size_t write_udp_connect(std::span<uint8_t> out, uint32_t transaction_id, uint64_t connection_id);
// The head alone: compact peers are written behind it.
size_t write_udp_announce_head(std::span<uint8_t> out, uint32_t transaction_id, uint32_t interval_s,
                               const SwarmCounts& counts);
size_t write_udp_scrape(std::span<uint8_t> out, uint32_t transaction_id,
                        std::span<const SwarmCounts> counts);  // 74 at most
// What does not fit is cut off.
size_t write_udp_error(std::span<uint8_t> out, uint32_t transaction_id, std::string_view message);

}  // namespace sluice
